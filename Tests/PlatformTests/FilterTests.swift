import Glibc
import TestSupport
import Testing

@testable import Platform

/// 32 and 33, which posix_spawn(3) leaves ignored.
private let glibcSignals: UInt64 = 0x1_8000_0000

@Suite struct FilterTests {
  private func filter(_ script: String, _ input: [UInt8] = [], timeout: Int = 20_000) throws -> FilterResult {
    try runFilter("/bin/sh", ["-c", script, "name"], input: input, timeout: timeout)
  }

  @Test func feedsTheProgramAndKeepsTheEndOfBothOutputs() throws {
    let input = Array(repeatElement("0123456789abcdef", count: 20_000).joined().utf8)
    let result = try filter("cat | tail -c 1500; echo; echo error >&2; exit 3", input)
    #expect(result.status == 3 && result.hasReadAll && !result.isStopped)
    #expect(result.output == input.suffix(1500) + Array("\nerror\n".utf8))
    #expect(try filter("cat", input).output == input.suffix(2048))
  }

  @Test func theProgramKnowsNothingOfUs() throws {
    // What a careless library leaves open, and a variable and a signal of ours.
    let open = Glibc.open("/dev/null", O_RDONLY)
    defer { close(open) }
    #expect(open > 2 && fcntl(open, F_GETFD) == 0)
    #expect(getenv("PWD") != nil)
    var mask = sigset_t()
    var before = sigset_t()
    sigfillset(&mask)
    pthread_sigmask(SIG_SETMASK, &mask, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let result = try filter(
      "tr '\\0' '\\n' </proc/$$/environ; ls /proc/$$/fd; grep -E 'Sig(Blk|Ign)' /proc/self/status")
    var lines = String(decoding: result.output, as: UTF8.self).split(separator: "\n").map(String.init)
    let ignored = try #require(lines.popLast()?.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) })
    #expect(ignored & ~glibcSignals == 0)
    #expect(
      lines == [
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C",
        "HOME=" + (environmentVariable("HOME") ?? "/"), "0", "1", "2", "SigBlk:\t0000000000000000",
      ])
  }

  @Test func theProgramStartsWithNoSignalIgnored() throws {
    let directory = try TemporaryDirectory()
    let words = [probePath, "filter", "grep SigIgn /proc/self/status", directory("result")]
    let ignoring = ["--ignore-signal=HUP,INT,TERM,USR1,PIPE,XFSZ,CHLD"] + words
    #expect(try runFilter("/usr/bin/env", ignoring, input: [], timeout: 20_000).status == 0)
    let text = String(decoding: try readFile(directory("result"), limit: 100), as: UTF8.self)
    let number = try #require(text.split(whereSeparator: \.isWhitespace).last.flatMap { UInt64($0, radix: 16) })
    #expect(number & ~glibcSignals == 0, "\(text)")
  }

  @Test func tellsWhetherAllWasRead() throws {
    let short = Array("a\nb\n".utf8)
    let long = [UInt8](repeating: 0x61, count: 1 << 20)
    for input in [short, long] {
      #expect(try filter("cat >/dev/null", input).hasReadAll)
      #expect(try filter("exit 0", input) == FilterResult(status: 0, hasReadAll: false, isStopped: false, output: []))
      #expect(try !filter("exec <&-; sleep 0.1; exit 1", input).hasReadAll)
      #expect(try !filter("head -c 1 | cat >/dev/null; sleep 0.1", input.count > 4 ? input : long).hasReadAll)
    }
  }

  @Test(.timeLimit(.minutes(1))) func endsAProgramWithItsGroupWhenItsTimeIsOver() throws {
    let before = monotonicMilliseconds()
    // The first one obeys, the one that it has started does not.
    let result = try filter("(trap '' TERM; exec sleep 600) & echo $!; cat >/dev/null; sleep 600", [1], timeout: 1000)
    #expect(result.isStopped && result.hasReadAll && result.status == 128 + SIGTERM)
    let child = try #require(Int32(String(decoding: result.output, as: UTF8.self).dropLast()))
    #expect(hasGone(child))
    #expect(monotonicMilliseconds() - before < 10_000)
  }

  @Test(.timeLimit(.minutes(1))) func killsAProgramThatDoesNotObey() throws {
    // SIGTERM ends its sleeps, and it goes on.
    let result = try filter("trap '' TERM; (sleep 600) & echo $!; while :; do sleep 0.1; done", timeout: 1000)
    #expect(result.isStopped && result.status == 128 + SIGKILL)
    let child = try #require(Int32(String(decoding: result.output, as: UTF8.self).dropLast()))
    #expect(hasGone(child))
  }

  @Test(.timeLimit(.minutes(1))) func leavesAloneWhatAProgramLeavesBehind() throws {
    let result = try filter("sleep 600 & echo $!")
    #expect(result.status == 0 && !result.isStopped)
    let child = try #require(Int32(String(decoding: result.output, as: UTF8.self).dropLast()))
    #expect(kill(child, SIGKILL) == 0)
  }

  @Test func saysThatAProgramIsNotThere() throws {
    let error = #expect(throws: SystemError.self) {
      try runFilter("/nowhere/at/all", [], input: [1], timeout: 1000)
    }
    #expect(error?.description == "cannot run /nowhere/at/all: No such file or directory")
  }

  @Test(arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
  func worksWhereStandardStreamsAreClosed(closed: String) throws {
    let directory = try TemporaryDirectory()
    let result = try shell(#""$0" filter 'cat; echo error >&2; exit 3' "$1" "# + closed, probePath, directory("result"))
    #expect(result.status == 0, "\(result.output)")
    #expect(String(decoding: try readFile(directory("result"), limit: 100), as: UTF8.self) == "3 inputerror\n")
  }

  /// Whether a process has ended. Whoever inherits it may not have waited for it yet.
  private func hasGone(_ pid: Int32) -> Bool {
    for _ in 0..<100 {
      if ProcessIdentity(runningAs: pid) == nil { return true }
      pause(milliseconds: 20)
    }
    return false
  }
}
