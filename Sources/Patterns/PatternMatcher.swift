internal import CRE2
internal import Platform

/// Judges regular expressions that peers wrote, as Alertmanager judges them: RE2's syntax, in UTF-8, of the whole text.
///
/// RE2 takes time that grows with the text's length, whatever the pattern. All judging together ends at a deadline, and
/// no pattern takes more than a megabyte: who may set a silence must not hold up whoever tells people.
package final class PatternMatcher {
  /// Bytes for one pattern and its matching.
  static let memory: Int64 = 1 << 20
  /// The longest pattern and the longest text to judge, in bytes. Labels and silences of people are far below.
  static let longest = 4096
  /// How many compiled patterns are kept for the next text; a silence has one or two.
  private static let kept = 8

  private let end: Int64
  private var compiled: [String: Pattern?] = [:]
  /// Whether something was not judged because the time was over.
  package private(set) var isOutOfTime = false

  /// - Parameter timeout: milliseconds, from now, for all patterns together.
  package init(timeout: Int) { end = monotonicMilliseconds() + Int64(timeout) }

  /// Whether the whole of a text matches a pattern.
  /// - Returns: nil where that can't be said: it is no pattern, pattern or text is too long, or the time is over.
  package func matches(_ pattern: String, _ text: String) -> Bool? {
    guard pattern.utf8.count <= Self.longest, text.utf8.count <= Self.longest else { return nil }
    guard monotonicMilliseconds() < end else {
      isOutOfTime = true
      return nil
    }
    return expression(pattern)?.matches(text)
  }

  private func expression(_ pattern: String) -> Pattern? {
    if let known = compiled[pattern] { return known }
    if compiled.count >= Self.kept { compiled.removeAll() }
    let new = Pattern(pattern)
    compiled[pattern] = .some(new)
    return new
  }
}

/// One compiled pattern.
private final class Pattern {
  private let handle: OpaquePointer

  /// - Returns: nil for what is no pattern, or needs too much memory.
  init?(_ text: String) {
    var text = text
    let handle = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        batchwatch_re2_compile($0.baseAddress, $0.count, PatternMatcher.memory)
      }
    }
    guard let handle else { return nil }
    self.handle = handle
  }

  deinit { batchwatch_re2_free(handle) }

  func matches(_ text: String) -> Bool? {
    var text = text
    let result = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { batchwatch_re2_matches(handle, $0.baseAddress, $0.count) }
    }
    return result < 0 ? nil : result == 1
  }
}
