/// Keeps the wanted lines of a long text that comes in pieces, such as a page of metrics, and nothing else of it.
struct LineFilter {
  /// The longest line that is kept, in bytes; a longer one is passed over.
  static let longestLine = 16_384
  /// The most that is kept of all lines, in bytes.
  static let longest = 256 << 10

  private let beginnings: [[UInt8]]
  /// The beginning of a line whose end has not come yet.
  private var open: [UInt8] = []
  private var isPassedOver = false
  private(set) var kept: [UInt8] = []
  private(set) var isTooLong = false

  /// - Parameter beginnings: a line is wanted that begins with one of them.
  init(_ beginnings: [String]) { self.beginnings = beginnings.map { Array($0.utf8) } }

  mutating func take(_ piece: UnsafeRawBufferPointer) {
    var rest = piece[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      if open.isEmpty && !isPassedOver {
        keep(rest[rest.startIndex..<end])
      } else {
        lengthen(rest[rest.startIndex..<end])
        endLine()
      }
      rest = rest[(end + 1)...]
    }
    lengthen(rest)
  }

  /// The last line may lack its end.
  mutating func endLine() {
    let line = open
    open.removeAll(keepingCapacity: true)
    if !isPassedOver { keep(line) }
    isPassedOver = false
  }

  private mutating func lengthen(_ piece: Slice<UnsafeRawBufferPointer>) {
    if isPassedOver || piece.isEmpty { return }
    isPassedOver = open.count + piece.count > Self.longestLine
    if isPassedOver { open.removeAll(keepingCapacity: true) } else { open.append(contentsOf: piece) }
  }

  private mutating func keep(_ line: some Collection<UInt8>) {
    guard line.count <= Self.longestLine, beginnings.contains(where: { line.starts(with: $0) }) else { return }
    guard kept.count + line.count < Self.longest else {
      isTooLong = true
      return
    }
    kept.append(contentsOf: line)
    kept.append(UInt8(ascii: "\n"))
  }
}
