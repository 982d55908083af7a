import Glibc
import Synchronization

@testable import Batches

/// The zones that the system has, read as the product reads them.
enum Zones {
  static let directory = "/usr/share/zoneinfo/"

  static func rules(_ name: String) throws -> TimeZoneRules {
    try TimeZoneRules(tzif: bytes(ofFile: directory + name), name: name)
  }

  /// Every zone and link of the IANA database.
  static func allNames() throws -> [String] {
    let text = String(decoding: try bytes(ofFile: directory + "tzdata.zi"), as: UTF8.self)
    let names = text.split(separator: "\n").compactMap { line -> String? in
      let words = line.split(separator: " ")
      if words.first == "Z" { return String(words[1]) }
      return words.first == "L" ? String(words[2]) : nil
    }
    return names.filter { access(directory + $0, R_OK) == 0 }
  }

  static func bytes(ofFile path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw MissingFile(path: path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  struct MissingFile: Error { var path: String }
}

/// glibc's idea of time zones, which the tests hold the product's against. It obeys the process-wide `TZ`, so only one
/// test at a time may ask.
enum GlibcClock {
  private static let lock = Mutex(())

  static func with<Result>(_ zone: String, _ body: () throws -> Result) rethrows -> Result {
    try lock.withLock { _ in
      setenv("TZ", zone, 1)
      tzset()
      defer {
        unsetenv("TZ")
        tzset()
      }
      return try body()
    }
  }

  static func local(_ seconds: Int) -> tm {
    var time = time_t(seconds)
    var result = tm()
    localtime_r(&time, &result)
    return result
  }

  static func utc(_ seconds: Int) -> tm {
    var time = time_t(seconds)
    var result = tm()
    gmtime_r(&time, &result)
    return result
  }
}

/// The moment that `text` writes in RFC 3339.
func moment(_ text: String) throws -> Timestamp { try Timestamp(parsing: text) }
