/// The top-level settings of a file, as far as they stand before its batches.
package struct TopLevelPeek: Equatable, Sendable {
  package var settings: TopLevelSettings
  /// Whether the rest of the file, which was not read, may set what is nil here.
  package var mayContinue: Bool

  package init(settings: TopLevelSettings, mayContinue: Bool) {
    self.settings = settings
    self.mayContinue = mayContinue
  }
}

/// Reads only the top-level settings that stand before `batches:`, so that a record needn't read 5,000 batches to know
/// its tracker. What a setting holds must have the right form; whether a time zone exists isn't asked.
///
/// Returns nil on anything out of the ordinary (a mistake, an anchor, a key that isn't known): then only
/// `parseConfiguration` can tell. `read` fills the buffer with the next bytes of the file and returns how many they
/// are: 0 at the end, less than 0 if reading failed. It is asked for 4 kB at a time.
package func peekSettings(_ read: @escaping (UnsafeMutableRawBufferPointer) -> Int) -> TopLevelPeek? {
  // withoutActuallyEscaping would put the length of this file's path into the program, and each clone has another.
  let source = ChunkSource(read)
  return withExtendedLifetime(source) {
    do throws(Mistake) {
      var events = try YAMLEvents(chunks: source)
      return try peek(&events)
    } catch {
      return nil
    }
  }
}

private func peek(_ events: inout YAMLEvents) throws(Mistake) -> TopLevelPeek? {
  guard case .streamStart = try events.next().event else { return nil }
  switch try events.next().event {
  case .streamEnd: return TopLevelPeek(settings: TopLevelSettings(), mayContinue: false)
  case .documentStart: break
  default: return nil
  }
  guard case .mappingStart = try events.next().event else { return nil }
  var configuration = Configuration()
  var findings = Findings()
  var seen: Set<String> = []
  while true {
    let (event, position) = try events.next()
    switch event {
    case .collectionEnd:
      guard case .documentEnd = try events.next().event, case .streamEnd = try events.next().event else { return nil }
      return TopLevelPeek(settings: configuration.settings, mayContinue: false)
    case .scalar(let key, anchor: nil):
      guard key.text != "batches" else {
        return TopLevelPeek(settings: configuration.settings, mayContinue: seen.count < environmentKeys.count)
      }
      guard let setting = topLevelTable[key.text] else { return nil }
      guard environmentKeys.contains(key.text) else {
        try skipValue(&events)
        continue
      }
      guard seen.insert(key.text).inserted, case .scalar(let value, anchor: nil) = try events.next().event else {
        return nil
      }
      setting.read(YAMLNode(content: .scalar(value), position: position), &configuration, &findings)
      guard findings.mistakes.isEmpty else { return nil }
    default: return nil
    }
  }
}

/// Passes over `alert_path` or `mail`, which are read when the monitor needs them.
private func skipValue(_ events: inout YAMLEvents) throws(Mistake) {
  var depth = 0
  repeat {
    switch try events.next().event {
    case .sequenceStart, .mappingStart: depth += 1
    case .collectionEnd: depth -= 1
    default: break
    }
  } while depth > 0
}
