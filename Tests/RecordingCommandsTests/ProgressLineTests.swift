import Presentation
import Testing
import Tracker

@testable import RecordingCommands

@Suite struct ProgressLineTests {
  private func line(
    _ update: StageUpdate, _ unit: ProgressMeter.Unit = .lines, after milliseconds: Int64 = 10_000,
    isLast: Bool = false,
    width: Int = 79, unicode: Bool = false
  ) -> String {
    var line = ProgressLine(stage: "enrich", unit: unit, at: 1000)
    return line.text(
      update, isLast: isLast, at: 1000 + milliseconds, OutputStyle(width: width, unicode: unicode, isTerminal: true))
  }

  @Test func itTellsHowFarHowFastAndHowLongStill() {
    #expect(
      line(.items(done: 120, total: 480))
        == "enrich  #########..............................   25 %  120/480  12/s  30s left")
    #expect(line(.items(done: 120, total: 480), unicode: true).contains("████████░░░"))
  }

  @Test func whatMattersLeastIsLeftOutFirst() {
    let update = StageUpdate.items(done: 120, total: 480)
    #expect(line(update, width: 50) == "enrich  ##........   25 %  120/480  12/s  30s left")
    #expect(line(update, width: 40) == "enrich   25 %  120/480  12/s  30s left")
    #expect(line(update, width: 34) == "enrich   25 %  120/480  30s left")
    #expect(line(update, width: 24) == "enrich   25 %  30s left")
    #expect(line(update, width: 20) == "enrich  #....   25 %")
    #expect(line(update, width: 14) == "enrich   25 %")
    #expect(line(update, width: 9) == "enrich...")
    #expect(line(update, width: 1) == ".")
  }

  @Test func withoutATotalThereIsNoBar() {
    #expect(line(.count(120)) == "enrich  120 lines  12/s  10s")
    #expect(line(.count(0), .records) == "enrich  0 records  10s")
    #expect(line(.count(5 << 20), .bytes) == "enrich  5.0 MiB  512 KiB/s  10s")
  }

  @Test func aPercentageHasNoRate() {
    #expect(line(.progress(0.25)) == "enrich  ##########..............................   25 %  30s left")
  }

  @Test func theLastLineTellsHowLongItTook() {
    #expect(
      line(.items(done: 480, total: 480), isLast: true, width: 60)
        == "enrich  ######################  100 %  480/480  48/s  in 10s")
  }

  @Test func theRateIsThatOfTheLatestSeconds() {
    var line = ProgressLine(stage: "enrich", unit: .lines, at: 0)
    let style = OutputStyle(width: 79, isTerminal: true)
    for second in 1...30 { _ = line.text(.count(Int64(second) * 100), isLast: false, at: Int64(second) * 1000, style) }
    for second in 31...45 { _ = line.text(.count(3000), isLast: false, at: Int64(second) * 1000, style) }
    #expect(line.text(.count(3000), isLast: false, at: 46_000, style) == "enrich  3000 lines  46s")
  }

  @Test(arguments: [
    (0.01, "<0.1/s"), (0.05, "0.1/s"), (3.14, "3.1/s"), (12, "12/s"), (999.4, "999/s"), (999.6, "1.0k/s"),
    (12_345, "12k/s"),
    (2.5e9, "2.5G/s"), (1e30, "1000000000G/s"),
  ]) func ratesAreShort(perSecond: Double, text: String) {
    #expect(rateText(perSecond, ofBytes: false) == text)
  }
}
