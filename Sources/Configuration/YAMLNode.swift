/// A value of a YAML document, and where it starts.
struct YAMLNode: Equatable, Sendable {
  enum Content: Equatable, Sendable {
    case scalar(YAMLScalar)
    case sequence([YAMLNode])
    /// In the order of the file; no key stands twice.
    case mapping([YAMLEntry])
  }

  var content: Content
  /// For an aliased value the place of its anchor, since that is where its text can be corrected.
  var position: Position

  /// What a message calls it.
  var form: String {
    switch content {
    case .scalar: "a single value"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }

  /// The entry of a mapping with this key.
  func entry(_ key: String) -> YAMLEntry? {
    guard case .mapping(let entries) = content else { return nil }
    return entries.first { $0.key == key }
  }

  /// Whether nothing was written: `key:`, `~` or `null`.
  var isNull: Bool {
    guard case .scalar(let scalar) = content else { return false }
    return scalar.isNull
  }
}

/// One `key: value` of a mapping.
struct YAMLEntry: Equatable, Sendable {
  var key: String
  var keyPosition: Position
  var value: YAMLNode
}

/// A single value as it was written.
struct YAMLScalar: Equatable, Sendable {
  enum Style: Sendable {
    case plain, singleQuoted, doubleQuoted, literal, folded
  }

  var text: String
  var style: Style
  var tag: YAMLTag?
  /// Characters from its first to its last in the file, quotes included; nil if an anchor or a tag stands before it or
  /// it spans lines.
  var sourceLength: Int32?

  /// Whether the text may mean something else than text: `true`, `12`, `null`.
  var isPlain: Bool {
    guard let tag else { return style == .plain }
    return tag != .string
  }

  /// How many characters after the scalar's position its character `offset` stands; 0 where escapes or line breaks make
  /// text and file differ.
  func sourceOffset(ofByte offset: Int) -> Int32 {
    let quotes: Int32 = style == .singleQuoted || style == .doubleQuoted ? 2 : 0
    guard style != .literal, style != .folded, let sourceLength,
      Int(sourceLength - quotes) == text.unicodeScalars.count
    else { return 0 }
    let prefix = String(decoding: text.utf8.prefix(max(0, offset)), as: UTF8.self)
    return quotes / 2 + Int32(prefix.unicodeScalars.count)
  }
}

/// The tags of YAML's core schema. There are no others in a configuration.
enum YAMLTag: String, Sendable {
  case string = "tag:yaml.org,2002:str"
  case boolean = "tag:yaml.org,2002:bool"
  case integer = "tag:yaml.org,2002:int"
  case float = "tag:yaml.org,2002:float"
  case null = "tag:yaml.org,2002:null"
  case sequence = "tag:yaml.org,2002:seq"
  case mapping = "tag:yaml.org,2002:map"
}
