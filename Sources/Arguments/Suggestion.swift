internal import Spelling

/// `, did you mean 'start'?` with the candidate that `word` is most likely meant to be, or nothing.
func suggestion(for word: String, among candidates: [String], prefix: String = "") -> String {
  guard let match = onlyOne(beginningAs: word, among: candidates) ?? nearest(to: word, among: candidates) else {
    return ""
  }
  return ", did you mean '" + prefix + match + "'?"
}
