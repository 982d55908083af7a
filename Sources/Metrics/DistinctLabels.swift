/// The label texts of one family's series, each once, with the place in the input that it came from. A text that comes
/// again is left out: a second sample of the same series would cost the whole file.
///
/// Two arrays, because an array of pairs is a type of its own, which takes longer to make than to write the file.
struct DistinctLabels {
  private(set) var texts: [String] = []
  /// The place in the input of each text.
  private(set) var places: [Int] = []
  /// The texts, once they are too many to look through; before that, a set's set-up alone would cost more.
  private var seen: Set<String>?

  init(capacity: Int) {
    texts.reserveCapacity(capacity)
    places.reserveCapacity(capacity)
  }

  mutating func append(_ text: String, from place: Int) {
    if texts.count < 16 {
      for other in texts where other == text { return }
    } else {
      if seen == nil { seen = Set(texts) }
      guard seen?.insert(text).inserted == true else { return }
    }
    texts.append(text)
    places.append(place)
  }
}
