package import Configuration
internal import Platform

/// The configuration's file, as found by one call.
package struct ConfigurationFile: Sendable {
  package let path: String
  /// The path from the root, under which the tracker keeps what was read: a relative name means another file in another
  /// directory.
  package let key: String
  /// Tells this content from any other without reading it: device, inode, size and both times, and the form in which
  /// the tracker keeps it.
  package let fingerprint: String

  package static let defaultPath = "/etc/batchwatch/config.yml"

  /// Finds the file: `path`, else `BATCHWATCH_CONFIG`, else the default one if it is there; nil for none.
  /// - Throws: `SetupError` if a file that was named isn't there.
  package static func find(_ path: String?) throws -> ConfigurationFile? {
    let named = path ?? environmentVariable("BATCHWATCH_CONFIG")
    let path = named ?? defaultPath
    do {
      guard let information = try fileInformation(path) else {
        if named == nil { return nil }
        throw SetupError("cannot read the configuration \(path): No such file or directory")
      }
      guard information.isRegular else {
        throw SetupError("cannot read the configuration \(path): it is not a regular file")
      }
      return ConfigurationFile(path: path, information)
    } catch let error as SystemError {
      throw SetupError("cannot read the configuration \(path): \(error.reason)")
    }
  }

  private init(path: String, _ file: FileInformation) {
    self.path = path
    key = path.hasPrefix("/") ? path : (currentDirectory() ?? "") + "/" + path
    fingerprint =
      "\(cachedFormNumber):\(file.device):\(file.inode):\(file.size):\(file.modified):\(file.changed)"
  }

  /// Reads and checks the whole file.
  /// - Throws: `SetupError` with a line for each mistake, `config.yml:14:5: unknown key …`.
  package func parse() throws -> Configuration {
    try Self.parse(try content(), path: path)
  }

  /// The whole file, unread.
  /// - Throws: `SetupError`.
  package func content() throws -> [UInt8] {
    do {
      return try readFile(path, limit: 16 << 20)
    } catch {
      throw SetupError("cannot read the configuration \(path): \(error.reason)")
    }
  }

  /// Checks the content of a file.
  /// - Throws: `SetupError` with a line for each mistake.
  package static func parse(_ content: [UInt8], path: String) throws -> Configuration {
    do {
      return try parseConfiguration(content, zoneExists: zoneExists)
    } catch {
      throw SetupError(lines: error.lines(file: path))
    }
  }

  /// The top-level settings before the batches; nil where only `parse` can tell.
  func peek() -> TopLevelPeek? {
    guard let file = try? File(path, .read, followsLinks: true) else { return nil }
    return peekSettings { buffer in (try? file.read(into: buffer)) ?? -1 }
  }
}
