import Foundation
import Glibc
import Testing

@testable import Platform

@Suite struct SignalWaiterTests {
  @Test func takesWhatIsPendingAtOnceTheEndFirst() throws {
    var before = sigset_t()
    pthread_sigmask(SIG_SETMASK, nil, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    var waiter = try SignalWaiter()
    // To this thread alone: the others of this process don't block them.
    for number in [SIGHUP, SIGUSR1, SIGHUP, SIGTERM, SIGHUP, SIGINT] { pthread_kill(pthread_self(), number) }
    let started = monotonicMilliseconds()
    let expected: [Platform.Signal] = [.terminate, .interrupt, .hangUp, .user1]
    for signal in expected { #expect(waiter.wait(milliseconds: 60_000) == signal) }
    #expect(waiter.wait(milliseconds: 0) == nil)
    pthread_kill(pthread_self(), SIGUSR1)
    #expect(waiter.wait(milliseconds: -1) == .user1)
    #expect(monotonicMilliseconds() - started < 30_000)
  }

  @Test func waitsAsLongAsItIsTold() throws {
    var before = sigset_t()
    pthread_sigmask(SIG_SETMASK, nil, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    var waiter = try SignalWaiter()
    let started = monotonicMilliseconds()
    #expect(waiter.wait(milliseconds: 150) == nil)
    #expect(monotonicMilliseconds() - started >= 150)
  }

  @Test func aProcessGetsTheSignalsThatItIsSent() throws {
    let process = Process()
    let output = Foundation.Pipe()
    process.executableURL = URL(filePath: probePath)
    process.arguments = ["signals"]
    process.standardOutput = output
    try process.run()
    func line() -> String { String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) }
    #expect(line() == "ready\n")
    let sent: [(Int32, String)] = [(SIGHUP, "hangUp\n"), (SIGUSR1, "user1\n"), (SIGINT, "interrupt\n")]
    for (number, name) in sent {
      kill(process.processIdentifier, number)
      #expect(line() == name)
    }
    kill(process.processIdentifier, SIGTERM)
    #expect(line() == "terminate\n")
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 0)
  }
}
