/// What `run` does around a command beside recording it. Everything is off unless somebody asked for it.
package struct Guards: Equatable, Sendable {
  /// An attempt that takes longer is ended with SIGTERM, and has failed; nil for never.
  package var timeout: TimeSpan?
  /// How long after that SIGTERM what still runs is ended with SIGKILL.
  package var killAfter = defaultKillAfter
  /// The command isn't started while an earlier run of the batch goes on.
  package var noOverlap = false
  /// How long to wait for that earlier run to end before giving up; zero for not at all.
  package var wait = TimeSpan.zero
  /// How many more attempts follow one that failed.
  package var retries = 0
  /// How long to wait before the second attempt; before each further one twice as long as before the last.
  package var retryDelay = defaultRetryDelay
  /// Exit statuses that count as success beside 0, ascending, each once.
  package var okStatuses: [Int32] = []
  /// The command's output is held back, and shown only if the command failed.
  package var quiet = false
  /// No output is kept in the tracker.
  package var noOutput = false
  /// Absolute path of the directory where each run's whole output is kept in a file of its own; nil for nowhere.
  package var keepLog: String?

  package static let defaultKillAfter = TimeSpan(seconds: 10)
  package static let defaultRetryDelay = TimeSpan.minutes(1)

  /// What is possible, on the command line as in the configuration.
  package static let timeouts = TimeSpan(milliseconds: 1)...TimeSpan.days(365)
  package static let killDelays = TimeSpan(milliseconds: 1)...TimeSpan.days(1)
  package static let waits = TimeSpan.zero...TimeSpan.days(30)
  package static let retryCounts = 0...100
  package static let retryDelays = TimeSpan.zero...TimeSpan.days(1)
  package static let exitStatuses: ClosedRange<Int32> = 0...255
  /// How many statuses may be listed.
  package static let longestStatusList = 32
  /// In bytes. What the directory's path leaves of a path's longest is for the name of the file in it.
  package static let longestDirectory = 3072

  /// Delays between attempts grow no further than this, unless the first one is longer.
  static let longestGrownDelay = TimeSpan.hours(1)

  /// All off.
  package init() {}

  /// How often the command is started at most, 1 or more.
  package var attempts: Int { retries + 1 }

  /// How long to wait after attempt `number` has failed, counted from 1, before the next one begins.
  package func delay(afterAttempt number: Int) -> TimeSpan {
    let longest = max(retryDelay, Self.longestGrownDelay)
    // More doublings than these reach the longest from any delay that isn't zero.
    let doublings = min(max(number - 1, 0), 30)
    return min(retryDelay * (1 << Int64(doublings)), longest)
  }

  /// Whether a command that ended by itself, with this exit status, did what it should. One that a signal ended never did.
  package func isSuccess(_ exitStatus: Int32) -> Bool { exitStatus == 0 || okStatuses.contains(exitStatus) }
}

/// Whether `path` can name the directory of `keepLog`: it is absolute, not too long, and on one line.
package func isLogDirectory(_ path: String) -> Bool {
  path.utf8.first == UInt8(ascii: "/") && path.utf8.count <= Guards.longestDirectory
    && !path.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0.value == 0xFFFD }
}

extension Guards {
  /// The guards as one line of text without tabs; empty where all are off. It is no format for others.
  package var coded: String {
    guard self != Guards() else { return "" }
    let statuses = okStatuses.map { String($0) }.joined(separator: ",")
    return [
      timeout.map { String($0.milliseconds) } ?? "", String(killAfter.milliseconds), noOverlap ? "1" : "0",
      String(wait.milliseconds), String(retries), String(retryDelay.milliseconds), statuses, quiet ? "1" : "0",
      noOutput ? "1" : "0", keepLog ?? "",
    ].joined(separator: ";")
  }

  /// What `coded` wrote; nil if the text is anything else, or says what the configuration can't say.
  package init?(coded text: Substring) {
    self.init()
    if text.isEmpty { return }
    // The directory stands last, so that its path may hold any character.
    let fields = text.utf8.split(separator: UInt8(ascii: ";"), maxSplits: 9, omittingEmptySubsequences: false)
      .map { Substring($0) }
    guard fields.count == 10,
      let killAfter = span(fields[1], Self.killDelays), let noOverlap = flag(fields[2]),
      let wait = span(fields[3], Self.waits), let retries = Int(fields[4]), Self.retryCounts.contains(retries),
      let retryDelay = span(fields[5], Self.retryDelays), let quiet = flag(fields[7]), let noOutput = flag(fields[8])
    else { return nil }
    if !fields[0].isEmpty {
      guard let timeout = span(fields[0], Self.timeouts) else { return nil }
      self.timeout = timeout
    }
    if !fields[6].isEmpty {
      let statuses = fields[6].split(separator: ",", omittingEmptySubsequences: false)
      let numbers = statuses.compactMap { Int32($0) }
      guard numbers.count == statuses.count, let okStatuses = Self.statusList(numbers), okStatuses == numbers else {
        return nil
      }
      self.okStatuses = okStatuses
    }
    if !fields[9].isEmpty {
      guard isLogDirectory(String(fields[9])) else { return nil }
      keepLog = String(fields[9])
    }
    self.killAfter = killAfter
    self.noOverlap = noOverlap
    self.wait = wait
    self.retries = retries
    self.retryDelay = retryDelay
    self.quiet = quiet
    self.noOutput = noOutput
  }

  /// Statuses as `okStatuses` has them: ascending, each once, without 0, which always counts.
  /// - Returns: nil where one is out of range, or there are too many.
  package static func statusList(_ statuses: [Int32]) -> [Int32]? {
    guard statuses.count <= longestStatusList, statuses.allSatisfy(exitStatuses.contains) else { return nil }
    return Set(statuses).subtracting([0]).sorted()
  }
}

private func span(_ field: Substring, _ range: ClosedRange<TimeSpan>) -> TimeSpan? {
  guard let milliseconds = Int64(field) else { return nil }
  let span = TimeSpan(milliseconds: milliseconds)
  return range.contains(span) ? span : nil
}

private func flag(_ field: Substring) -> Bool? { field == "1" ? true : field == "0" ? false : nil }
