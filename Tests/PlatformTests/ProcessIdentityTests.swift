import Glibc
import Testing

@testable import Platform

@Suite struct ProcessIdentityTests {
  @Test func aProcessOfAContainerIsNotCalledDeadFromOutside() throws {
    var identity = try #require(ProcessIdentity(runningAs: currentProcessID()))
    identity.startTicks += 1
    #expect(!identity.isAlive)
    identity.boot = identity.boot.prefix(36) + " pid:[1]"
    #expect(identity.isAlive)
    identity.boot = "00000000-0000-0000-0000-000000000000 pid:[1]"
    #expect(!identity.isAlive)
  }

  @Test func aProcessIsFoundOrMissing() throws {
    let identity = try #require(ProcessIdentity(runningAs: currentProcessID()))
    #expect(ProcessIdentity.find(currentProcessID()) == .found(identity))
    #expect(ProcessIdentity.find(4_194_304) == .missing)
    #expect(ProcessIdentity.find(0) == .missing)
    #expect(ProcessIdentity.find(-1) == .missing)
  }

  @Test func aZombieIsNoProcess() throws {
    var pid: pid_t = 0
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
    defer { free(arguments[0]) }
    try #require(posix_spawnp(&pid, "true", nil, nil, &arguments, nil) == 0)
    var ended = siginfo_t()
    waitid(P_PID, id_t(pid), &ended, WEXITED | WNOWAIT)
    #expect(ProcessIdentity.find(pid) == .missing)
    waitpid(pid, nil, 0)
  }

  @Test func thisProcessIsAlive() throws {
    let identity = try #require(ProcessIdentity(runningAs: currentProcessID()))
    #expect(identity.isAlive)
    #expect(identity.pid == getpid())
    // The boot, and the process namespace.
    #expect(identity.boot.split(separator: " ").map(\.count).first == 36)
    #expect(identity.startTicks > 0)
  }

  @Test func anIDThatIsUsedAgainIsAnotherProcess() throws {
    var identity = try #require(ProcessIdentity(runningAs: currentProcessID()))
    identity.startTicks += 1
    #expect(!identity.isAlive)
  }

  @Test func nothingLivesOnAfterABoot() throws {
    var identity = try #require(ProcessIdentity(runningAs: currentProcessID()))
    identity.boot = "00000000-0000-0000-0000-000000000000"
    #expect(!identity.isAlive)
  }

  @Test func aContainersBootHasTwoIDs() throws {
    var identity = try #require(ProcessIdentity(runningAs: currentProcessID()))
    identity.boot = "00000000-0000-0000-0000-000000000000" + identity.boot.dropFirst(36)
    #expect(identity.isAlive)
    identity.startTicks += 1
    #expect(!identity.isAlive)
  }

  @Test(arguments: [0, -1, Int32.max]) func thereIsNoSuchProcess(pid: Int32) {
    #expect(ProcessIdentity(runningAs: pid) == nil)
  }

  @Test func aZombieIsGone() throws {
    var pid: pid_t = 0
    var words: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
    defer { free(words[0]) }
    #expect(posix_spawnp(&pid, "true", nil, nil, &words, environ) == 0)
    // Waits for its end, and leaves it unreaped.
    var information = siginfo_t()
    #expect(waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) == 0)
    #expect(ProcessIdentity(runningAs: pid) == nil)
    var status: Int32 = 0
    #expect(waitpid(pid, &status, 0) == pid)
  }
}
