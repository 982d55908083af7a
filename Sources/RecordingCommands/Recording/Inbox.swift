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
    /// All is recorded.
    case end
  }

  /// Which process group the command leads, so that it is ended if the original is killed.
  private static let groupWord = "group "
  private static let recordWord = "record "
  static let endLine = "end\n"

  static func recordLine(_ record: Record) -> String { recordWord + record.encoded }

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
    if case .record = waiting { return true }
    return false
  }

  private mutating func read(_ line: String) -> Order? {
    if line == Self.endLine { return .end }
    if line.hasPrefix(Self.groupWord) { group = Int32(line.dropFirst(Self.groupWord.count).dropLast()) }
    guard line.hasPrefix(Self.recordWord) else { return nil }
    return Record(encoded: String(line.dropFirst(Self.recordWord.count))).map { .record($0) }
  }
}
