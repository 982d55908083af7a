/// A JSON value that somebody else wrote.
package indirect enum JSON: Equatable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSON])
  /// Of a key that comes twice the last counts.
  case object([String: JSON])

  /// A member of an object; nil for everything else.
  package subscript(key: String) -> JSON? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  package var string: String? { if case .string(let text) = self { text } else { nil } }
  package var number: Double? { if case .number(let number) = self { number } else { nil } }
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The elements; none where it is no array.
  package var elements: [JSON] { if case .array(let elements) = self { elements } else { [] } }
  /// The members; none where it is no object.
  package var members: [String: JSON] { if case .object(let members) = self { members } else { [:] } }

  /// An object's members that are strings, such as labels.
  package var texts: [String: String] { members.compactMapValues(\.string) }
}

/// Why a text is not JSON.
package struct JSONError: Error, Equatable, Sendable {
  package let reason: String

  package init(reason: String) { self.reason = reason }
}
