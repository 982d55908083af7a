import Testing
import Tracker

@testable import RecordingCommands

@Suite struct ToldProgressTests {
  private func latest(of pieces: [String], resting: Bool = false) -> StageUpdate? {
    var told = ToldProgress()
    for piece in pieces { Array(piece.utf8).withUnsafeBytes { told.take($0) } }
    if resting { told.rest() }
    return told.latest
  }

  @Test(
    arguments: [
      ("12/480\n", 12, 480), ("step [12/480] of the night\n", 12, 480), ("(0/7), begun\n", 0, 7), ("7/7.\n", 7, 7),
      ("'3/4'; \"1/2\"\n", 1, 2), ("|3/4|\n", 3, 4), ("\u{1B}[32m5/9\u{1B}[0m\n", 5, 9),
      ("5/9\u{8}\u{8}\u{8}6/9\n", 6, 9),
      ("999999999999999/999999999999999\n", 999_999_999_999_999, 999_999_999_999_999),
      (" 45%|████▌     | 216/480 [00:10<00:12, 21.6it/s]\r", 216, 480),
    ] as [(String, Int64, Int64)])
  func itemsAreTold(text: String, done: Int64, total: Int64) {
    #expect(latest(of: [text]) == .items(done: done, total: total))
    // However the pieces are cut.
    #expect(latest(of: text.unicodeScalars.map { String($0) }) == .items(done: done, total: total))
  }

  @Test(
    arguments: [
      ("45%\n", 0.45), ("Progress:45%,\n", 0.45), ("0%\n", 0), ("100%\n", 1), ("45.5%\n", 0.455), ("45,5%!\n", 0.455),
      ("100.000%\n", 1), ("12.3456789012345%\n", 0.12345678901),
      ("    1,238,099,968  45%  138.46MB/s    0:00:08 (xfr#211, to-chk=264/401)\r", 0.45),
    ] as [(String, Double)])
  func percentagesAreTold(text: String, ratio: Double) throws {
    guard case .progress(let found)? = latest(of: [text]) else {
      Issue.record("\(text) tells nothing")
      return
    }
    #expect(abs(found - ratio) < 1e-12)
  }

  @Test(arguments: [
    "", "\n", "no figure\n", "2026/11/30 01:00\n", "/3/4/\n", "a12/480\n", "12/480b\n", "12/480/\n", "481/480\n",
    "0/0\n",
    "-1/5\n", "1/-5\n", "1.5/3\n", "101%\n", "100.1%\n", "-5%\n", "%\n", ".5%\n", "5.%\n", "5%5\n", "1/2%\n",
    "1234567890123456/1234567890123456\n", "to-chk=97/100\n", "12/480", "12\n/480\n",
    "1" + String(repeating: "0", count: 100) + "%\n", String(repeating: "/", count: 10_000) + "\n",
  ])
  func otherWordsTellNothing(text: String) {
    #expect(latest(of: [text]) == nil)
  }

  @Test func theLastOfALineAndTheLastLineCount() {
    #expect(latest(of: ["1/9 2/9\n"]) == .items(done: 2, total: 9))
    #expect(latest(of: ["1/9\n", "nothing\n"]) == .items(done: 1, total: 9))
    #expect(latest(of: ["1/9\r2/9\r3/9"]) == .items(done: 2, total: 9))
    #expect(latest(of: ["1/9\r2/9\r3/9"], resting: true) == .items(done: 3, total: 9))
    #expect(latest(of: ["1/9\n4/9 and"], resting: true) == .items(done: 4, total: 9))
  }

  @Test func aLineThatRestsGoesOnAsIfItHadNot() {
    var told = ToldProgress()
    Array("12/4".utf8).withUnsafeBytes { told.take($0) }
    told.rest()
    #expect(told.latest == nil)
    Array("80\n".utf8).withUnsafeBytes { told.take($0) }
    #expect(told.latest == .items(done: 12, total: 480))
  }
}
