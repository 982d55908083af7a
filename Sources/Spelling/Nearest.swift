/// The candidate that was most likely meant by `word`; nil if none is near.
///
/// Letter case and the choice between `-`, `_` and a space don't count. A word may have one slip, a long one a slip for
/// every three letters. Words of more than 64 bytes are meant to be none of ours, and comparing them would cost the
/// product of the lengths.
package func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
  guard (1...64).contains(word.utf8.count) else { return nil }
  let normal = normalized(word)
  var best: (candidate: String, distance: Int)?
  for candidate in candidates {
    let other = normalized(candidate)
    let allowed = max(1, min(normal.count, other.count) / 3)
    guard abs(normal.count - other.count) <= allowed else { continue }
    let distance = editDistance(normal, other)
    if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  return best?.candidate
}

/// The candidate that begins as `word` does, if there is just one. Letter case and the choice between `-`, `_` and a
/// space don't count; a single letter is too little to tell.
package func onlyOne(beginningAs word: String, among candidates: some Sequence<String>) -> String? {
  guard word.utf8.count >= 2 else { return nil }
  let beginning = normalized(word)
  let begun = candidates.filter { normalized($0).starts(with: beginning) }
  return begun.count == 1 ? begun[0] : nil
}

private func normalized(_ word: String) -> [UInt8] {
  word.utf8.map { byte in
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte + 32
    case UInt8(ascii: "-"), UInt8(ascii: " "): UInt8(ascii: "_")
    default: byte
    }
  }
}

/// Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, substitutions and swaps of
/// neighbours that turn one into the other.
func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for row in 0..<left.count {
    var current = [row + 1]
    current.reserveCapacity(right.count + 1)
    for column in 0..<right.count {
      let substitution = last[column] + (left[row] == right[column] ? 0 : 1)
      var cost = min(substitution, last[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
        cost = min(cost, beforeLast[column - 1] + 1)
      }
      current.append(cost)
    }
    beforeLast = last
    last = current
  }
  return last[right.count]
}
