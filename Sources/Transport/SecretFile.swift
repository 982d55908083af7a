internal import Platform

/// Why a file's secret is not used.
package struct SecretFileError: Error, Equatable, CustomStringConvertible, Sendable {
  /// One line with the file, the cause and the fix; never a part of the secret.
  package let description: String
}

/// The first line of a file that holds a password or a token.
///
/// A secret that every user of the host can read is none, so such a file is refused. systemd's credentials, which only
/// the service sees, are below the file modes it gives them.
/// - Throws: `SecretFileError`.
package func readSecret(_ path: String) throws(SecretFileError) -> String {
  let bytes: [UInt8]
  do {
    let file = try File(path, .read, followsLinks: true)
    let information = try file.information()
    guard information.isRegular else { throw SecretFileError(description: "\(path) is not a file") }
    guard information.permissions & 0o007 == 0 else {
      throw SecretFileError(description: "\(path) can be read by every user: chmod o= \(path)")
    }
    bytes = try file.readToEnd(limit: 65_536)
  } catch let error as SystemError {
    throw SecretFileError(description: error.description)
  } catch let error as SecretFileError {
    throw error
  } catch {
    throw SecretFileError(description: "cannot read \(path)")
  }
  var line = bytes.prefix { $0 != UInt8(ascii: "\n") }
  if line.last == UInt8(ascii: "\r") { line.removeLast() }
  guard !line.isEmpty else {
    throw SecretFileError(description: "\(path) is empty: write the secret on its first line")
  }
  // A control character in a header or in SMTP's dialogue could end a line there.
  guard line.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }), let text = String(validating: line, as: UTF8.self) else {
    throw SecretFileError(description: "the first line of \(path) is not plain text")
  }
  return text
}
