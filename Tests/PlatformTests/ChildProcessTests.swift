import Glibc
import Testing

@testable import Platform

/// Signals are blocked in the thread while a command runs, so the tests run one after another.
@Suite(.serialized) struct ChildProcessTests {
  private func run(_ words: String..., keeping limit: Int = 100) throws -> ChildResult {
    let arguments = words.compactMap { strdup($0) }
    defer { arguments.forEach { free($0) } }
    return try runChild(arguments, environment: [("BATCHWATCH_TEST", "a b")], keeping: limit)
  }

  @Test(arguments: [0, 1, 7, 255]) func theExitStatusIsTheCommands(status: Int32) throws {
    let result = try run("sh", "-c", "exit \(status)")
    #expect(result.status == status)
    #expect(result.signal == nil)
  }

  @Test(arguments: [(SIGTERM, "SIGTERM"), (SIGKILL, "SIGKILL"), (SIGSEGV, "SIGSEGV"), (SIGPIPE, "SIGPIPE")])
  func aSignalThatEndedItIsTold(number: Int32, name: String) throws {
    let result = try run("sh", "-c", "ulimit -c 0; kill -\(number) $$")
    #expect(result.signal == number)
    #expect(result.signalName == name)
    #expect(result.status == 128 + number)
  }

  @Test func theEndOfItsOutputIsKept() throws {
    let result = try run("sh", "-c", "printf 0123456789 >&2", keeping: 4)
    #expect(result.output == Array("6789".utf8))
    #expect(try run("printf", #"\377\000x"#).output == [255, 0, 0x78])
    #expect(try run("true").output.isEmpty)
  }

  @Test func aProcessThatItLeavesBehindIsNotWaitedFor() throws {
    // The one left behind holds both pipes open, until its own reading end is gone.
    let result = try run("sh", "-c", "sleep 600 & echo $!")
    let left = try #require(pid_t(String(decoding: result.output.dropLast(), as: UTF8.self)))
    #expect(kill(left, SIGKILL) == 0)
  }

  @Test func itGetsTheVariables() throws {
    #expect(try run("sh", "-c", "printf %s \"$BATCHWATCH_TEST\"").output == Array("a b".utf8))
  }

  @Test func itBeginsWithSignalsAsTheyWere() throws {
    // No signal is blocked, and a broken pipe ends it, whatever this process does with its own.
    ignoreBrokenPipes()
    let result = try run("sh", "-c", "grep -E '^Sig(Blk|Ign)' /proc/$$/status")
    let masks = String(decoding: result.output, as: UTF8.self).split(separator: "\n").compactMap {
      UInt64($0.split(separator: "\t").last ?? "", radix: 16)
    }
    #expect(masks.count == 2)
    #expect(masks.first == 0)
    #expect((masks.last ?? .max) & 1 << (UInt64(SIGPIPE) - 1) == 0)
  }

  @Test func usageIsMeasured() throws {
    let result = try run("sh", "-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done")
    #expect(result.cpuSeconds > 0)
    #expect(result.peakMemoryBytes > 100_000)
  }

  @Test func whatCannotBeRunIsAnError() throws {
    let missing = #expect(throws: SystemError.self) { try run("no-such-command-anywhere") }
    #expect(missing?.code == SystemError.notFound)
    let data = #expect(throws: SystemError.self) { try run("/etc/passwd") }
    #expect(data?.code == SystemError.notPermitted)
  }
}
