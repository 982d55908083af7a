/// `, did you mean 'start'?` with the candidate that `word` is most likely meant to be, or nothing.
func suggestion(for word: String, among candidates: [String], prefix: String = "") -> String {
  guard let match = nearest(to: word, among: candidates) else { return "" }
  return ", did you mean '" + prefix + match + "'?"
}

/// The candidate that begins as `word` does, if there is just one; else the one that is the fewest slips of the
/// keyboard away, if they are few for its length.
private func nearest(to word: String, among candidates: [String]) -> String? {
  // Longer words are no slips of a verb or an option, and comparing them would cost the product of the lengths.
  guard !word.isEmpty, word.utf8.count <= 24 else { return nil }
  let written = lowercased(word)

  if written.count >= 2 {
    let begun = candidates.filter { Array($0.utf8).starts(with: written) }
    if begun.count == 1 { return begun[0] }
  }

  var best: (name: String, slips: Int)?
  for candidate in candidates {
    let slips = slips(written, Array(candidate.utf8))
    let tolerated = max(1, min(written.count, candidate.utf8.count) / 3)
    if slips <= tolerated, slips < best?.slips ?? Int.max { best = (candidate, slips) }
  }
  return best?.name
}

/// How many letters are missing, added, wrong or swapped with their neighbour (optimal string alignment distance).
private func slips(_ written: [UInt8], _ meant: [UInt8]) -> Int {
  guard !written.isEmpty, !meant.isEmpty else { return max(written.count, meant.count) }
  var beforePrevious = [Int](repeating: 0, count: meant.count + 1)
  var previous = Array(0...meant.count)
  for row in 1...written.count {
    var current = [row]
    for column in 1...meant.count {
      let isSame = written[row - 1] == meant[column - 1]
      var fewest = min(previous[column] + 1, current[column - 1] + 1, previous[column - 1] + (isSame ? 0 : 1))
      if row > 1, column > 1, written[row - 1] == meant[column - 2], written[row - 2] == meant[column - 1] {
        fewest = min(fewest, beforePrevious[column - 2] + 1)
      }
      current.append(fewest)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[meant.count]
}

private func lowercased(_ word: String) -> [UInt8] {
  word.utf8.map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") ? $0 + 32 : $0 }
}
