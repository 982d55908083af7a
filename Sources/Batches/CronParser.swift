internal import Spelling

/// Reads a cron expression as Debian's cron does (`load_entry` and `get_list` in its entry.c).
///
/// It is stricter in three places where cron accepts what can only be a mistake: text that cron skips after a value
/// (`1#2` is read as `1`), ranges that run backwards and so never match (`22-2`), and numbers beyond 32 bits.
struct CronParser {
  private let text: String
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) {
    self.text = text
    bytes = Array(text.utf8)
  }

  mutating func expression() throws(CronError) -> CronExpression {
    try checkCharacters()
    let words = split()
    guard let first = words.first else {
      throw CronError(message: "the schedule is empty, write five fields such as '0 1 * * *'", offset: 0)
    }
    if bytes[first.lowerBound] == UInt8(ascii: "@") { return try nickname(words) }
    try checkCount(words)
    var masks: [UInt64] = []
    var stars: [Bool] = []
    for (field, word) in zip(CronField.all, words) {
      position = word.lowerBound
      stars.append(bytes[position] == UInt8(ascii: "*"))
      masks.append(try list(field, until: word.upperBound))
    }
    // 0 and 7 are both Sunday.
    let daysOfWeek = UInt8(truncatingIfNeeded: (masks[4] | masks[4] >> 7) & 0x7f)
    var flags: CronExpression.Stars = []
    if stars[0] { flags.insert(.minute) }
    if stars[1] { flags.insert(.hour) }
    if stars[2] { flags.insert(.dayOfMonth) }
    if stars[4] { flags.insert(.dayOfWeek) }
    return CronExpression(
      source: text, minutes: masks[0], hours: UInt32(masks[1]), daysOfMonth: UInt32(masks[2]),
      months: UInt16(masks[3]), daysOfWeek: daysOfWeek, stars: flags)
  }

  /// The ranges of the words between blanks.
  private func split() -> [Range<Int>] {
    var words: [Range<Int>] = []
    var start: Int?
    for (index, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
        if let begin = start { words.append(begin..<index) }
        start = nil
      } else if start == nil {
        start = index
      }
    }
    if let begin = start { words.append(begin..<bytes.count) }
    return words
  }

  /// Refuses what looks like a blank or a dash and is none, and line breaks, which end an entry of a crontab.
  private func checkCharacters() throws(CronError) {
    guard let offset = bytes.firstIndex(where: { !(0x20...0x7e).contains($0) && $0 != UInt8(ascii: "\t") }) else {
      return
    }
    let scalar = String(decoding: bytes[offset...], as: UTF8.self).unicodeScalars.first?.value ?? 0
    let code = String(scalar, radix: 16, uppercase: true)
    let shown = "U+" + String(repeating: "0", count: max(0, 4 - code.utf8.count)) + code
    throw CronError(
      message: "the character \(shown) has no place in a schedule, write plain blanks, digits, letters and '*,-/'",
      offset: offset)
  }

  private func string(_ range: Range<Int>) -> String { printable(bytes[range]) }

  // MARK: Nicknames and the number of fields

  private func nickname(_ words: [Range<Int>]) throws(CronError) -> CronExpression {
    let name = string(words[0])
    guard let match = cronNicknames.first(where: { $0.name == name }) else {
      throw CronError(message: nicknameMessage(name), offset: words[0].lowerBound)
    }
    guard words.count == 1 else {
      throw CronError(
        message: "'\(name)' stands alone, delete '\(string(words[1]))' and what follows", offset: words[1].lowerBound)
    }
    var fields = CronParser(match.fields)
    let parsed = try fields.expression()
    return CronExpression(
      source: text, minutes: parsed.minutes, hours: parsed.hours, daysOfMonth: parsed.daysOfMonth,
      months: parsed.months, daysOfWeek: parsed.daysOfWeek, stars: parsed.stars)
  }

  private func nicknameMessage(_ name: String) -> String {
    let lower = lowercased(name)
    if lower == "@reboot" {
      return "'@reboot' has no time that a start could be late for; leave the schedule out, or write five fields"
    }
    if lower == "@every" { return "cron has no '@every', write a step such as '*/15 * * * *'" }
    let names = cronNicknames.map(\.name)
    let hint = nearest(to: lower, among: names).map { "did you mean '\($0)'?" }
    return "unknown nickname '\(name)', " + (hint ?? "cron knows \(names.joined(separator: ", "))")
  }

  private func checkCount(_ words: [Range<Int>]) throws(CronError) {
    if string(words[0]).utf8.contains(UInt8(ascii: "=")) {
      throw CronError(
        message: "'\(string(words[0]))' is not part of a schedule, name the time zone with 'timezone'",
        offset: words[0].lowerBound)
    }
    if words.count < 5 {
      let missing = CronField.all[words.count].name
      let count = words.count == 1 ? "1 field" : "\(words.count) fields"
      throw CronError(
        message: "\(count) instead of 5 (minute, hour, day of month, month, day of week), add the \(missing)",
        offset: bytes.count)
    }
    guard words.count > 5 else { return }
    let isTime = words.allSatisfy { word in isDigit(bytes[word.lowerBound]) || isStarOrMark(bytes[word.lowerBound]) }
    if isTime, words.count <= 7 {
      let fix = words.count == 6 ? "cron has no seconds" : "cron has neither seconds nor years"
      throw CronError(
        message: "\(words.count) fields instead of 5, \(fix); "
          + "keep minute, hour, day of month, month, day of week",
        offset: words[5].lowerBound)
    }
    throw CronError(
      message: "'\(string(words[5]))' follows the five fields; delete it, user and command are no part of a schedule",
      offset: words[5].lowerBound)
  }

  private func isStarOrMark(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") }

  // MARK: One field

  /// A list of ranges, up to `end`, as a mask in which bit n stands for value n.
  private mutating func list(_ field: CronField, until end: Int) throws(CronError) -> UInt64 {
    var mask: UInt64 = 0
    while true {
      mask |= try range(field, until: end)
      guard position < end else { return mask }
      guard bytes[position] == UInt8(ascii: ",") else {
        throw error(field, "'\(string(position..<end))' is ignored by cron, delete it", at: position)
      }
      position += 1
    }
  }

  private mutating func range(_ field: CronField, until end: Int) throws(CronError) -> UInt64 {
    let start = position
    var low = field.range.lowerBound
    var high = field.range.upperBound
    if take("*", until: end) {
      // All values, or every so many of them.
    } else {
      low = try value(field, until: end)
      guard take("-", until: end) else {
        guard position == end || bytes[position] != UInt8(ascii: "/") else {
          throw error(
            field, "a step needs a range; write '\(low)-\(high)\(string(position..<endOfItem(end)))'", at: start)
        }
        return 1 << UInt64(low)
      }
      high = try value(field, until: end)
    }
    let item = string(start..<position)
    let step = take("/", until: end) ? try self.step(field, until: end) : 1
    guard low <= high else { throw error(field, backwards(field, item, low, high), at: start) }
    var mask: UInt64 = 0
    for value in stride(from: low, through: high, by: step) { mask |= 1 << UInt64(value) }
    return mask
  }

  private func backwards(_ field: CronField, _ item: String, _ low: Int, _ high: Int) -> String {
    func span(_ first: Int, _ last: Int) -> String { first == last ? "\(first)" : "\(first)-\(last)" }
    var fix = "\(span(low, field.range.upperBound)),\(span(field.range.lowerBound, high))"
    if field.name == CronField.dayOfWeek.name {
      // A name for Sunday is always 0, so 'fri-sun' runs backwards too.
      if high == 0 { fix = span(low, 7) } else if low == 7 { fix = span(0, high) }
    }
    return "'\(item)' runs backwards and never matches in cron, write '\(fix)'"
  }

  private mutating func value(_ field: CronField, until end: Int) throws(CronError) -> Int {
    let start = position
    let word = takeWord(until: end)
    if let named = field.value(named: lowercased(word)) { return named }
    guard !word.isEmpty else { throw missingValue(field, until: end) }
    guard word.utf8.allSatisfy(isDigit) else {
      let hint = field.hint(for: lowercased(word)) ?? "write \(field.rule)"
      throw error(field, "'\(word)' is unknown, \(hint)", at: start)
    }
    guard let number = Int32(word), field.range.contains(Int(number)) else {
      let hint = field.name == "hour" && word == "24" ? "; midnight is 0" : ""
      throw error(field, "\(word) is out of range, write \(field.rule)\(hint)", at: start)
    }
    return Int(number)
  }

  private mutating func step(_ field: CronField, until end: Int) throws(CronError) -> Int {
    let start = position
    let word = takeWord(until: end)
    guard word.utf8.allSatisfy(isDigit), let number = Int32(word), number > 0 else {
      let found = word.isEmpty ? "a step is missing after '/'" : "'\(word)' is no step"
      throw error(field, "\(found), write a number from 1", at: start)
    }
    return Int(number)
  }

  private func missingValue(_ field: CronField, until end: Int) -> CronError {
    guard position < end else {
      return error(field, "a value is missing at the end, write \(field.rule)", at: position)
    }
    if bytes[position] == UInt8(ascii: "?") { return error(field, "cron has no '?', write '*'", at: position) }
    if bytes[position] == UInt8(ascii: ",") {
      return error(field, "a value is missing before ',', write \(field.rule)", at: position)
    }
    return error(field, "'\(string(position..<endOfItem(end)))' is no value, write \(field.rule)", at: position)
  }

  // MARK: Bytes

  private mutating func take(_ scalar: Unicode.Scalar, until end: Int) -> Bool {
    guard position < end, bytes[position] == UInt8(ascii: scalar) else { return false }
    position += 1
    return true
  }

  /// Letters and digits from here on; empty if there are none.
  private mutating func takeWord(until end: Int) -> String {
    let start = position
    while position < end, isDigit(bytes[position]) || isLetter(bytes[position]) { position += 1 }
    return string(start..<position)
  }

  private func endOfItem(_ end: Int) -> Int {
    bytes[position..<end].firstIndex(of: UInt8(ascii: ",")) ?? end
  }

  private func error(_ field: CronField, _ problem: String, at offset: Int) -> CronError {
    CronError(message: "bad \(field.name): \(problem)", offset: offset)
  }
}
