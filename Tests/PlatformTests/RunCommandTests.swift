import Glibc
import Platform
import Testing

/// How a command ended, and the end of what it wrote.
private struct Ended {
  var result: ChildResult
  var output: String
}

/// Runs a command as a process without other threads would, and is then as before.
private func runAlone(_ words: [String], keeping limit: Int = 1) throws -> Ended {
  let vector = words.compactMap { strdup($0) }
  defer { for word in vector { free(word) } }
  var signals = try CommandSignals()
  var side: SideProcess?
  // Where the tests' own output goes, it may be given to the command and not be kept.
  var relay = OutputRelay(OutputWishes(keeping: limit, isHeld: true))
  let result = Result { try runCommand(vector, signals: &signals, relay: &relay, beside: &side) }
  signals.release()
  return Ended(result: try result.get(), output: String(decoding: relay.kept, as: UTF8.self))
}

@Suite struct RunCommandTests {
  private func shell(_ script: String, keeping limit: Int = 100) throws -> Ended {
    try runAlone(["sh", "-c", script], keeping: limit)
  }

  @Test func tellsTheExitStatus() throws {
    let result = try shell("exit 3").result
    #expect(result.status == 3)
    #expect(result.signal == nil)
  }

  @Test func tellsTheSignalAsShellsDo() throws {
    let result = try shell("kill -9 $$").result
    #expect(result.status == 137)
    #expect(result.signalName == "SIGKILL")
  }

  @Test func keepsTheEndOfBothOutputs() throws {
    let ended = try shell("printf 'a '; printf first >&2; sleep 0.1; printf ' second'", keeping: 12)
    #expect(ended.output == "first second")
  }

  @Test func doesNotWaitForWhatTheCommandLeftBehind() throws {
    let before = monotonicMilliseconds()
    #expect(try shell("sleep 20 & exit 0").result.status == 0)
    // The process that is left sleeps on; to have waited for it would have taken all its time.
    #expect(monotonicMilliseconds() - before < 15_000)
  }

  @Test func measuresTimeAndMemory() throws {
    let result = try shell("i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done").result
    #expect(result.cpuSeconds > 0)
    #expect(result.peakMemoryBytes > 100_000)
  }

  @Test func hasTheStatusThoughAParentIgnoresTheEndOfItsChildren() throws {
    let ignoring = ["--ignore-signal=CHLD", probePath, "run", "sh", "-c", "exit 3"]
    #expect(try runFilter("/usr/bin/env", ignoring, input: [], timeout: 20_000).status == 3)
  }

  @Test func saysThatACommandIsNotThere() {
    let error = #expect(throws: SystemError.self) { try runAlone(["/nowhere/at/all"]) }
    #expect(error?.code == SystemError.notFound)
  }
}
