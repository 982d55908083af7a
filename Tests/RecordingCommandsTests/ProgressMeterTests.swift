import Testing
import Tracker

@testable import RecordingCommands

@Suite struct ProgressMeterTests {
  private func meter(_ unit: ProgressMeter.Unit, total: Int64? = nil, after pieces: String...) -> ProgressMeter {
    var meter = ProgressMeter(unit, total: total)
    for piece in pieces { Array(piece.utf8).withUnsafeBytes { meter.take($0) } }
    return meter
  }

  @Test(arguments: 0...70) func everyPlaceIsCounted(length: Int) {
    for place in 0..<length {
      var bytes = [UInt8](repeating: 0x8A, count: length)
      bytes[place] = 0x0A
      #expect(bytes.withUnsafeBytes { count(of: 0x0A, in: $0) } == 1)
    }
    #expect([UInt8](repeating: 0x0A, count: length).withUnsafeBytes { count(of: 0x0A, in: $0) } == length)
  }

  @Test func aCounterOfABlockNeverOverflows() {
    let bytes = [UInt8](repeating: 0, count: 100_003)
    #expect(bytes.withUnsafeBytes { count(of: 0, in: $0) } == 100_003)
  }

  @Test func aLastLineWithoutItsEndCountsAtTheEnd() {
    var lines = meter(.lines, after: "one\ntwo\nthr", "ee")
    #expect(lines.update == .count(2))
    #expect(lines.finish() == .items(done: 3, total: 3))
    #expect(lines.shortfall == nil)
    var whole = meter(.lines, after: "one\n")
    #expect(whole.finish() == .items(done: 1, total: 1))
  }

  @Test func recordsEndByNUL() {
    var records = meter(.records, total: 3, after: "a\nb\0c\0")
    #expect(records.update == .items(done: 2, total: 3))
    #expect(records.finish() == .items(done: 2, total: 3))
    #expect(records.shortfall == "the input ended after 2 of 3 records")
  }

  @Test func withoutInputNothingIsMissing() {
    var unknown = meter(.lines)
    #expect(unknown.finish() == .complete)
    var none = meter(.lines, total: 0)
    #expect(none.update == .progress(0))
    #expect(none.finish() == .complete)
    var missing = meter(.lines, total: 2)
    #expect(missing.finish() == .items(done: 0, total: 2))
  }

  @Test func moreThanAllIsAllUntilTheEnd() {
    var bytes = meter(.bytes, total: 3, after: "abcde")
    #expect(bytes.isBeyondTotal)
    #expect(bytes.update == .items(done: 3, total: 3))
    #expect(bytes.finish() == .items(done: 5, total: 5))
    #expect(!meter(.bytes, total: 3, after: "abc").isBeyondTotal)
  }

  @Test func noCountIsMoreThanCanBeRecorded() {
    var bytes = ProgressMeter(.bytes, total: nil)
    bytes.take(bytes: 1_000_000_000_000_000)
    bytes.take(bytes: 1)
    #expect(bytes.update == .count(1_000_000_000_000_000))
  }

  @Test func whatIsToldIsCompleteWhenItSaysSo() {
    var all = meter(.told, after: "9/9\n")
    #expect(all.finish() == .items(done: 9, total: 9))
    #expect(all.shortfall == nil)
    var part = meter(.told, after: "45%\n")
    #expect(part.finish() == .progress(0.45))
    #expect(part.shortfall == "the input ended at 45 %")
    var silent = meter(.told, after: "hello\n")
    #expect(silent.finish() == .progress(0))
    #expect(silent.shortfall == "the input told no progress, neither DONE/TOTAL nor P%")
  }

  @Test func anUnfinishedLineIsReadWhenNothingComesForAWhile() {
    var told = meter(.told, after: "\r 45%")
    told.rest()
    #expect(told.update == .progress(0))
    told.rest()
    #expect(told.update == .progress(0.45))
  }
}
