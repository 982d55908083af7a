/// Chance that a seed decides, so that a night can be played again: SplitMix64.
struct Chance: Sendable {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
    // Or one seed would go on where its neighbour began.
    state = next() ^ 0xD1B5_4A32_D192_ED03
  }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// From 0 to 1, without 1.
  mutating func fraction() -> Double { Double(next() >> 11) / Double(1 << 53) }

  mutating func within(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
  }

  mutating func happens(_ probability: Double) -> Bool { fraction() < probability }

  mutating func one<Element>(of elements: [Element]) -> Element { elements[within(0...elements.count - 1)] }

  /// Short spans as often as long ones: each doubling is as likely as the next.
  mutating func span(_ range: ClosedRange<Int>) -> Int {
    var span = Double(range.lowerBound)
    for _ in 0..<64 where fraction() < 0.99 {
      if span >= Double(range.upperBound) { break }
      span *= 1 + fraction() * 0.2
      if happens(0.03) { break }
    }
    return min(range.upperBound, Int(span))
  }
}
