extension ClockTime: CustomStringConvertible {
  /// Parses a time of day: two digits for the hour, 00 to 23, a colon, and two for the minute.
  package init(parsing text: String) throws(TimeTextError) {
    let bytes = Array(text.utf8)
    let digits = bytes.map { isDigit($0) ? Int($0 - UInt8(ascii: "0")) : -1 }
    if bytes.count == 4, bytes[1] == UInt8(ascii: ":"), digits[0] >= 0, digits[2] >= 0, digits[3] >= 0 {
      throw TimeTextError(message: "'\(text)' is no time of day, write '0\(text)'")
    }
    guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"), digits.indices.allSatisfy({ $0 == 2 || digits[$0] >= 0 })
    else {
      throw TimeTextError(
        message: "'\(printable(bytes))' is no time of day, write hour and minute as '05:00', 00:00 to 23:59")
    }
    hour = digits[0] * 10 + digits[1]
    minute = digits[3] * 10 + digits[4]
    guard hour <= 23, minute <= 59 else {
      let fix = text == "24:00" ? "write '00:00' for midnight" : "the day goes from 00:00 to 23:59"
      throw TimeTextError(message: "'\(text)' is no time of day, \(fix)")
    }
  }

  /// `05:00`.
  package var description: String { "\(padded(hour, 2)):\(padded(minute, 2))" }
}
