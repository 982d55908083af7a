/// Why a text is not a duration, a moment or a clock time.
package struct TimeTextError: Error, Equatable, Sendable {
  /// One line that names the text, the cause and the fix.
  package let message: String
}

extension TimeSpan: CustomStringConvertible {
  /// Prometheus's units, from the longest, in milliseconds.
  private static let units: [(name: String, milliseconds: Int64)] = [
    ("y", 365 * 86_400_000), ("w", 7 * 86_400_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000),
    ("ms", 1),
  ]

  /// The longest span in milliseconds: Prometheus keeps durations in 64 bits of nanoseconds.
  package static let longest: Int64 = Int64.max / 1_000_000

  /// Parses a duration as Prometheus writes it: whole numbers with the units y, w, d, h, m, s, ms, each at most once,
  /// from the longest to the shortest, as in `1h30m`; or `0`. A year has 365 days; the most is 292 years.
  package init(parsing text: String) throws(TimeTextError) {
    guard text != "0" else {
      self.init(milliseconds: 0)
      return
    }
    let bytes = Array(text.utf8)
    let shown = printable(bytes)
    guard !bytes.isEmpty else { throw TimeTextError(message: "the duration is empty, write one such as '1h30m'") }
    var total: Int64 = 0
    var position = 0
    var nextUnit = 0
    while position < bytes.count {
      let numberEnd = bytes[position...].firstIndex { !isDigit($0) } ?? bytes.count
      let unitEnd = bytes[numberEnd...].firstIndex { !isLetter($0) } ?? bytes.count
      let number = String(decoding: bytes[position..<numberEnd], as: UTF8.self)
      let unit = String(decoding: bytes[numberEnd..<unitEnd], as: UTF8.self)
      guard numberEnd > position else { throw Self.unreadable(bytes, at: position) }
      guard !unit.isEmpty || unitEnd == bytes.count else { throw Self.unreadable(bytes, at: unitEnd) }
      guard let index = Self.units.firstIndex(where: { $0.name == unit }) else {
        throw Self.unknownUnit(unit, after: number, in: shown)
      }
      guard index >= nextUnit else {
        throw TimeTextError(
          message: "'\(shown)' is no duration: write each unit once, the longest first, as in '1h30m'")
      }
      let (product, tooLong) = (Int64(number) ?? .max).multipliedReportingOverflow(by: Self.units[index].milliseconds)
      guard !tooLong, product <= Self.longest - total else {
        throw TimeTextError(message: "the duration '\(shown)' is out of range, the most is 292 years")
      }
      total += product
      nextUnit = index + 1
      position = unitEnd
    }
    self.init(milliseconds: total)
  }

  private static func unreadable(_ bytes: [UInt8], at position: Int) -> TimeTextError {
    let shown = printable(bytes)
    if bytes[position] == UInt8(ascii: "-") {
      return TimeTextError(message: "the duration '\(shown)' is negative, write it without '-'")
    }
    if bytes[position] == UInt8(ascii: ".") {
      return TimeTextError(message: "'\(shown)' is no duration: write whole numbers, as in '1h30m' for '1.5h'")
    }
    if bytes[position] == UInt8(ascii: " ") {
      return TimeTextError(message: "'\(shown)' is no duration: write it without blanks, as in '1h30m'")
    }
    return TimeTextError(message: "'\(shown)' is no duration: write numbers with units, as in '1h30m', '45s' or '7d'")
  }

  private static func unknownUnit(_ unit: String, after number: String, in shown: String) -> TimeTextError {
    let short = printable(number.utf8)
    if unit.isEmpty {
      return TimeTextError(message: "'\(shown)' is no duration: after \(short) a unit is missing, as in '\(short)s'")
    }
    let alias = ["sec": "s", "min": "m", "hou": "h", "hr": "h", "day": "d", "wee": "w", "yea": "y", "mil": "ms"]
    let lower = lowercased(unit)
    let hint =
      alias[String(lower.prefix(3))] ?? alias[String(lower.prefix(2))]
      ?? (units.contains { $0.name == lower } ? lower : nil)
    let fix = hint.map { "write '\(short)\($0)'" } ?? "the units are y, w, d, h, m, s, ms"
    return TimeTextError(message: "'\(shown)' is no duration: the unit '\(printable(unit.utf8))' is unknown, \(fix)")
  }

  /// The duration as Prometheus writes it: `1h30m`, `90d`, `0s`. Years and weeks only where nothing remains, since 90d
  /// reads better than 12w6d. Negative spans begin with `-`.
  package var description: String {
    guard milliseconds != 0 else { return "0s" }
    var rest = milliseconds.magnitude
    var text = milliseconds < 0 ? "-" : ""
    for (name, unit) in Self.units {
      let size = unit.magnitude
      if name == "y" || name == "w", rest % size != 0 { continue }
      if rest >= size { text += "\(rest / size)\(name)" }
      rest %= size
    }
    return text
  }

  /// The duration for people, in its two largest units, rounded down: `3d 04h`, `1h 04m`, `4m 05s`, `12s`, `450ms`.
  package var shortText: String {
    let size = Int(clamping: milliseconds.magnitude)
    let sign = milliseconds < 0 ? "-" : ""
    let seconds = size / 1000
    switch size {
    case 0: return "0s"
    case ..<1000: return "\(sign)\(size)ms"
    case ..<60_000: return "\(sign)\(seconds)s"
    case ..<3_600_000: return "\(sign)\(seconds / 60)m \(padded(seconds % 60, 2))s"
    case ..<86_400_000: return "\(sign)\(seconds / 3600)h \(padded(seconds / 60 % 60, 2))m"
    default: return "\(sign)\(seconds / 86_400)d \(padded(seconds / 3600 % 24, 2))h"
    }
  }
}
