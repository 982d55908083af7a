/// One sample of the text exposition format.
package struct Sample: Equatable, Sendable {
  package var name: String
  package var labels: [String: String]
  package var value: Double
}

/// The samples of the named families in what a `/metrics` page says; lines that can't be read are passed over, since
/// somebody else wrote them.
package func samples(_ names: Set<String>, in page: [UInt8]) -> [Sample] {
  var found: [Sample] = []
  for line in page.split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
    let nameEnd = line.firstIndex { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: " ") } ?? line.endIndex
    let name = String(decoding: line[..<nameEnd], as: UTF8.self)
    guard names.contains(name), nameEnd < line.endIndex else { continue }
    var reader = LabelReader(rest: line[nameEnd...])
    guard let labels = reader.labels() else { continue }
    let words = reader.rest.split(separator: UInt8(ascii: " "))
    guard let value = words.first.flatMap({ Double(String(decoding: $0, as: UTF8.self)) }) else { continue }
    found.append(Sample(name: name, labels: labels, value: value))
  }
  return found
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
