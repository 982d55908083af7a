/// The label texts of one family's series, each once, with the place in the input that it came from. A text that comes
/// again is left out: a second sample of the same series would cost the whole file.
struct DistinctLabels {
  private(set) var series: [(label: String, index: Int)] = []
  private var seen: Set<String> = []

  init(capacity: Int) {
    series.reserveCapacity(capacity)
    seen.reserveCapacity(capacity)
  }

  mutating func append(_ label: String, index: Int) {
    if seen.insert(label).inserted { series.append((label, index)) }
  }
}
