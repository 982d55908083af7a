internal import Batches

/// Whether `text` is one plain `local@domain` in ASCII, which needs no quotes and holds nothing that could end it
/// early. It is what the configuration takes; here it guards the header, and with it what `sendmail -t` obeys.
func isPlainAddress(_ text: String) -> Bool {
  let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
  guard parts.count == 2, text.utf8.count <= 254, !parts[0].isEmpty, !parts[1].isEmpty else { return false }
  return parts[0].allSatisfy { isAlphanumeric($0) || "!#$%&'*+-/=?^_`{|}~.".utf8.contains($0) }
    && parts[1].allSatisfy { isAlphanumeric($0) || "-.".utf8.contains($0) }
}

/// The words of From: who writes, and the address (RFC 5322, 3.4).
func senderWords(name: String, address: String) -> [String] {
  nameWords(name) + ["<\(isPlainAddress(address) ? address : "batchwatch@localhost")>"]
}

/// The words of To. What isn't a plain address is left out; the mail then goes to the others.
func recipientWords(_ addresses: [String]) -> [String] {
  let plain = addresses.filter(isPlainAddress)
  // An empty group: valid, and nobody (RFC 5322, 3.4).
  if plain.isEmpty { return ["undisclosed-recipients:;"] }
  return plain.dropLast().map { $0 + "," } + plain.suffix(1)
}

/// A name as a quoted string, or as encoded words where ASCII doesn't do.
private func nameWords(_ name: String) -> [String] {
  let isPlain = name.utf8.allSatisfy {
    (0x20...0x7e).contains($0) && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "\"")
  }
  guard isPlain, !name.contains("=?"), name.utf8.count <= 60 else { return encodedWords(name) }
  return "\"\(name)\"".split(separator: " ").map(String.init)
}
