/// One thing that is wrong in the configuration file, and how to put it right.
package struct Mistake: Error, Equatable, Sendable {
  /// Counted from 1.
  package var line: Int
  /// Counted from 1, in characters.
  package var column: Int
  /// One line, without control characters whatever the file holds.
  package var message: String

  package init(line: Int, column: Int, message: String) {
    self.line = line
    self.column = column
    self.message = message
  }

  init(_ position: Position, _ message: String) {
    self.init(line: Int(position.line), column: Int(position.column), message: message)
  }

  /// `FILE:LINE:COLUMN: message`, which editors can jump to.
  package func formatted(file: String) -> String {
    "\(printable(file, limit: 4096)):\(line):\(column): \(message)"
  }
}

/// Every mistake of a configuration file, in the order of the file; never empty.
package struct ConfigurationError: Error, Equatable, Sendable {
  package var mistakes: [Mistake]

  package init(mistakes: [Mistake]) { self.mistakes = mistakes }

  /// One line for each mistake.
  package func lines(file: String) -> [String] { mistakes.map { $0.formatted(file: file) } }
}

/// A place in the file; both counted from 1, columns in characters.
struct Position: Equatable, Comparable, Sendable {
  var line: Int32
  var column: Int32

  static let start = Position(line: 1, column: 1)

  static func < (left: Position, right: Position) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// What reading finds out beside the values: the mistakes, and the zones that are still to be looked up.
struct Findings: Sendable {
  /// A file of nothing but mistakes must not take more memory and time than a good one.
  static let limit = 1000

  private(set) var mistakes: [Mistake] = []
  /// Time zones that the file names. Whether they exist is for the caller to tell, once for each name.
  var zones: [ZoneUse] = []

  /// Whether the next mistakes are not kept any more.
  var isFull: Bool { mistakes.count >= Self.limit }

  mutating func add(_ position: Position, _ message: @autoclosure () -> String) {
    guard !isFull else { return }
    mistakes.append(Mistake(position, message()))
  }

  /// All mistakes in the order of the file; nil if there are none.
  func error() -> ConfigurationError? {
    guard !mistakes.isEmpty else { return nil }
    let sorted = mistakes.enumerated().sorted { left, right in
      (left.element.line, left.element.column, left.offset)
        < (right.element.line, right.element.column, right.offset)
    }
    return ConfigurationError(mistakes: sorted.map(\.element))
  }
}

/// One mention of a time zone.
struct ZoneUse: Equatable, Sendable {
  var zone: String
  var position: Position
}
