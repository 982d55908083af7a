import Glibc
import Platform
import Testing

/// Runs a command as a process without other threads would, and is then as before.
private func runAlone(
  _ words: [UnsafeMutablePointer<CChar>], environment: [(name: String, value: String)] = [], keeping limit: Int = 1
) throws -> ChildResult {
  let signals = try ForwardedSignals()
  var side: SideProcess?
  let result = Result {
    try runChild(words, environment: environment, keeping: limit, signals: signals, beside: &side)
  }
  signals.release()
  return try result.get()
}

@Suite struct ChildProcessTests {
  private func shell(_ script: String, keeping limit: Int = 100) throws -> ChildResult {
    let words: [String] = ["sh", "-c", script]
    let vector = words.compactMap { strdup($0) }
    defer { for word in vector { free(word) } }
    return try runAlone(vector, environment: [("CHILD_TEST", "given")], keeping: limit)
  }

  @Test func tellsTheExitStatus() throws {
    let result = try shell("exit 3")
    #expect(result.status == 3)
    #expect(result.signal == nil)
  }

  @Test func tellsTheSignalAsShellsDo() throws {
    let result = try shell("kill -9 $$")
    #expect(result.status == 137)
    #expect(result.signalName == "SIGKILL")
  }

  @Test func keepsTheEndOfBothOutputs() throws {
    let result = try shell("printf %s \"$CHILD_TEST \"; printf first >&2; sleep 0.1; printf ' second'", keeping: 12)
    #expect(String(decoding: result.output, as: UTF8.self) == "first second")
  }

  @Test func doesNotWaitForWhatTheCommandLeftBehind() throws {
    let before = monotonicMilliseconds()
    #expect(try shell("sleep 20 & exit 0").status == 0)
    // The process that is left sleeps on; to have waited for it would have taken all its time.
    #expect(monotonicMilliseconds() - before < 15_000)
  }

  @Test func measuresTimeAndMemory() throws {
    let result = try shell("i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done")
    #expect(result.cpuSeconds > 0)
    #expect(result.peakMemoryBytes > 100_000)
  }

  @Test func hasTheStatusThoughAParentIgnoresTheEndOfItsChildren() throws {
    let ignoring = ["--ignore-signal=CHLD", probePath, "run", "sh", "-c", "exit 3"]
    #expect(try runFilter("/usr/bin/env", ignoring, input: [], timeout: 20_000).status == 3)
  }

  @Test func saysThatACommandIsNotThere() {
    let words: [String] = ["/nowhere/at/all"]
    let vector = words.compactMap { strdup($0) }
    defer { for word in vector { free(word) } }
    let error = #expect(throws: SystemError.self) { try runAlone(vector) }
    #expect(error?.code == SystemError.notFound)
  }
}
