internal import Batches

/// `<id>` as Message-ID and its relatives write it (RFC 5322, 3.6.4). What may not stand there becomes `-`, always in
/// the same way, so that a mail and those that refer to it agree.
func messageIDWord(_ id: String) -> String {
  let parts = id.utf8.prefix(200).split(separator: UInt8(ascii: "@"))
  let safe = parts.map { part in
    // `=` and `?` may stand in an identifier, but some readers decode there what looks like an encoded word.
    let text = part.map { isAlphanumeric($0) || "!#$%&'*+-/^_`{|}~.".utf8.contains($0) ? $0 : UInt8(ascii: "-") }
    // Dots stand only between other characters.
    let atoms = text.split(separator: UInt8(ascii: ".")).map { String(decoding: $0, as: UTF8.self) }
    return atoms.isEmpty ? "-" : atoms.joined(separator: ".")
  }
  guard let last = safe.last else { return "<-@localhost>" }
  return safe.count == 1 ? "<\(last)@localhost>" : "<\(safe.dropLast().joined(separator: "-"))@\(last)>"
}

/// The words of References: the thread's first mail and the newest ones.
func referenceWords(_ ids: [String]) -> [String] {
  let kept = ids.count <= 20 ? ids[...] : ids.prefix(1) + ids.suffix(19)
  return kept.map(messageIDWord)
}
