import Batches
internal import Spelling

// Kinds of values that YAML types itself.

extension Kind where Value == Double {
  /// A finite number above 0.
  static var positiveNumber: Kind {
    typed("a number above 0") { scalar in
      scalar.number.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
    }
  }
}

extension Kind where Value == Int {
  static func integer(_ range: ClosedRange<Int>) -> Kind {
    typed("a whole number from \(range.lowerBound) to \(range.upperBound)") { scalar in
      scalar.integer.flatMap { range.contains($0) ? $0 : nil }
    }
  }
}

extension Kind where Value == [Int32] {
  /// Exit statuses, one alone or a list; as `Guards.okStatuses` has them.
  static var exitStatuses: Kind {
    let range = Int(Guards.exitStatuses.lowerBound)...Int(Guards.exitStatuses.upperBound)
    let list = Kind<[Int]>.list(of: Kind<Int>.integer(range), limit: Guards.longestStatusList, allowsOne: true)
    return Kind(list.name) { node, key, findings in
      list.parse(node, key, &findings).flatMap { Guards.statusList($0.map { Int32(clamping: $0) }) }
    }
  }
}

extension Kind where Value == Bool {
  static var boolean: Kind { typed("true or false") { $0.boolean } }
}

extension Kind {
  /// A value that quotes would turn into text.
  private static func typed(_ name: String, read: @escaping @Sendable (YAMLScalar) -> Value?) -> Kind {
    Kind(name) { node, key, findings in
      guard let scalar = singleValue(node, key, name, &findings) else { return nil }
      if let value = read(scalar) { return value }
      let unquoted = YAMLScalar(text: scalar.text, style: .plain, tag: nil, sourceLength: nil)
      findings.add(
        node.position,
        read(unquoted) != nil
          ? "'\(key)' must be \(name); remove the quotes around \(quoted(scalar.text))"
          : "'\(key)' must be \(name), not \(quoted(scalar.text))")
      return nil
    }
  }
}

extension Kind where Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String {
  /// One of a few words.
  static var choice: Kind {
    let words = Value.allCases.map(\.rawValue)
    let name = "one of " + words.joined(separator: ", ")
    return Kind(name) { node, key, findings in
      guard let scalar = singleValue(node, key, name, &findings) else { return nil }
      if let value = Value(rawValue: scalar.text) { return value }
      let meant = nearest(to: scalar.text, among: words).map { "; did you mean '\($0)'?" } ?? ""
      findings.add(node.position, "'\(key)' must be \(name), not \(quoted(scalar.text))\(meant)")
      return nil
    }
  }
}
