internal import Spelling

/// What one field of a cron expression may contain.
struct CronField: Sendable {
  /// The field's name in messages.
  let name: String
  let range: ClosedRange<Int>
  /// Three-letter names of the values from `range.lowerBound` on.
  let names: [String]

  static let minute = CronField(name: "minute", range: 0...59, names: [])
  static let hour = CronField(name: "hour", range: 0...23, names: [])
  static let dayOfMonth = CronField(name: "day of month", range: 1...31, names: [])
  static let month = CronField(
    name: "month", range: 1...12,
    names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
  static let dayOfWeek = CronField(
    name: "day of week", range: 0...7, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"])

  /// The five fields in the order in which they are written.
  static let all = [minute, hour, dayOfMonth, month, dayOfWeek]

  /// What the field takes, for messages.
  var rule: String {
    let numbers = "\(range.lowerBound) to \(range.upperBound)"
    return names.isEmpty ? numbers : "\(numbers) or \(names[0]) to \(names[names.count - 1])"
  }

  /// The value that `word`, in lower case, names.
  func value(named word: String) -> Int? {
    guard let index = names.firstIndex(of: word) else { return nil }
    return index + range.lowerBound
  }

  /// How to repair `word`, in lower case, which this field does not take; nil if nothing comes near it.
  func hint(for word: String) -> String? {
    if word.utf8.count > 3, let name = names.first(where: { word.hasPrefix($0) }) { return "write '\(name)'" }
    for other in Self.all where other.name != name && other.value(named: String(word.prefix(3))) != nil {
      return "it belongs to the field \(other.name)"
    }
    if word == "l" || word.hasSuffix("w") && word.utf8.first.map(isDigit) == true {
      return "cron has no last day and no nearest weekday"
    }
    if word == "h" { return "cron has no hashed values, write a number" }
    return nearest(to: word, among: names).map { "did you mean '\($0)'?" }
  }
}

/// cron's nicknames with the expressions that they stand for.
///
/// `@daily` and `@midnight` set no star in the day fields, which makes no difference: every day matches both ways.
let cronNicknames: [(name: String, fields: String)] = [
  ("@yearly", "0 0 1 1 *"), ("@annually", "0 0 1 1 *"), ("@monthly", "0 0 1 * *"), ("@weekly", "0 0 * * 0"),
  ("@daily", "0 0 * * *"), ("@midnight", "0 0 * * *"), ("@hourly", "0 * * * *"),
]
