/// One metric family: its name and everything that is said of it.
///
/// The names, types and HELP texts are frozen. node_exporter reads every batch's file and drops a family whose HELP
/// differs between two of them, so two versions of batchwatch on one host must agree to the letter.
package struct MetricFamily: Sendable {
  /// The family's type, as the exposition format names it.
  package enum Kind: String, Sendable {
    case gauge, counter, histogram
  }

  /// What the values count or measure.
  package enum Unit: String, Sendable {
    case none = "–"
    case ratio, seconds, bytes, runs, starts, hosts, leads, records, messages, notifications
    case timestamp = "Unix time in seconds"
    case boolean = "0 or 1"
    case money = "currency of the label"
    case moneyOfBatch = "currency of the batch"
  }

  package let name: String
  package let kind: Kind
  package let unit: Unit
  /// Label names in the order in which they are written.
  package let labels: [String]
  /// One line, plain ASCII, without backslashes: written to the file as it stands.
  package let help: String
  /// When the family is in the file, in words.
  package let presence: String

  /// The HELP and TYPE lines.
  let header: [UInt8]
  /// The name, ready to be appended.
  let nameBytes: [UInt8]

  init(
    _ name: String, _ kind: Kind, _ unit: Unit, labels: [String] = ["batch"], presence: String = "always",
    help: String
  ) {
    self.name = name
    self.kind = kind
    self.unit = unit
    self.labels = labels
    self.presence = presence
    self.help = help
    header = Array("# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n".utf8)
    nameBytes = Array(name.utf8)
  }
}
