import Batches

/// A growing file in the text exposition format. It can only be written family by family, so that a HELP or TYPE never
/// comes twice or after a sample.
struct ExpositionText {
  var bytes: [UInt8] = []
  /// `batch="name"`, the first label of every sample; empty in the tool's file.
  private let batchLabel: [UInt8]
  /// What the samples of the current family begin with.
  private var prefix: [UInt8] = []

  init(batch: String) { batchLabel = Array("batch=\"\(labelText(batch))\"".utf8) }

  /// Text of series that belong to no batch.
  init() { batchLabel = [] }

  /// Writes the HELP and TYPE of a family whose samples have a label `label` beside the batch. Call once for each
  /// family; all its samples follow.
  mutating func begin(_ family: MetricFamily, label: String) {
    declare(family)
    select(family, label: label)
  }

  /// Writes the HELP and TYPE.
  mutating func declare(_ family: MetricFamily) { bytes.append(contentsOf: family.header) }

  /// Lets the next samples have the family's name with `suffix`, and the label `label`.
  mutating func select(_ family: MetricFamily, suffix: String = "", label: String) {
    prefix.removeAll(keepingCapacity: true)
    prefix.append(contentsOf: family.nameBytes)
    prefix.append(contentsOf: suffix.utf8)
    prefix.append(UInt8(ascii: "{"))
    if !batchLabel.isEmpty {
      prefix.append(contentsOf: batchLabel)
      prefix.append(UInt8(ascii: ","))
    }
    prefix.append(contentsOf: label.utf8)
    prefix.append(contentsOf: "=\"".utf8)
  }

  /// One sample of the family begun. `label` stands between the quotes as it is, so it must come from `labelText`;
  /// further labels may follow in it, as in `gpu",currency="USD`. `value` appends the number.
  @inline(__always)
  mutating func sample(_ label: String, value: (inout [UInt8]) -> Void) {
    bytes.append(contentsOf: prefix)
    bytes.append(contentsOf: label.utf8)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: "}"))
    bytes.append(UInt8(ascii: " "))
    value(&bytes)
    bytes.append(UInt8(ascii: "\n"))
  }

  // MARK: Families of one sample

  /// A family of one sample without further labels. `value` appends the number.
  @inline(__always)
  mutating func single(_ family: MetricFamily, value: (inout [UInt8]) -> Void) {
    declare(family)
    sample(of: family, value: value)
  }

  /// A sample without further labels, its name with `suffix`.
  @inline(__always)
  mutating func sample(of family: MetricFamily, suffix: String = "", value: (inout [UInt8]) -> Void) {
    bytes.append(contentsOf: family.nameBytes)
    bytes.append(contentsOf: suffix.utf8)
    if !batchLabel.isEmpty {
      bytes.append(UInt8(ascii: "{"))
      bytes.append(contentsOf: batchLabel)
      bytes.append(UInt8(ascii: "}"))
    }
    bytes.append(UInt8(ascii: " "))
    value(&bytes)
    bytes.append(UInt8(ascii: "\n"))
  }

  mutating func single(_ family: MetricFamily, _ value: Int64) { single(family) { $0.append(integer: value) } }

  mutating func single(_ family: MetricFamily, _ value: Bool) { single(family, value ? 1 : 0 as Int64) }

  mutating func single(_ family: MetricFamily, _ value: Double) { single(family) { $0.append(double: value) } }

  mutating func single(_ family: MetricFamily, _ span: TimeSpan) {
    single(family) { $0.append(milliseconds: span.milliseconds) }
  }

  /// A moment that did not come yet is 0.
  mutating func single(_ family: MetricFamily, _ moment: Timestamp?) {
    single(family) { $0.append(milliseconds: moment?.milliseconds ?? 0) }
  }
}
