extension PosixTimeZone {
  /// Parses `std offset [dst [offset] ,start[/time],end[/time]]` with RFC 9636's wider range of times.
  init(parsing text: some Sequence<UInt8>) throws(Malformed) {
    var scanner = PosixScanner(bytes: Array(text))
    let name = try scanner.abbreviation()
    let offset = -(try scanner.time(maximumHours: 24))
    standard = LocalTimeType(offset: offset, abbreviation: name)
    guard !scanner.isAtEnd else { return }
    let daylightName = try scanner.abbreviation()
    var daylightOffset = offset + 3600
    if !scanner.isAt(",") { daylightOffset = -(try scanner.time(maximumHours: 24)) }
    // POSIX lets the rule be left out and its meaning open; a zone file never does that.
    let start = try scanner.moment()
    let end = try scanner.moment()
    guard scanner.isAtEnd else { throw scanner.malformed }
    daylight = Daylight(
      type: LocalTimeType(offset: daylightOffset, abbreviation: daylightName), start: start, end: end)
  }
}

/// Reads the parts of a POSIX zone text.
private struct PosixScanner {
  let bytes: [UInt8]
  var position = 0

  var isAtEnd: Bool { position == bytes.count }

  var malformed: Malformed { Malformed(problem: "the zone file's footer '\(printable(bytes))' is damaged") }

  func isAt(_ scalar: Unicode.Scalar) -> Bool { position < bytes.count && bytes[position] == UInt8(ascii: scalar) }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard isAt(scalar) else { return false }
    position += 1
    return true
  }

  /// Three or more letters, or letters, digits and signs in angle brackets.
  mutating func abbreviation() throws(Malformed) -> String {
    let isQuoted = take("<")
    let start = position
    while position < bytes.count, isLetter(bytes[position]) || isQuoted && isQuotable(bytes[position]) {
      position += 1
    }
    let name = bytes[start..<position]
    guard name.count >= 3, name.count <= 32, !isQuoted || take(">") else { throw malformed }
    return String(decoding: name, as: UTF8.self)
  }

  private func isQuotable(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
  }

  /// `[+-]hh[:mm[:ss]]` in seconds.
  mutating func time(maximumHours: Int) throws(Malformed) -> Int {
    let sign = take("-") ? -1 : 1
    if sign == 1 { _ = take("+") }
    var seconds = try number(0...maximumHours) * 3600
    if take(":") {
      seconds += try number(0...59) * 60
      if take(":") { seconds += try number(0...59) }
    }
    return sign * seconds
  }

  /// `,date[/time]`; the time is 02:00 by default.
  mutating func moment() throws(Malformed) -> PosixTimeZone.YearlyMoment {
    guard take(",") else { throw malformed }
    let day: PosixTimeZone.YearlyDay
    if take("J") {
      day = .julian(try number(1...365))
    } else if take("M") {
      let month = try number(1...12)
      guard take(".") else { throw malformed }
      let week = try number(1...5)
      guard take(".") else { throw malformed }
      day = .weekday(month: month, week: week, weekday: try number(0...6))
    } else {
      day = .zeroBased(try number(0...365))
    }
    return PosixTimeZone.YearlyMoment(day: day, time: take("/") ? try time(maximumHours: 167) : 7200)
  }

  private mutating func number(_ range: ClosedRange<Int>) throws(Malformed) -> Int {
    let start = position
    var value = 0
    while position < bytes.count, isDigit(bytes[position]), position - start < 4 {
      value = value * 10 + Int(bytes[position] - UInt8(ascii: "0"))
      position += 1
    }
    guard position > start, range.contains(value) else { throw malformed }
    return value
  }
}
