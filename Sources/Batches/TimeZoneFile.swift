extension TimeZoneRules {
  /// Reads a zone file in the format of RFC 9636, versions 1 to 4.
  /// - Parameters:
  ///   - tzif: the whole file; any bytes are safe.
  ///   - name: the zone's name, for messages and display.
  package init(tzif: [UInt8], name: String) throws(TimeZoneError) {
    do throws(Malformed) {
      self = try TimeZoneFile(bytes: tzif).rules(name: name)
    } catch {
      throw TimeZoneError(
        message: "time zone '\(printable(name.utf8))': \(error.problem); reinstall the package tzdata or fix the name")
    }
  }
}

/// What is wrong with a file.
struct Malformed: Error {
  var problem: String
}

/// The layout of a zone file: a block with 32-bit times, then, since version 2, one with 64-bit times and a footer.
struct TimeZoneFile {
  let bytes: [UInt8]

  /// The real files have fewer than 300; more would only slow down every search.
  private static let maximumTransitions = 10_000
  /// RFC 9636 keeps offsets between -25 and +26 hours.
  private static let offsets = -89_999...93_599

  /// The counts in a block's header.
  private struct Header {
    var version: UInt8
    var utIndicators: Int
    var standardIndicators: Int
    var leapSeconds: Int
    var transitions: Int
    var types: Int
    var characters: Int

    static let size = 44

    func blockSize(timeSize: Int) -> Int {
      transitions * (timeSize + 1) + types * 6 + characters + leapSeconds * (timeSize + 4) + standardIndicators
        + utIndicators
    }
  }

  func rules(name: String) throws(Malformed) -> TimeZoneRules {
    let first = try header(at: 0)
    guard first.version >= UInt8(ascii: "2") else {
      return try block(first, at: Header.size, timeSize: 4, name: name, footer: nil)
    }
    let secondStart = Header.size + first.blockSize(timeSize: 4)
    let second = try header(at: secondStart)
    let blockStart = secondStart + Header.size
    let footer = try footer(at: blockStart + second.blockSize(timeSize: 8))
    return try block(second, at: blockStart, timeSize: 8, name: name, footer: footer)
  }

  private func header(at start: Int) throws(Malformed) -> Header {
    guard start + Header.size <= bytes.count, bytes[start..<start + 4].elementsEqual("TZif".utf8) else {
      throw Malformed(problem: start == 0 ? "not a zone file" : "the zone file is cut short")
    }
    func count(_ index: Int) -> Int { Int(unsigned32(at: start + 20 + index * 4)) }
    let header = Header(
      version: bytes[start + 4], utIndicators: count(0), standardIndicators: count(1), leapSeconds: count(2),
      transitions: count(3), types: count(4), characters: count(5))
    return header
  }

  private func block(
    _ header: Header, at start: Int, timeSize: Int, name: String, footer: PosixTimeZone?
  ) throws(Malformed) -> TimeZoneRules {
    guard start + header.blockSize(timeSize: timeSize) <= bytes.count else {
      throw Malformed(problem: "the zone file is cut short")
    }
    guard header.leapSeconds == 0 else {
      throw Malformed(problem: "it counts leap seconds, which Unix time does not; take the zone without 'right/'")
    }
    guard header.types >= 1, header.types <= 256, header.transitions <= Self.maximumTransitions else {
      throw Malformed(problem: "the zone file has a senseless number of types or transitions")
    }
    let indicesStart = start + header.transitions * timeSize
    let typesStart = indicesStart + header.transitions
    let types = try localTypes(header, at: typesStart)
    var transitions: [Int64] = []
    transitions.reserveCapacity(header.transitions)
    for index in 0..<header.transitions {
      let position = start + index * timeSize
      let time = timeSize == 4 ? Int64(signed32(at: position)) : signed64(at: position)
      guard transitions.last.map({ $0 < time }) ?? true, Int(bytes[indicesStart + index]) < types.count else {
        throw Malformed(problem: "the zone file's transitions are damaged")
      }
      transitions.append(time)
    }
    return TimeZoneRules(
      name: name, transitions: transitions, typeIndices: Array(bytes[indicesStart..<typesStart]), types: types,
      footer: footer)
  }

  private func localTypes(_ header: Header, at start: Int) throws(Malformed) -> [LocalTimeType] {
    let names = bytes[start + header.types * 6..<start + header.types * 6 + header.characters]
    var types: [LocalTimeType] = []
    for index in 0..<header.types {
      let position = start + index * 6
      let offset = Int(signed32(at: position))
      let name = names.dropFirst(Int(bytes[position + 5]))
      guard Self.offsets.contains(offset), let end = name.firstIndex(of: 0) else {
        throw Malformed(problem: "the zone file's local time types are damaged")
      }
      types.append(LocalTimeType(offset: offset, abbreviation: printable(name[..<end])))
    }
    return types
  }

  /// The text between two line feeds at `start`; nil if it is empty.
  private func footer(at start: Int) throws(Malformed) -> PosixTimeZone? {
    guard start < bytes.count, bytes[start] == UInt8(ascii: "\n"),
      let end = bytes[(start + 1)...].firstIndex(of: UInt8(ascii: "\n"))
    else { throw Malformed(problem: "the zone file has no footer") }
    return start + 1 == end ? nil : try PosixTimeZone(parsing: bytes[start + 1..<end])
  }

  // MARK: Numbers, most significant byte first; callers have checked the bounds

  private func unsigned32(at position: Int) -> UInt32 {
    bytes[position..<position + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  private func signed32(at position: Int) -> Int32 { Int32(bitPattern: unsigned32(at: position)) }

  private func signed64(at position: Int) -> Int64 {
    Int64(signed32(at: position)) << 32 | Int64(unsigned32(at: position + 4))
  }
}
