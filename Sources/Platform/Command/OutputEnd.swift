/// The last bytes of a text that comes in pieces.
struct OutputEnd {
  private let limit: Int
  private var ring: [UInt8] = []

  init(limit: Int) { self.limit = limit }

  /// At most `limit`.
  var bytes: [UInt8] { Array(ring.suffix(limit)) }

  mutating func append(_ piece: some RandomAccessCollection<UInt8>) {
    guard limit > 0 else { return }
    ring += piece.suffix(limit)
    if ring.count > 8 * limit { ring.removeFirst(ring.count - limit) }
  }
}
