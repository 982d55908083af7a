import Commands
import Platform
import Synchronization
import Testing

@testable import RecordingCommands

@Suite struct BestEffortTests {
  /// What a command wrote to standard output.
  private final class Output: Sendable {
    private let parts = Mutex<[String]>([])
    func add(_ text: String) { parts.withLock { $0.append(text) } }
    var text: String { parts.withLock { $0.joined() } }
  }

  private func start(bestEffort: Bool, _ options: String...) -> (status: Int32, output: String) {
    start(bestEffort: bestEffort, options)
  }

  private func start(bestEffort: Bool, _ options: [String]) -> (status: Int32, output: String) {
    let output = Output()
    let context = CommandContext(
      now: { 1_772_330_400_000 }, print: { output.add($0) }, complain: { _ in }, sleep: { _ in },
      log: Log(now: { 0 }) { _, _ in }, bestEffort: bestEffort)
    let status = runCommand(["start", "nightly", "--config", "/nonexistent/config.yml"] + options, in: context)
    return (status, output.text)
  }

  @Test func aStartThatIsNotRecordedStillPrintsAnID() {
    // Scripts go on with `--run "$run"`; an empty id would be wrong usage and stop them.
    let made = start(bestEffort: true)
    #expect(made.status == 0)
    #expect(made.output.hasPrefix("20260301T020000.000Z-") && made.output.hasSuffix("\n"))
    let given = start(bestEffort: true, "--run", "monday")
    #expect(given.status == 0)
    #expect(given.output == "monday\n")
  }

  @Test(arguments: [["--rnu", "monday"], ["--run"], ["too", "many"]])
  func wrongUsageOfAStartPrintsAnIDToo(words: [String]) {
    let made = start(bestEffort: true, words)
    #expect(made.status == 0)
    #expect(made.output.hasPrefix("20260301T020000.000Z-") && made.output.hasSuffix("\n"))
    #expect(start(bestEffort: false, words).status == 64)
  }

  @Test(arguments: [
    (nil, false), ("0", false), ("no", false), ("No", false), ("false", false), ("off", false), ("1", true),
    ("yes", true), ("true", true), ("2", true),
  ])
  func isOnUnlessItSaysNo(value: String?, isOn: Bool) { #expect(isSwitchedOn(value) == isOn) }

  @Test func withoutBestEffortItPrintsNothing() {
    let refused = start(bestEffort: false)
    #expect(refused.status == 78)
    #expect(refused.output.isEmpty)
  }
}
