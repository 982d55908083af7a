internal import Batches
internal import Presentation
internal import Tracker

/// What is shown of a stage's progress while data passes through: `enrich  ████░░░░  45 %  216/480  12/s  22s left`.
struct ProgressLine {
  let stage: String
  let unit: ProgressMeter.Unit
  /// The latest ten seconds, of which the rate is taken.
  private var samples: [(milliseconds: Int64, amount: Double)] = []
  private static let window: Int64 = 10_000
  private let began: Int64

  /// - Parameter now: milliseconds of a clock that never jumps, here and below.
  init(stage: String, unit: ProgressMeter.Unit, at now: Int64) {
    self.stage = stage
    self.unit = unit
    began = now
    samples = [(now, 0)]
  }

  /// The line, no wider than the style allows: what matters least is left out first.
  /// - Parameter isLast: whether it stays, so that it tells how long all of it took.
  mutating func text(_ update: StageUpdate, isLast: Bool, at now: Int64, _ style: OutputStyle) -> String {
    let extent = Extent(update)
    let since = isLast ? (milliseconds: began, amount: 0.0) : addSample(extent.amount, at: now)
    let perSecond = (extent.amount - since.amount) * 1000 / Double(max(1, now - since.milliseconds))
    var parts = Parts()
    parts.ratio = extent.ratio
    parts.items = itemsText(update)
    if extent.isItems, perSecond > 0 { parts.rate = rateText(perSecond, ofBytes: unit == .bytes) }
    if isLast || extent.ratio == nil {
      parts.time = TimeSpan(milliseconds: now - began).shortText
      if isLast { parts.time = "in " + parts.time }
    } else if perSecond > 0, let left = extent.left {
      // Rounded up to a second: only what is done has nothing left.
      parts.time = TimeSpan(seconds: Int64(clamping: min(left / perSecond, 1e9) + 0.999)).shortText + " left"
    }
    return parts.line(stage, style).text(colour: style.colour)
  }

  /// - Returns: the oldest sample of the window.
  private mutating func addSample(_ amount: Double, at now: Int64) -> (milliseconds: Int64, amount: Double) {
    // A program may begin anew, with fewer items.
    if let last = samples.last, amount < last.amount { samples.removeAll() }
    samples.append((now, amount))
    samples.removeAll { $0.milliseconds < now - Self.window }
    return samples.first ?? (now, amount)
  }

  private func itemsText(_ update: StageUpdate) -> String {
    func amount(_ number: Int64) -> String { unit == .bytes ? memoryText(number) : "\(number)" }
    return switch update {
    case .items(let done, let total): "\(amount(done))/\(amount(total))"
    case .count(let done): unit == .bytes ? amount(done) : "\(done) \(unit == .records ? "records" : "lines")"
    default: ""
    }
  }
}

/// How much there is, and of how much.
private struct Extent {
  var amount = 0.0
  /// nil where nobody knows.
  var whole: Double?
  var isItems = true

  init(_ update: StageUpdate) {
    switch update {
    case .items(let done, let total): (amount, whole) = (Double(done), Double(total))
    case .count(let done): amount = Double(done)
    case .progress(let ratio): (amount, whole, isItems) = (ratio, 1, false)
    case .complete: (amount, whole, isItems) = (1, 1, false)
    case .skipped, .failed: break
    }
  }

  var ratio: Double? { whole.map { amount / $0 } }
  var left: Double? { whole.map { $0 - amount } }
}

/// The pieces of the line.
private struct Parts {
  var ratio: Double?
  var items = ""
  var rate = ""
  var time = ""

  private static let longestBar = 40
  private static let shortestBar = 5

  func line(_ stage: String, _ style: OutputStyle) -> Line {
    var parts = self
    var line = parts.texts(stage, style, bar: 0)
    for piece in [\Parts.rate, \.items, \.time] where line.width > style.width {
      parts[keyPath: piece] = ""
      line = parts.texts(stage, style, bar: 0)
    }
    let room = style.width - line.width - 2
    if ratio != nil, room >= Self.shortestBar { line = parts.texts(stage, style, bar: min(room, Self.longestBar)) }
    return line.cut(to: style.width, unicode: style.unicode)
  }

  private func texts(_ stage: String, _ style: OutputStyle, bar columns: Int) -> Line {
    var pieces: [Line] = []
    if let ratio {
      if columns > 0 { pieces.append(Page(style).barLine(ratio, columns: columns, ink: ratio < 1 ? .active : .good)) }
      // As wide as it gets, so that the line stands still.
      let percent = "\(Int(clamping: ratio * 100)) %"
      pieces.append(Line(String(repeating: " ", count: max(0, 5 - percent.count)) + percent))
    }
    pieces += [items, rate, time].filter { !$0.isEmpty }.map { Line($0) }
    var line = Line(stage, .strong)
    for piece in pieces {
      line.append("  ")
      line.append(piece)
    }
    return line
  }
}

/// `12/s`, `3.4k/s`, `0.5/s`, `12 KiB/s`.
func rateText(_ perSecond: Double, ofBytes: Bool) -> String {
  if ofBytes { return memoryText(Int64(clamping: perSecond)) + "/s" }
  var number = perSecond
  var unit = ""
  for larger in ["k", "M", "G"] where number >= 999.5 {
    number /= 1000
    unit = larger
  }
  if number < 0.05 { return "<0.1/s" }
  // Three digits are enough for a figure that changes.
  let tenths = Int(clamping: min(number, 1e9) * 10 + 0.5)
  return (tenths < 100 ? "\(tenths / 10).\(tenths % 10)" : "\((tenths + 5) / 10)") + unit + "/s"
}
