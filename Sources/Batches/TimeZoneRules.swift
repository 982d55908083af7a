/// A time zone: how far its clocks stand from UTC at any moment, and how that is called.
///
/// It takes nothing from the process: glibc's zone functions obey the process-wide `TZ`, which threads share.
package struct TimeZoneRules: Equatable, Sendable {
  /// The zone's IANA name.
  package let name: String
  /// When the local time type changes, in seconds since the epoch, ascending.
  let transitions: [Int64]
  /// For each transition, the index in `types` of what then begins.
  let typeIndices: [UInt8]
  /// The local time types; the first holds before the first transition.
  let types: [LocalTimeType]
  /// What holds after the last transition; nil if that is its type for ever.
  let footer: PosixTimeZone?

  init(
    name: String, transitions: [Int64], typeIndices: [UInt8], types: [LocalTimeType], footer: PosixTimeZone?
  ) {
    self.name = name
    self.transitions = transitions
    self.typeIndices = typeIndices
    self.types = types
    self.footer = footer
  }

  package static let utc = TimeZoneRules(
    name: "UTC", transitions: [], typeIndices: [], types: [LocalTimeType(offset: 0, abbreviation: "UTC")], footer: nil)

  /// Seconds to add to UTC for local time, at `seconds` since the epoch; negative west of Greenwich.
  package func offset(at seconds: Int64) -> Int { period(at: seconds).offset }

  /// What the zone's time is called at `seconds` since the epoch, such as `EST`, or `+03` where no letters are in use.
  package func abbreviation(at seconds: Int64) -> String { period(at: seconds).abbreviation }

  /// The time around `seconds` during which the zone stays as it is.
  func period(at seconds: Int64) -> ZonePeriod {
    // Far beyond every Timestamp, and near enough to count years without overflow.
    let moment = Int(min(max(seconds, -(1 << 56)), 1 << 56))
    var low = 0
    var high = transitions.count
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle] <= moment { low = middle + 1 } else { high = middle }
    }
    // `low` is now the number of transitions that have happened.
    let start = low > 0 ? Int(transitions[low - 1]) : Int.min
    if low == transitions.count, let footer {
      return footer.period(at: moment, notBefore: start)
    }
    let end = low < transitions.count ? Int(transitions[low]) : Int.max
    let type = low > 0 ? types[Int(typeIndices[low - 1])] : types[0]
    return ZonePeriod(start: start, end: end, type: type)
  }
}

/// One way in which a zone keeps time.
struct LocalTimeType: Equatable, Sendable {
  /// Seconds to add to UTC.
  var offset: Int
  var abbreviation: String
}

/// A stretch of time with one local time type.
struct ZonePeriod: Equatable, Sendable {
  /// Seconds since the epoch of its first moment; `Int.min` if it has always been so.
  var start: Int
  /// Seconds since the epoch of the first moment after it; `Int.max` if it stays so.
  var end: Int
  var type: LocalTimeType

  var offset: Int { type.offset }
  var abbreviation: String { type.abbreviation }
}

/// Why a zone file can't be used.
package struct TimeZoneError: Error, Equatable, Sendable {
  /// One line that names the zone, the cause and the fix.
  package let message: String
}
