/// Writes one JSON document, indented, with members in the order in which they are written.
///
/// Every member is always there: what has no value is null, and so is a number that isn't finite.
package struct JSONWriter {
  private var text = ""
  private var depth = 0
  /// Whether the innermost object or array has a member already.
  private var hasMember = false

  /// A document that is one object, with a line feed at its end.
  package static func document(_ members: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    writer.enclose("{", "}", members)
    return writer.text + "\n"
  }

  /// A document that is an array with one object for each element, with a line feed at its end.
  package static func list<Element>(
    _ elements: [Element], _ members: (inout JSONWriter, Element) -> Void
  ) -> String {
    var writer = JSONWriter()
    writer.enclose("[", "]") { $0.addObjects(elements, members) }
    return writer.text + "\n"
  }

  // MARK: Members of an object

  package mutating func member(_ key: String, _ value: String?) {
    begin(key)
    if let value { append(quoted: value) } else { text += "null" }
  }

  package mutating func member(_ key: String, _ value: Bool) {
    begin(key)
    text += value ? "true" : "false"
  }

  package mutating func member(_ key: String, _ value: (some BinaryInteger)?) {
    begin(key)
    text += value.map { String($0) } ?? "null"
  }

  package mutating func member(_ key: String, _ value: Double?) {
    begin(key)
    append(value)
  }

  package mutating func object(_ key: String, _ members: (inout JSONWriter) -> Void) {
    begin(key)
    enclose("{", "}", members)
  }

  /// An object, or null where there is no value.
  package mutating func object<Value>(_ key: String, _ value: Value?, _ members: (inout JSONWriter, Value) -> Void) {
    guard let value else { return member(key, nil as String?) }
    object(key) { members(&$0, value) }
  }

  /// An array with one object for each element.
  package mutating func array<Element>(
    _ key: String, _ elements: [Element], _ members: (inout JSONWriter, Element) -> Void
  ) {
    begin(key)
    enclose("[", "]") { $0.addObjects(elements, members) }
  }

  // MARK: Parts

  private mutating func addObjects<Element>(_ elements: [Element], _ members: (inout JSONWriter, Element) -> Void) {
    for element in elements {
      separate()
      enclose("{", "}") { members(&$0, element) }
    }
  }

  private mutating func begin(_ key: String) {
    separate()
    append(quoted: key)
    text += ": "
  }

  private mutating func separate() {
    if hasMember { text += "," }
    text += "\n" + String(repeating: "  ", count: depth)
    hasMember = true
  }

  private mutating func enclose(_ open: String, _ close: String, _ members: (inout JSONWriter) -> Void) {
    text += open
    depth += 1
    hasMember = false
    members(&self)
    depth -= 1
    if hasMember { text += "\n" + String(repeating: "  ", count: depth) }
    text += close
    hasMember = true
  }

  private mutating func append(_ value: Double?) {
    guard let value, value.isFinite else { return text += "null" }
    if value.magnitude < 0x1p53, Double(Int64(value)) == value {
      text += String(Int64(value))
    } else {
      text += value.description
    }
  }

  /// Control characters are escaped, also those above 0x7f, which JSON would allow: the document may end in a terminal.
  private mutating func append(quoted value: String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\0"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
