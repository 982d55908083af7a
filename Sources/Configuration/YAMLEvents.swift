import CYAML

/// What libyaml's parser finds, one after the other.
enum YAMLEvent {
  case scalar(YAMLScalar, anchor: String?)
  case sequenceStart(YAMLCollectionStart)
  case mappingStart(YAMLCollectionStart)
  /// The end of the innermost sequence or mapping.
  case collectionEnd
  case alias(String)
  case documentStart
  case documentEnd
  case streamStart
  case streamEnd
}

/// What stands before a sequence or mapping.
struct YAMLCollectionStart {
  var anchor: String?
  var tag: YAMLTag?
  /// Written with brackets instead of indentation.
  var isFlow: Bool
}

/// libyaml's event parser over bytes in memory or over chunks that are read as they are needed.
struct YAMLEvents: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let event: UnsafeMutablePointer<yaml_event_t>
  /// Kept for the position of undecodable bytes, which libyaml gives as an offset; empty when reading chunks.
  private let bytes: UnsafeBufferPointer<UInt8>

  /// The bytes must outlive the parser.
  init(bytes: UnsafeBufferPointer<UInt8>) throws(Mistake) {
    try self.init(keeping: bytes)
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  /// The source must outlive the parser.
  init(chunks: ChunkSource) throws(Mistake) {
    try self.init(keeping: UnsafeBufferPointer(start: nil, count: 0))
    yaml_parser_set_input(
      parser,
      { context, buffer, size, count in
        guard let context, let buffer, let count else { return 0 }
        let source = Unmanaged<ChunkSource>.fromOpaque(context).takeUnretainedValue()
        // libyaml asks for 16 kB and decodes at once what it gets; who reads chunks wants only the first lines.
        let chunk = UnsafeMutableRawBufferPointer(start: buffer, count: min(size, 4096))
        let read = source.read(chunk)
        guard read >= 0, read <= chunk.count else { return 0 }
        count.pointee = read
        return 1
      }, Unmanaged.passUnretained(chunks).toOpaque())
  }

  private init(keeping bytes: UnsafeBufferPointer<UInt8>) throws(Mistake) {
    self.bytes = bytes
    parser = .allocate(capacity: 1)
    event = .allocate(capacity: 1)
    event.initialize(to: yaml_event_t())
    parser.initialize(to: yaml_parser_t())
    guard yaml_parser_initialize(parser) == 1 else { throw Mistake(.start, "out of memory while reading YAML") }
  }

  deinit {
    yaml_event_delete(event)
    yaml_parser_delete(parser)
    event.deallocate()
    parser.deallocate()
  }

  /// The next event. Throws a mistake where the text is not YAML, not UTF-8, or uses a tag outside the core schema;
  /// reading cannot go on then.
  mutating func next() throws(Mistake) -> (event: YAMLEvent, position: Position) {
    yaml_event_delete(event)
    guard yaml_parser_parse(parser, event) == 1 else { throw syntaxMistake() }
    let position = Position(event.pointee.start_mark)
    switch event.pointee.type {
    case YAML_SCALAR_EVENT:
      return (.scalar(try scalar(position), anchor: text(event.pointee.data.scalar.anchor)), position)
    case YAML_SEQUENCE_START_EVENT:
      let start = event.pointee.data.sequence_start
      let collection = YAMLCollectionStart(
        anchor: text(start.anchor), tag: try tag(start.tag, allowed: [.sequence], position),
        isFlow: start.style == YAML_FLOW_SEQUENCE_STYLE)
      return (.sequenceStart(collection), position)
    case YAML_MAPPING_START_EVENT:
      let start = event.pointee.data.mapping_start
      let collection = YAMLCollectionStart(
        anchor: text(start.anchor), tag: try tag(start.tag, allowed: [.mapping], position),
        isFlow: start.style == YAML_FLOW_MAPPING_STYLE)
      return (.mappingStart(collection), position)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
      return (.collectionEnd, position)
    case YAML_ALIAS_EVENT:
      return (.alias(text(event.pointee.data.alias.anchor) ?? ""), position)
    case YAML_DOCUMENT_START_EVENT:
      return (.documentStart, position)
    case YAML_DOCUMENT_END_EVENT:
      return (.documentEnd, position)
    case YAML_STREAM_START_EVENT:
      guard event.pointee.data.stream_start.encoding == YAML_UTF8_ENCODING else {
        throw Mistake(.start, "the file is UTF-16; save it as UTF-8")
      }
      return (.streamStart, position)
    default:
      return (.streamEnd, position)
    }
  }

  private func scalar(_ position: Position) throws(Mistake) -> YAMLScalar {
    let source = event.pointee.data.scalar
    let start = event.pointee.start_mark
    let end = event.pointee.end_mark
    let isAlone = source.anchor == nil && source.tag == nil && start.line == end.line
    return YAMLScalar(
      text: String(decoding: UnsafeBufferPointer(start: source.value, count: source.length), as: UTF8.self),
      style: style(source.style),
      tag: try tag(source.tag, allowed: [.string, .boolean, .integer, .float, .null], position),
      sourceLength: isAlone ? Int32(clamping: end.index - start.index) : nil)
  }

  private func style(_ style: yaml_scalar_style_t) -> YAMLScalar.Style {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: .literal
    case YAML_FOLDED_SCALAR_STYLE: .folded
    default: .plain
    }
  }

  private func tag(
    _ name: UnsafeMutablePointer<yaml_char_t>?, allowed: [YAMLTag], _ position: Position
  ) throws(Mistake) -> YAMLTag? {
    guard let name = text(name) else { return nil }
    // `!` asks for the type that the form suggests.
    if name == "!" { return allowed[0] }
    guard let tag = YAMLTag(rawValue: name), allowed.contains(tag) else {
      throw Mistake(position, "tag \(quoted(name)) has no meaning here; remove it")
    }
    return tag
  }

  private func text(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    guard let bytes else { return nil }
    return String(cString: bytes)
  }

  private func syntaxMistake() -> Mistake {
    let problem = parser.pointee.problem.map { String(cString: $0) } ?? "cannot be read"
    switch parser.pointee.error {
    case YAML_MEMORY_ERROR:
      return Mistake(.start, "out of memory while reading YAML")
    case YAML_READER_ERROR:
      let position = position(ofByte: parser.pointee.problem_offset, in: bytes)
      return Mistake(position, "\(problem); save the file as UTF-8 text")
    default:
      let context = parser.pointee.context.map { String(cString: $0) } ?? ""
      let hint = hint(for: problem, context).map { "; " + $0 } ?? ""
      return Mistake(
        Position(parser.pointee.problem_mark), problem + (context.isEmpty ? "" : " (\(context))") + hint)
    }
  }

  /// What libyaml leaves unsaid about the mistakes that people make most.
  private func hint(for problem: String, _ context: String) -> String? {
    if problem.contains("tab character") { return "indent with spaces, not tabs" }
    if problem.hasPrefix("found character that cannot start any token") {
      return "indent with spaces, not tabs, and put quotes around a value that begins with '@', '%' or '`'"
    }
    if problem.hasPrefix("mapping values are not allowed") {
      return "indent the keys of one mapping alike, and put quotes around a value that holds ': '"
    }
    if context.contains("alias") || context.contains("anchor") {
      return "put quotes around a value that begins with '*' or '&'"
    }
    if context.contains("quoted scalar"), problem.contains("end of stream") {
      return "the quote in line \(parser.pointee.context_mark.line + 1) is never closed"
    }
    return nil
  }
}

/// A closure that fills a buffer and returns how many bytes it put there: 0 at the end, less when reading failed.
final class ChunkSource {
  let read: (UnsafeMutableRawBufferPointer) -> Int

  init(_ read: @escaping (UnsafeMutableRawBufferPointer) -> Int) { self.read = read }
}

extension Position {
  /// libyaml counts both from 0.
  init(_ mark: yaml_mark_t) {
    self.init(line: Int32(clamping: mark.line + 1), column: Int32(clamping: mark.column + 1))
  }
}

/// Where a byte stands, counting only what comes before it, which is valid UTF-8.
func position(ofByte offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Position {
  var position = Position.start
  let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
  let first = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
  for index in first..<max(first, min(offset, bytes.count)) {
    let byte = bytes[index]
    if byte == UInt8(ascii: "\n") {
      position = Position(line: position.line + 1, column: 1)
    } else if byte & 0xC0 != 0x80 {
      position.column += 1
    }
  }
  return position
}
