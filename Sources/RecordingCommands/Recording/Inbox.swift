internal import Platform
internal import Tracker

/// What the keeper is told.
struct Inbox {
  /// The command's process group, if it leads one.
  private(set) var group: Int32?
  private var received: [UInt8] = []
  private var waiting: Order?

  enum Order {
    /// It is answered when that is recorded.
    case record(Record)
    /// The same, and nothing comes after it.
    case lastRecord(Record)
    /// Nothing is recorded any more.
    case end
  }

  /// Which process group the command leads, so that it is ended if the original is killed.
  private static let groupWord = "group "
  private static let recordWord = "record "
  private static let lastWord = "last "
  static let endLine = "end\n"

  static func recordLine(_ record: Record, isLast: Bool) -> String {
    (isLast ? lastWord : recordWord) + record.encoded
  }

  /// Waits for the next order; nil when who gives them is gone.
  mutating func next(_ channel: SideChannel) -> Order? {
    if let order = waiting {
      waiting = nil
      return order
    }
    while let line = channel.line(&received) { if let order = read(line) { return order } }
    return nil
  }

  /// Whether there is something to record soon.
  mutating func hasRecord(waitingAtMost milliseconds: Int64, _ channel: SideChannel) -> Bool {
    let deadline = monotonicMilliseconds() + milliseconds
    while waiting == nil {
      let left = deadline - monotonicMilliseconds()
      guard left > 0, let line = channel.line(&received, waitingAtMost: Int32(clamping: left)) else { break }
      waiting = read(line)
    }
    switch waiting {
    case .record, .lastRecord: return true
    case .end, nil: return false
    }
  }

  private mutating func read(_ line: String) -> Order? {
    if line == Self.endLine { return .end }
    if line.hasPrefix(Self.groupWord) { group = Int32(line.dropFirst(Self.groupWord.count).dropLast()) }
    if line.hasPrefix(Self.recordWord) {
      return Record(encoded: String(line.dropFirst(Self.recordWord.count))).map { .record($0) }
    }
    guard line.hasPrefix(Self.lastWord) else { return nil }
    return Record(encoded: String(line.dropFirst(Self.lastWord.count))).map { .lastRecord($0) }
  }
}
