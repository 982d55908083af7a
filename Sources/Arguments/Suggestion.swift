internal import Spelling

/// `, did you mean 'start'?` with the candidate that `word` is most likely meant to be, or nothing.
func suggestion(for word: String, among candidates: [String], prefix: String = "") -> String {
  guard let match = onlyOne(beginningAs: word, candidates) ?? nearest(to: word, among: candidates) else { return "" }
  return ", did you mean '" + prefix + match + "'?"
}

/// The candidate that begins as `word` does, if there is just one.
private func onlyOne(beginningAs word: String, _ candidates: [String]) -> String? {
  guard word.utf8.count >= 2 else { return nil }
  let begun = candidates.filter { $0.utf8.starts(with: lowercased(word)) }
  return begun.count == 1 ? begun[0] : nil
}

private func lowercased(_ word: String) -> [UInt8] {
  word.utf8.map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") ? $0 + 32 : $0 }
}
