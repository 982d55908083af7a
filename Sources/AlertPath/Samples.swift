package import Batches

/// One sample of the text exposition format.
package struct Sample: Equatable, Sendable {
  package var name: String
  package var labels: [String: String]
  /// Whatever the page says: also NaN, an infinity, or what no counter and no clock can say. `moment` and `count` are
  /// what it is believed.
  package var value: Double
}

/// The border for numbers on pages of metrics: whoever computes with one takes it from here.
extension Sample {
  /// A moment that is written in Unix seconds, from 1970 to the end of the year 9999; nil for anything else.
  package var moment: Timestamp? { Timestamp(unixSeconds: value) }

  /// A count, from 0 to 2^53, up to which each number has its own place in a double; nil for anything else.
  package var count: Double? { (0...0x1p53).contains(value) ? value : nil }

  /// As evidence: `process_start_time_seconds nan`.
  func told(by server: String, isNo kind: String) -> String {
    let pairs = labels.sorted { $0.key < $1.key }.map { "\($0)=\"\($1)\"" }.joined(separator: ",")
    let series = evidence(pairs.isEmpty ? name : "\(name){\(pairs)}")
    return "\(server) says \(series) \(value), which is no \(kind)"
  }
}

/// More samples than any page has of what is asked for.
private let mostSamples = 1000

/// The samples of the named families in what a `/metrics` page says, the first thousand; lines that can't be read are
/// passed over, since somebody else wrote them.
package func samples(_ names: Set<String>, in page: [UInt8]) -> [Sample] {
  var found: [Sample] = []
  var start = page.startIndex
  while start < page.endIndex, found.count < mostSamples {
    let end = page[start...].firstIndex(of: UInt8(ascii: "\n")) ?? page.endIndex
    if let sample = sample(page[start..<end], names) { found.append(sample) }
    start = end + 1
  }
  return found
}

private func sample(_ line: ArraySlice<UInt8>, _ names: Set<String>) -> Sample? {
  // Names of families are shorter.
  guard line.first != UInt8(ascii: "#"),
    let nameEnd = line.prefix(200).firstIndex(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: " ") })
  else { return nil }
  let name = String(decoding: line[..<nameEnd], as: UTF8.self)
  guard names.contains(name) else { return nil }
  var reader = LabelReader(rest: line[nameEnd...])
  guard let labels = reader.labels() else { return nil }
  let number = reader.rest.drop { $0 == UInt8(ascii: " ") }.prefix { $0 != UInt8(ascii: " ") }
  guard number.count <= 64, let value = Double(String(decoding: number, as: UTF8.self)) else { return nil }
  return Sample(name: name, labels: labels, value: value)
}

private struct LabelReader {
  var rest: ArraySlice<UInt8>

  /// The labels in braces, if any; nil where they break the format.
  mutating func labels() -> [String: String]? {
    guard rest.first == UInt8(ascii: "{") else { return [:] }
    rest.removeFirst()
    var labels: [String: String] = [:]
    while let first = rest.first, first != UInt8(ascii: "}") {
      guard let equals = rest.firstIndex(of: UInt8(ascii: "=")) else { return nil }
      let name = String(decoding: rest[..<equals], as: UTF8.self)
      rest = rest[(equals + 1)...]
      guard let value = quoted() else { return nil }
      labels[name] = value
      if rest.first == UInt8(ascii: ",") { rest.removeFirst() }
    }
    guard rest.first == UInt8(ascii: "}") else { return nil }
    rest.removeFirst()
    return labels
  }

  private mutating func quoted() -> String? {
    guard rest.first == UInt8(ascii: "\"") else { return nil }
    rest.removeFirst()
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let escaped = rest.popFirst() else { return nil }
        bytes.append(escaped == UInt8(ascii: "n") ? UInt8(ascii: "\n") : escaped)
      default: bytes.append(byte)
      }
    }
    return nil
  }
}
