/// Bounds on what a configuration may hold, so that a hostile file costs neither much memory nor a deep stack.
enum YAMLLimits {
  /// Bytes of the file: 16 MB.
  static let size = 16 << 20
  /// Sequences and mappings inside each other; a configuration needs five.
  static let depth = 32
  /// Values in the file, where an alias counts as often as it is used.
  static let values = 1_000_000
}

/// Reads one YAML document into a tree; nil if the file holds none, only comments for example.
///
/// Mistakes after which reading can go on (duplicate keys) are added to the findings, one that ends it is thrown.
func readYAML(_ bytes: [UInt8], findings: inout Findings) throws(Mistake) -> YAMLNode? {
  guard bytes.count <= YAMLLimits.size else {
    throw Mistake(.start, "the file is larger than \(YAMLLimits.size >> 20) MB")
  }
  var result: Result<YAMLNode?, Mistake> = .success(nil)
  bytes.withUnsafeBufferPointer { buffer in
    do throws(Mistake) {
      var reader = YAMLReader(events: try YAMLEvents(bytes: buffer))
      let node = try reader.document()
      for mistake in reader.mistakes { findings.add(mistake.position, mistake.message) }
      result = .success(node)
    } catch {
      result = .failure(error)
    }
  }
  return try result.get()
}

/// Builds the tree from the events.
private struct YAMLReader: ~Copyable {
  /// An anchored value with what an alias of it adds to the tree.
  private struct Anchor {
    var node: YAMLNode
    var values: Int
    var height: Int
  }

  private var events: YAMLEvents
  private(set) var mistakes: [(position: Position, message: String)] = []
  private var anchors: [String: Anchor] = [:]
  private var values = 0

  init(events: consuming YAMLEvents) { self.events = events }

  mutating func document() throws(Mistake) -> YAMLNode? {
    var root: YAMLNode?
    while true {
      let (event, position) = try events.next()
      switch event {
      case .streamEnd: return root
      case .documentStart:
        guard root == nil else { throw Mistake(position, "a second document starts here; a configuration is only one") }
        let (event, position) = try events.next()
        root = try node(event, position, depth: 0).node
      default: break
      }
    }
  }

  /// The value that starts with `event`, and how many levels of lists and mappings it has.
  private mutating func node(
    _ event: YAMLEvent, _ position: Position, depth: Int
  ) throws(Mistake) -> (node: YAMLNode, height: Int) {
    let before = values
    try count(1, position)
    switch event {
    case .scalar(let scalar, let anchor):
      let node = YAMLNode(content: .scalar(scalar), position: position)
      keep(node, as: anchor, since: before, height: 0)
      return (node, 0)
    case .sequenceStart(let start):
      try checkDepth(depth + 1, position)
      let (items, height) = try sequence(depth: depth + 1)
      let node = YAMLNode(content: .sequence(items), position: position)
      keep(node, as: start.anchor, since: before, height: height + 1)
      return (node, height + 1)
    case .mappingStart(let start):
      try checkDepth(depth + 1, position)
      let (entries, height) = try mapping(depth: depth + 1)
      let node = YAMLNode(content: .mapping(entries), position: position)
      keep(node, as: start.anchor, since: before, height: height + 1)
      return (node, height + 1)
    case .alias(let name):
      guard let anchor = anchors[name] else {
        throw Mistake(position, "alias '*\(printable(name))' has no anchor '&\(printable(name))' before it")
      }
      try count(anchor.values - 1, position)
      try checkDepth(depth + anchor.height, position)
      return (anchor.node, anchor.height)
    case .collectionEnd, .documentStart, .documentEnd, .streamStart, .streamEnd:
      throw Mistake(position, "a value is missing")
    }
  }

  private mutating func sequence(depth: Int) throws(Mistake) -> (items: [YAMLNode], height: Int) {
    var items: [YAMLNode] = []
    var height = 0
    while true {
      let (event, position) = try events.next()
      if case .collectionEnd = event { return (items, height) }
      let item = try node(event, position, depth: depth)
      height = max(height, item.height)
      items.append(item.node)
    }
  }

  private mutating func mapping(depth: Int) throws(Mistake) -> (entries: [YAMLEntry], height: Int) {
    var entries: [YAMLEntry] = []
    var seen = KeySet()
    var height = 0
    while true {
      let (event, position) = try events.next()
      if case .collectionEnd = event { return (entries, height) }
      let key = try node(event, position, depth: depth).node
      let (valueEvent, valuePosition) = try events.next()
      let value = try node(valueEvent, valuePosition, depth: depth)
      height = max(height, value.height)
      guard case .scalar(let scalar) = key.content else {
        note(position, "a key must be text, not \(key.form)")
        continue
      }
      if let first = seen.insert(scalar.text, at: position, among: entries) {
        note(position, "key \(quoted(scalar.text)) stands twice; the first is in line \(first.line)")
        continue
      }
      entries.append(YAMLEntry(key: scalar.text, keyPosition: position, value: value.node))
    }
  }

  private mutating func note(_ position: Position, _ message: @autoclosure () -> String) {
    if mistakes.count < Findings.limit { mistakes.append((position, message())) }
  }

  private mutating func keep(_ node: YAMLNode, as anchor: String?, since before: Int, height: Int) {
    guard let anchor else { return }
    anchors[anchor] = Anchor(node: node, values: values - before, height: height)
  }

  private mutating func count(_ more: Int, _ position: Position) throws(Mistake) {
    values += more
    guard values <= YAMLLimits.values else {
      throw Mistake(position, "the file has more than \(YAMLLimits.values) values, aliases counted at each use")
    }
  }

  private func checkDepth(_ depth: Int, _ position: Position) throws(Mistake) {
    guard depth <= YAMLLimits.depth else {
      throw Mistake(position, "lists and mappings stand more than \(YAMLLimits.depth) deep inside each other")
    }
  }
}

/// The keys of one mapping so far. Most mappings are so short that comparing beats hashing.
private struct KeySet {
  private var positions: [String: Position] = [:]

  /// Where `key` stood before, else nil after taking it in.
  mutating func insert(_ key: String, at position: Position, among entries: [YAMLEntry]) -> Position? {
    if entries.count < 16 { return entries.first { $0.key == key }?.keyPosition }
    if positions.isEmpty {
      for entry in entries { positions[entry.key] = entry.keyPosition }
    }
    if let first = positions[key] { return first }
    positions[key] = position
    return nil
  }
}
