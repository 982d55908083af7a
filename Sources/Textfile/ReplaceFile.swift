package import Platform

/// Replaces a file of a textfile collector's directory atomically: a reader sees the old content or the new, whole.
///
/// After renameio's reasoning, with what node_exporter adds:
/// - The draft stands in the same directory, because rename(2) is atomic only within a file system, and its name does
///   not end in `.prom`, because node_exporter reads every name that does, dotfiles too.
/// - The draft's name tells the publisher (`PublicationLog.publisher`): two trackers that publish into one directory
///   know nothing of each other, and must not write into one draft. For one tracker and file it is always the same, and
///   callers hold the file's cell; so a draft left by a crash, or planted, is replaced rather than collected. It is made
///   with O_EXCL and O_NOFOLLOW: a link that somebody put there is never written through.
/// - Mode 0644 is set on the descriptor, whatever the umask: a file that node_exporter can't read is a failed scrape.
/// - With `flushes`, the data is flushed before the rename, or a power cut could leave the new name with no content, half
///   of it or zeros. `mustFlushTextfiles` says where that does no harm. Without, the flush is only begun, which leaves a
///   power cut milliseconds for that rather than half a minute: ext4 would begin it at the rename, XFS wouldn't.
/// - rename(2) replaces the name: a symbolic link or a FIFO under it goes, its target is not touched.
/// - Throws: `SystemError`. The old file stands, and no draft is left, unless the process dies in between.
package func replaceTextfile(
  _ name: String, in directory: String, by publisher: UInt64, with bytes: [UInt8], flushes: Bool = true
) throws(SystemError) {
  let draft = directory + "/" + draftName(for: name, by: publisher)
  do {
    try replace(directory + "/" + name, through: draft, with: bytes, flushes)
  } catch {
    _ = try? removeFile(draft)
    throw error
  }
}

/// The name under which a file's next content is written: hidden, and not ending in `.prom`.
package func draftName(for name: String, by publisher: UInt64) -> String {
  "." + name + "-" + String(publisher, radix: 16) + ".new"
}

/// Removes drafts that nobody will replace: their tracker is gone, or was not theirs to write.
package func removeAbandonedDrafts(in directory: String) {
  let names = (try? directoryEntries(directory)) ?? []
  removeAbandonedFiles(names.filter { $0.hasPrefix(".batchwatch") && $0.hasSuffix(".new") }, in: directory)
}

/// Whether a file stands there, readable by all, with exactly these bytes: then nothing need be written.
package func textfileIsUpToDate(_ name: String, in directory: String, _ bytes: [UInt8]) -> Bool {
  guard let file = try? File(directory + "/" + name, .read), let information = try? file.information(),
    information.isRegular, information.permissions == 0o644, information.size == Int64(bytes.count),
    let isEqual = try? file.begins(with: bytes)
  else { return false }
  return isEqual
}

private func replace(
  _ path: String, through draft: String, with bytes: [UInt8], _ flushes: Bool
) throws(SystemError) {
  do {
    try write(bytes, to: draft, flushes)
  } catch {
    guard error.code == SystemError.exists else { throw error }
    try removeFile(draft)
    try write(bytes, to: draft, flushes)
  }
  try moveFile(draft, to: path)
}

private func write(_ bytes: [UInt8], to draft: String, _ flushes: Bool) throws(SystemError) {
  let file = try File(draft, .createNew(0o644))
  try file.setPermissions(0o644)
  try file.write(bytes)
  if flushes { try file.flush() } else { file.beginFlush() }
}
