/// What may follow a verb.
struct VerbSyntax {
  var operands: [Operand] = []
  /// The verb's own options. Of the alternatives in one group at most one may be given.
  var options: [[Alternative]] = []
  /// The groups of `options`, by their places, of which one alternative must be given.
  var needsOneOf: Set<Int> = []
  /// Whether a command follows after `--`.
  var takesCommand = false
  /// Hidden options that stand in for the operands.
  var operandsReplacedBy: [Option] = []

  /// Every option that the verb knows, its own first.
  var allOptions: [Option] { options.flatMap { $0.flatMap(\.options) } + Self.commonOptions }

  /// The options that users see.
  var listedOptions: [Option] { allOptions.filter { !$0.isHidden } }

  /// Whether the verb takes `option`.
  func knows(_ option: Option) -> Bool {
    Self.commonOptions.contains(option)
      || options.contains { $0.contains { $0.together.contains(option) || $0.with.contains(option) } }
  }

  /// The options that every verb takes.
  static let commonOptions: [Option] = [.config, .help]
}

/// Options that make sense only together.
struct Alternative {
  /// Either all of these are given or none.
  var together: [Option]
  /// Each of these may be added.
  var with: [Option]

  init(_ together: Option..., with: [Option] = []) {
    self.together = together
    self.with = with
  }

  var options: [Option] { together + with }
}

/// A word that follows a verb by its position.
struct Operand {
  enum Count { case one, optional, any }

  var kind: ValueKind
  var count: Count

  static func one(_ kind: ValueKind) -> Operand { Operand(kind: kind, count: .one) }

  static func optional(_ kind: ValueKind) -> Operand { Operand(kind: kind, count: .optional) }

  static func any(_ kind: ValueKind) -> Operand { Operand(kind: kind, count: .any) }
}
