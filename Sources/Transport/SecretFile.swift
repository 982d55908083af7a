internal import Platform

/// Why a file's secret is not used.
package struct SecretFileError: Error, Equatable, CustomStringConvertible, Sendable {
  /// One line with the file, the cause and the fix; never a part of the secret.
  package let description: String
}

/// The first line of a file that holds a password or a token.
///
/// Nobody but root, the user that we are, and for reading a group that root or that user has chosen, may know or change
/// it, as with ssh's keys:
/// - What every user of the host can read is no secret.
/// - Its owner can read it whatever its mode says, and so can a group that can write it put another one in its place,
///   which would then go to the relay in ours.
///
/// So systemd's credentials pass, whether they belong to root or to the service, and a file `root:batchwatch` of mode
/// 0640. Where the path is a link, its target counts: who can change the link can do no more than stop the mails, for
/// what such a link could name must pass here too, and errors quote nothing of it.
/// - Throws: `SecretFileError`.
package func readSecret(_ path: String) throws(SecretFileError) -> String {
  let bytes: [UInt8]
  do {
    let file = try File(path, .read, followsLinks: true)
    let information = try file.information()
    guard information.isRegular else { throw SecretFileError(description: "\(path) is not a file") }
    if let fault = fault(
      path, information.permissions, owner: information.owner, user: effectiveUserID(),
      isInRootsDirectory: isRootsDirectory(parentDirectory(of: path)))
    {
      throw SecretFileError(description: fault)
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

/// Whether nobody but root can have put a file there: then root gave it to its owner, the monitor's user, whose passes root
/// makes now and then.
private func isRootsDirectory(_ path: String) -> Bool {
  guard let found = (try? fileInformation(path)) ?? nil else { return false }
  return found.owner == 0 && found.permissions & 0o022 == 0
}

/// Who else may know or change the secret, and what mends it; nil where nobody may.
func fault(
  _ path: String, _ permissions: UInt32, owner: UInt32, user: UInt32, isInRootsDirectory: Bool = false
) -> String? {
  if permissions & 0o007 != 0 { return "\(path) can be read by every user: chmod g-w,o= \(path)" }
  if permissions & 0o020 != 0 { return "\(path) can be changed by its group: chmod g-w \(path)" }
  if owner != 0 && owner != user && !(user == 0 && isInRootsDirectory) {
    return "\(path) belongs to another user, who can change it: chown root \(path)"
  }
  return nil
}
