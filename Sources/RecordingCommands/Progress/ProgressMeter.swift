internal import Batches
internal import Tracker

/// How far a stage is, by what passes through.
struct ProgressMeter {
  /// What counts.
  enum Unit: Equatable {
    case lines, records, bytes
    /// What the text itself tells.
    case told
  }

  let unit: Unit
  /// How many there shall be; nil where nobody said. Not for what is told.
  let total: Int64?
  private var ended: Int64 = 0
  /// Something follows the last end.
  private var isOpen = false
  private var told = ToldProgress()
  private var isResting = true

  /// No more than that can be recorded.
  static let most: Int64 = 1_000_000_000_000_000

  init(_ unit: Unit, total: Int64? = nil) {
    self.unit = unit
    self.total = total
  }

  mutating func take(_ bytes: UnsafeRawBufferPointer) {
    isResting = false
    switch unit {
    case .lines, .records:
      let end: UInt8 = unit == .lines ? UInt8(ascii: "\n") : 0
      ended += Int64(count(of: end, in: bytes))
      if let last = bytes.last { isOpen = last != end }
    case .bytes: take(bytes: bytes.count)
    case .told: told.take(bytes)
    }
  }

  mutating func take(bytes count: Int) { ended += Int64(count) }

  /// A while has passed.
  mutating func rest() {
    if isResting { told.rest() }
    isResting = true
  }

  /// How many were there so far; a last one without its end counts only when nothing more comes. 0 for what is told.
  var done: Int64 { min(ended, Self.most) }

  /// Whether there were more than there should be.
  var isBeyondTotal: Bool { total.map { done > $0 } ?? false }

  /// How far it is now.
  var update: StageUpdate {
    if unit == .told { return told.latest ?? .progress(0) }
    guard let total else { return .count(done) }
    return total == 0 ? .progress(0) : .items(done: min(done, total), total: total)
  }

  /// How far it is when the input has ended.
  mutating func finish() -> StageUpdate {
    if isOpen {
      ended += 1
      isOpen = false
    }
    told.rest()
    if unit == .told { return update }
    if let total, done < total { return update }
    // It is known now how many there are.
    return done == 0 ? .complete : .items(done: done, total: done)
  }

  /// What to say of an input that ended, with `finish()`, before the stage was complete; nil where it is.
  var shortfall: String? {
    switch (unit, update) {
    case (.told, .items(let done, let total)) where done < total: "the input ended at \(done)/\(total)"
    case (.told, .progress(let ratio)) where ratio < 1:
      told.latest == nil
        ? "the input told no progress, neither DONE/TOTAL nor P%" : "the input ended at \(percentText(ratio))"
    case (.lines, .items(let done, let total)) where done < total: "the input ended after \(done) of \(total) lines"
    case (.records, .items(let done, let total)) where done < total: "the input ended after \(done) of \(total) records"
    case (.bytes, .items(let done, let total)) where done < total: "the input ended after \(done) of \(total) bytes"
    default: nil
    }
  }
}
