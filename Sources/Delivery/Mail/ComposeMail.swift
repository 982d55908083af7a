internal import Batches

/// The whole mail, header and body, with CRLF at the end of each line; 7-bit, and no line longer than 76 octets, where
/// a word of its header isn't longer than that by itself.
package func composeMail(_ mail: AlertMail, _ envelope: MailEnvelope) -> [UInt8] {
  let content = MailContent(mail, zone: mail.batch?.zone ?? envelope.zone)
  var bytes = Array(headerFields(mail, envelope).map(\.text).joined().utf8)
  // Readers show the last form that they know (RFC 2046, 5.1.4).
  for (type, text) in [("text/plain", textPart(content)), ("text/html", htmlPart(content))] {
    let encoded = EncodedText(text)
    bytes += "\r\n--\(boundary)\r\n".utf8
    bytes += "Content-Type: \(type); charset=utf-8\r\n".utf8
    bytes += "Content-Transfer-Encoding: \(encoded.encoding)\r\n\r\n".utf8
    bytes += encoded.bytes
  }
  return bytes + "\r\n--\(boundary)--\r\n".utf8
}

/// In neither of the encodings `=_` occurs: in quoted-printable a digit or the end of the line follows each `=`, in
/// base 64 there is no `_` (RFC 2045, 6.7).
private let boundary = "=_batchwatch"

private func headerFields(_ mail: AlertMail, _ envelope: MailEnvelope) -> [HeaderField] {
  func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
  var fields = [
    HeaderField("Date", words(envelope.date.rfc5322(in: envelope.zone))),
    HeaderField("From", senderWords(name: "batchwatch on \(shownHost(mail.host))", address: envelope.from)),
    HeaderField("To", recipientWords(envelope.to)),
    HeaderField("Subject", unstructuredWords(subject(of: mail))),
    HeaderField("Message-ID", [messageIDWord(envelope.messageID)]),
  ]
  if let earlier = envelope.inReplyTo { fields.append(HeaderField("In-Reply-To", [messageIDWord(earlier)])) }
  if !envelope.references.isEmpty { fields.append(HeaderField("References", referenceWords(envelope.references))) }
  fields += [
    HeaderField("MIME-Version", ["1.0"]),
    HeaderField("Content-Type", ["multipart/alternative;", "boundary=\"\(boundary)\""]),
    // Nobody's absence is worth an answer (RFC 3834, 5); Exchange has a field of its own for that.
    HeaderField("Auto-Submitted", ["auto-generated"]),
    HeaderField("X-Auto-Response-Suppress", ["All"]),
    HeaderField("X-Batchwatch-Occasion", [mail.occasion.rawValue]),
  ]
  // To filter by.
  let batches = (mail.batch?.report.definition.name ?? mail.about).map { [$0] } ?? mail.batches
  fields += listField("X-Batchwatch-Batch", batches)
  fields += listField("X-Batchwatch-Alert", mail.rankedAlerts.map(\.name))
  if let severity = mail.worstSeverity { fields.append(HeaderField("X-Batchwatch-Severity", [headerToken(severity)])) }
  return fields
}

/// The first of `names`, each once; no field without any.
private func listField(_ field: String, _ names: [String]) -> [HeaderField] {
  var kept: [String] = []
  for name in names.map(headerToken) where !kept.contains(name) && kept.count < 20 { kept.append(name) }
  return kept.last.map { [HeaderField(field, kept.dropLast().map { $0 + "," } + [$0])] } ?? []
}
