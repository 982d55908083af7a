/// A kind of value that settings take: its name in the reference, and how to read one.
struct Kind<Value>: Sendable {
  let name: String
  /// Reads the value of the key that is named, or adds mistakes and returns nil.
  let parse: @Sendable (YAMLNode, String, inout Findings) -> Value?

  init(_ name: String, parse: @escaping @Sendable (YAMLNode, String, inout Findings) -> Value?) {
    self.name = name
    self.parse = parse
  }

  /// A kind that is written as a single value. `read` returns nil for a value that is wrong, whose message then is that
  /// the key must be `name`, such as `example`; or it adds a message of its own to the findings.
  init(
    _ name: String, example: String, read: @escaping @Sendable (YAMLScalar) -> Value?
  ) {
    self.init(name) { node, key, findings in
      guard let scalar = singleValue(node, key, name, &findings) else { return nil }
      if let value = read(scalar) { return value }
      findings.add(node.position, "'\(key)' must be \(name), such as \(example), not \(quoted(scalar.text))")
      return nil
    }
  }
}

/// The scalar that `node` must be for a setting that takes one; empty values get a message too.
func singleValue(_ node: YAMLNode, _ key: String, _ kind: String, _ findings: inout Findings) -> YAMLScalar? {
  guard case .scalar(let scalar) = node.content else {
    findings.add(node.position, "'\(key)' must be \(kind), not \(node.form)")
    return nil
  }
  guard !scalar.isNull else {
    findings.add(node.position, "'\(key)' has no value; write \(kind) or remove the key")
    return nil
  }
  return scalar
}

extension Kind {
  /// A list, or one item alone where `allowsOne`; it has 1 to `limit` items.
  static func list<Item>(
    of item: Kind<Item>, limit: Int, allowsOne: Bool = false
  ) -> Kind<[Item]> where Value == [Item] {
    let name = allowsOne ? "\(item.name), or a list of them" : "a list; each item is \(item.name)"
    return Kind<[Item]>(name) { node, key, findings in
      guard case .sequence(let nodes) = node.content else {
        if allowsOne { return item.parse(node, key, &findings).map { [$0] } }
        findings.add(node.position, "'\(key)' must be a list, not \(node.isNull ? "nothing" : node.form)")
        return nil
      }
      guard !nodes.isEmpty, nodes.count <= limit else {
        findings.add(node.position, "'\(key)' must have 1 to \(limit) items, not \(nodes.count)")
        return nil
      }
      var items: [Item] = []
      items.reserveCapacity(nodes.count)
      for node in nodes {
        if let value = item.parse(node, key, &findings) { items.append(value) }
      }
      return items.count == nodes.count ? items : nil
    }
  }

  /// A mapping with settings of its own; `empty` is what it has before the first is read.
  static func mapping(_ name: String, _ table: @escaping @Sendable () -> SettingTable<Value>, empty: Value) -> Kind
  where Value: Sendable {
    Kind(name) { node, _, findings in
      var value = empty
      table().read(node, into: &value, &findings)
      return value
    }
  }
}
