extension Timestamp {
  /// Seconds since the epoch at the end of the year 9999, the last that RFC 3339 can write.
  private static let lastSecond: Int64 = 253_402_300_799

  /// Parses a moment of the years 1970 to 9999: RFC 3339 (`2026-11-23T05:00:00-05:00`, `…Z`, with or without a fraction
  /// of the second) or Unix seconds (`1769904000.5`). Digits after the milliseconds are dropped.
  package init(parsing text: String) throws(TimeTextError) {
    var scanner = TimestampScanner(bytes: Array(text.utf8))
    let bytes = scanner.bytes
    guard let first = bytes.first else {
      throw scanner.error("write RFC 3339, such as '2026-11-23T05:00:00Z', or Unix seconds")
    }
    let isDate = bytes.count > 4 && bytes[4] == UInt8(ascii: "-")
    guard isDigit(first) else {
      let fix = first == UInt8(ascii: "-") ? "times before 1970 are not taken" : TimestampScanner.formats
      throw scanner.error(fix)
    }
    let milliseconds = isDate ? try scanner.rfc3339() : try scanner.unixSeconds()
    guard milliseconds >= 0 else { throw scanner.error("times before 1970 are not taken") }
    guard milliseconds / 1000 <= Self.lastSecond else {
      let fix = isDate ? "years after 9999 are not taken" : "write Unix time in seconds"
      throw scanner.error(fix)
    }
    self.init(milliseconds: milliseconds)
  }
}

/// Reads a moment's parts. All results are in milliseconds since the epoch.
private struct TimestampScanner {
  static let formats = "write RFC 3339, such as '2026-11-23T05:00:00Z', or Unix seconds"

  let bytes: [UInt8]
  var position = 0

  mutating func unixSeconds() throws(TimeTextError) -> Int64 {
    var seconds: Int64 = 0
    while position < bytes.count, isDigit(bytes[position]) {
      // 13 digits are more than the year 9999 needs and far from an overflow.
      guard position < 13 || seconds == 0 else { throw error("write Unix time in seconds") }
      seconds = seconds * 10 + Int64(bytes[position] - UInt8(ascii: "0"))
      position += 1
    }
    let milliseconds = try fraction()
    guard position == bytes.count else { throw error(Self.formats) }
    return seconds * 1000 + milliseconds
  }

  mutating func rfc3339() throws(TimeTextError) -> Int64 {
    let year = try number(4, 0...9999, "year")
    try expect("-")
    let month = try number(2, 1...12, "month")
    try expect("-")
    let day = try number(2, 1...daysInMonth(month, ofYear: year), "day")
    guard position < bytes.count else { throw error("the time is missing, as in 'T05:00:00Z'") }
    guard take("T") || take("t") || take(" ") else { throw error("write 'T' between date and time") }
    let hour = try number(2, 0...23, "hour")
    try expect(":")
    let minute = try number(2, 0...59, "minute")
    guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else {
      throw error("the seconds are missing, as in '05:00:00'")
    }
    try expect(":")
    if bytes[position...].starts(with: "60".utf8) {
      throw error("Unix time has no leap seconds, write second 59")
    }
    let second = try number(2, 0...59, "second")
    let milliseconds = try fraction()
    let offset = try offset()
    guard position == bytes.count else { throw error("nothing may follow the time") }
    let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
    return Int64(((days * 24 + hour) * 60 + minute) * 60 + second - offset) * 1000 + milliseconds
  }

  /// `.` and digits, if they stand here.
  private mutating func fraction() throws(TimeTextError) -> Int64 {
    guard take(".") else { return 0 }
    let start = position
    var milliseconds: Int64 = 0
    var unit: Int64 = 100
    while position < bytes.count, isDigit(bytes[position]) {
      milliseconds += Int64(bytes[position] - UInt8(ascii: "0")) * unit
      unit /= 10
      position += 1
    }
    guard position > start else { throw error("digits are missing after '.'") }
    return milliseconds
  }

  /// Seconds by which the written time is ahead of UTC.
  private mutating func offset() throws(TimeTextError) -> Int {
    if take("Z") || take("z") { return 0 }
    guard position < bytes.count else {
      throw error("the offset from UTC is missing, add 'Z' or one such as '-05:00'")
    }
    let sign: Int
    if take("+") {
      sign = 1
    } else if take("-") {
      sign = -1
    } else {
      throw error("'\(printable(bytes[position...]))' is no offset from UTC, write 'Z' or one such as '-05:00'")
    }
    let hours = try number(2, 0...23, "offset's hour")
    try expect(":")
    return sign * (hours * 60 + (try number(2, 0...59, "offset's minute"))) * 60
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: scalar) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ scalar: Unicode.Scalar) throws(TimeTextError) {
    guard take(scalar) else { throw error("'\(scalar)' is missing at character \(position + 1)") }
  }

  /// Exactly `width` digits.
  private mutating func number(
    _ width: Int, _ range: ClosedRange<Int>, _ name: String
  ) throws(TimeTextError) -> Int {
    let digits = bytes[position...].prefix(width)
    guard digits.count == width, digits.allSatisfy(isDigit) else {
      throw error("the \(name) has \(width) digits, \(Self.formats)")
    }
    let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    guard range.contains(value) else {
      throw error("the \(name) goes from \(padded(range.lowerBound, width)) to \(padded(range.upperBound, width))")
    }
    position += width
    return value
  }

  func error(_ fix: String) -> TimeTextError {
    TimeTextError(message: "'\(printable(bytes))' is no time: \(fix)")
  }
}
