extension Verb {
  /// What may follow the verb, in pieces that are better not broken over lines: `BATCH`, `[--run ID]`. The options of
  /// every verb are left out.
  var synopsis: [String] {
    let syntax = syntax
    var pieces = syntax.operands.map(\.synopsis)
    for (place, group) in syntax.options.enumerated() {
      let alternatives = group.filter { !$0.options.contains(where: \.isHidden) }.map(\.synopsis)
      let text = alternatives.joined(separator: " | ")
      if syntax.needsOneOf.contains(place) {
        pieces.append(alternatives.count > 1 ? "(" + text + ")" : text)
      } else if !alternatives.isEmpty {
        pieces.append("[" + text + "]")
      }
    }
    if syntax.takesCommand { pieces.append("-- COMMAND…") }
    return pieces
  }
}

extension Operand {
  fileprivate var synopsis: String {
    let word = kind == .verb ? kind.placeholder : kind.choices?.joined(separator: "|") ?? kind.placeholder
    return switch count {
    case .one: word
    case .optional: "[" + word + "]"
    case .any: "[" + word + "…]"
    }
  }
}

extension Alternative {
  fileprivate var synopsis: String {
    (together.map(\.usage) + with.map { "[" + $0.usage + "]" }).joined(separator: " ")
  }
}

extension Operand {
  /// The operand and what it is, for the lists of help, man page and reference.
  var definition: Definition { Definition(kind.placeholder, kind.meaning) }
}

extension Option {
  /// The option and what it means for `verb`, for the same lists.
  func definition(for verb: Verb) -> Definition {
    Definition(self == .help ? "-h, " + usage : usage, meaning(for: verb))
  }
}
