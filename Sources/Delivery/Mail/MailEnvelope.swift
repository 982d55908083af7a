package import Batches

/// Who a mail comes from and goes to, and where it stands among others.
package struct MailEnvelope: Sendable {
  /// A plain address.
  package var from: String
  /// Plain addresses.
  package var to: [String]
  /// Without the angle brackets, as are the next two. The same mail sent again has the same one.
  package var messageID: String
  /// The mail that this one follows.
  package var inReplyTo: String?
  /// Every earlier mail of the thread, the oldest first.
  package var references: [String]
  package var date: Timestamp
  /// The zone of the header's date, and of the times in a mail that is about no batch.
  package var zone: TimeZoneRules

  package init(
    from: String, to: [String], messageID: String, inReplyTo: String? = nil, references: [String] = [],
    date: Timestamp, zone: TimeZoneRules
  ) {
    self.from = from
    self.to = to
    self.messageID = messageID
    self.inReplyTo = inReplyTo
    self.references = references
    self.date = date
    self.zone = zone
  }
}
