internal import Platform
internal import Synchronization

/// Keeps a service from logging the same trouble at each pass: a warning or an error is written when it is new, and again
/// each hour while it lasts.
final class RepeatFilter: Sendable {
  private struct Memory {
    var written: [String: Int64] = [:]
    var seen: Set<String> = []
  }

  private let memory = Mutex(Memory())
  private let clock: @Sendable () -> Int64
  private let target: Log

  init(_ target: Log, clock: @escaping @Sendable () -> Int64) {
    self.target = target
    self.clock = clock
  }

  /// What a pass logs to.
  var log: Log { target.filtered { [self] level, line in isNews(level, line) } }

  /// Forgets the troubles that this pass did not have.
  func endPass() {
    memory.withLock { memory in
      memory.written = memory.written.filter { memory.seen.contains($0.key) }
      memory.seen = []
    }
  }

  private func isNews(_ level: Log.Level, _ message: String) -> Bool {
    if level == .info { return true }
    let now = clock()
    return memory.withLock { memory in
      memory.seen.insert(message)
      if let last = memory.written[message], (0..<3_600_000).contains(now - last) { return false }
      memory.written[message] = now
      return true
    }
  }
}
