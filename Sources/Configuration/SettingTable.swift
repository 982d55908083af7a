internal import Spelling

/// One key that a mapping of the configuration may have: how to read it, and what the reference says of it.
struct Setting<Draft>: Sendable {
  let key: String
  /// What kind of value it takes, for the reference.
  let kind: String
  /// What it means, one sentence in Markdown.
  let documentation: String
  /// What holds where the key is missing, for the reference; nil for nothing.
  let fallback: String?
  /// A value in YAML.
  let example: String
  /// What other tools call it: a slip of one of these names suggests this key.
  let aliases: [String]
  let isRequired: Bool
  /// Stores the value in the draft, or adds mistakes.
  let read: @Sendable (YAMLNode, inout Draft, inout Findings) -> Void

  init<Value>(
    _ key: String, _ kind: Kind<Value>, _ documentation: String, fallback: String? = nil, example: String,
    aliases: [String] = [], isRequired: Bool = false,
    store: @escaping @Sendable (inout Draft, Value) -> Void
  ) {
    self.key = key
    self.kind = kind.name
    self.documentation = documentation
    self.fallback = fallback
    self.example = example
    self.aliases = aliases
    self.isRequired = isRequired
    read = { node, draft, findings in
      if let value = kind.parse(node, key, &findings) { store(&draft, value) }
    }
  }
}

/// Every key of one kind of mapping. Reading, suggestions and the reference all come from it.
struct SettingTable<Draft>: Sendable {
  /// What a message calls such a mapping: "a batch".
  let place: String
  let settings: [Setting<Draft>]
  /// Keys that would put a secret into the file, and the key that names a file for it instead.
  let secrets: [String: String]
  /// What holds between the settings; runs after all of them are read, with the mapping to look up what was written.
  let check: @Sendable (YAMLNode, inout Draft, inout Findings) -> Void

  init(
    place: String, settings: [Setting<Draft>], secrets: [String: String] = [:],
    check: @escaping @Sendable (YAMLNode, inout Draft, inout Findings) -> Void = { _, _, _ in }
  ) {
    self.place = place
    self.settings = settings
    self.secrets = secrets
    self.check = check
  }

  /// The setting with this key. They are few, and a record asks for one or two: a dictionary would cost it more.
  subscript(key: String) -> Setting<Draft>? { index(of: key).map { settings[$0] } }

  /// Where the setting with this key stands. Reading it there saves a record the making of an optional setting's type.
  func index(of key: String) -> Int? { settings.firstIndex { $0.key == key } }

  /// Reads a mapping into the draft and adds every mistake to the findings.
  func read(_ node: YAMLNode, into draft: inout Draft, _ findings: inout Findings) {
    guard case .mapping(let entries) = node.content else {
      findings.add(node.position, "\(place) must be a mapping of settings, not \(node.isNull ? "nothing" : node.form)")
      return
    }
    // A key that is there under another name has its message; that it is missing needs none.
    var misnamed: [String] = []
    for entry in entries {
      if let setting = self[entry.key] {
        setting.read(entry.value, &draft, &findings)
      } else if let file = secrets[entry.key] {
        findings.add(entry.keyPosition, secretMessage(entry.key, file))
        misnamed.append(file)
      } else if !findings.isFull {
        let known = suggestion(for: entry.key)
        findings.add(entry.keyPosition, unknownKey(entry.key, known))
        if let known { misnamed.append(known) }
      }
    }
    for setting in settings
    where setting.isRequired && node.entry(setting.key) == nil && !misnamed.contains(setting.key) {
      findings.add(node.position, "\(place) needs '\(setting.key)', such as '\(setting.key): \(setting.example)'")
    }
    check(node, &draft, &findings)
  }

  private func secretMessage(_ key: String, _ file: String) -> String {
    "'\(key)' must not stand here; put the secret into a file of its own and name it with '\(file)'"
  }

  private func unknownKey(_ key: String, _ known: String?) -> String {
    if key == "<<" { return "'<<' does not merge here; write the settings out, or use an alias for each value" }
    if let known { return "unknown key \(quoted(key)), did you mean '\(known)'?" }
    if let other = placesOfKeys().first(where: { $0.place != place && $0.keys.contains(key) }) {
      return "unknown key \(quoted(key)) in \(place); it belongs into \(other.place)"
    }
    return "unknown key \(quoted(key)) in \(place)"
  }

  private func suggestion(for key: String) -> String? {
    if let exact = settings.first(where: { $0.aliases.contains(key) }) { return exact.key }
    if let begun = onlyOne(beginningAs: key, among: settings.map(\.key)) { return begun }
    let known = nearest(to: key, among: settings.lazy.flatMap { [$0.key] + $0.aliases })
    return settings.first { setting in known.map { setting.key == $0 || setting.aliases.contains($0) } ?? false }?.key
  }
}

/// Which keys a mapping has, without what they mean.
struct PlaceOfKeys: Sendable {
  var place: String
  var keys: [String]

  init<Draft>(_ table: SettingTable<Draft>) {
    place = table.place
    keys = table.settings.map(\.key)
  }
}

/// Every mapping of a configuration, for a key that stands in the wrong one.
func placesOfKeys() -> [PlaceOfKeys] {
  [
    PlaceOfKeys(topLevelTable), PlaceOfKeys(batchTable), PlaceOfKeys(stageTable), PlaceOfKeys(guardTable),
    PlaceOfKeys(alertPathTable),
    PlaceOfKeys(mailTable), PlaceOfKeys(basicAuthTable), PlaceOfKeys(authorizationTable), PlaceOfKeys(tlsTable),
  ]
}
