internal import CPlatform
internal import Glibc

/// Log lines in logfmt on standard error: `ts=… level=warn msg="…" file=…`.
///
/// When the journal listens there (sd-daemon(3), `$JOURNAL_STREAM`), each line begins with its syslog priority.
package struct Log: Sendable {
  /// How serious a line is.
  package enum Level: String, Sendable {
    case info, warn, error

    var priority: Int { self == .info ? 6 : self == .warn ? 4 : 3 }
  }

  private let write: @Sendable (Level, String) -> Void
  private let now: @Sendable () -> Int64

  /// A log whose lines go to `write`, with times from `now` in milliseconds since the epoch.
  package init(now: @escaping @Sendable () -> Int64, write: @escaping @Sendable (Level, String) -> Void) {
    self.now = now
    self.write = write
  }

  /// The same log with only those lines for which `isWanted` is true; it gets each line without its time.
  package func filtered(_ isWanted: @escaping @Sendable (Level, String) -> Bool) -> Log {
    Log(now: now) { [write] level, line in
      if isWanted(level, String(line.drop { $0 != " " })) { write(level, line) }
    }
  }

  /// The log of a command: standard error. That nobody can read it must not stop the work, so errors are dropped.
  package static let standardError: Log = {
    let prefixed = journalListens()
    return Log(now: wallClockMilliseconds) { level, line in
      try? StandardStream.error.write((prefixed ? "<\(level.priority)>" : "") + line + "\n")
    }
  }()

  /// The log of a process that stands in front of a command whose output goes to the same place: who looks there, such as
  /// cron's mail or chronic, takes each line for the command's. So what is no more than a warning goes to the system's
  /// log where there is one, unless a person or the journal reads here.
  package static func besideCommand(_ log: Log) -> Log {
    if StandardStream.error.isTerminal || journalListens() || !mayWrite("/dev/log") { return log }
    return Log(now: log.now) { level, line in
      if level == .error { log.write(level, line) } else { batchwatch_log_to_system(Int32(level.priority), line) }
    }
  }

  package func info(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) { emit(.info, message, fields) }
  package func warn(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) { emit(.warn, message, fields) }
  package func error(_ message: String, _ fields: KeyValuePairs<String, String> = [:]) { emit(.error, message, fields) }

  private func emit(_ level: Level, _ message: String, _ fields: KeyValuePairs<String, String>) {
    var line = "ts=\(utcTime(now())) level=\(level.rawValue) msg=\(quoted(message))"
    for (key, value) in fields { line += " \(key)=\(quoted(value))" }
    write(level, line)
  }
}

/// A logfmt value: bare where that is unambiguous, otherwise in quotes. Control characters never reach the log as they
/// are, so no input can forge a line or drive a terminal.
private func quoted(_ value: String) -> String {
  let isBare = value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3D && $0 != 0x5C }
  if isBare && !value.isEmpty { return value }
  var text = "\""
  for scalar in value.unicodeScalars {
    switch scalar {
    case "\"": text += "\\\""
    case "\\": text += "\\\\"
    case "\n": text += "\\n"
    case "\t": text += "\\t"
    case "\r": text += "\\r"
    default:
      if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
        text += "\\u{" + String(scalar.value, radix: 16) + "}"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }
  return text + "\""
}

/// `2026-11-23T01:00:00.123Z`, by gmtime_r(3).
private func utcTime(_ milliseconds: Int64) -> String {
  var seconds = time_t(milliseconds / 1000)
  var parts = tm()
  gmtime_r(&seconds, &parts)
  func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
  let date = [padded(Int(parts.tm_year) + 1900, 4), padded(Int(parts.tm_mon) + 1, 2), padded(Int(parts.tm_mday), 2)]
  let time = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { padded(Int($0), 2) }
  return date.joined(separator: "-") + "T" + time.joined(separator: ":") + "." + padded(Int(milliseconds % 1000), 3)
    + "Z"
}

/// Whether `$JOURNAL_STREAM` names the very file that standard error is.
private func journalListens() -> Bool {
  guard let stream = environmentVariable("JOURNAL_STREAM") else { return false }
  var status = stat()
  guard fstat(2, &status) == 0 else { return false }
  return stream == "\(status.st_dev):\(status.st_ino)"
}
