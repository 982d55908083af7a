import Glibc
import Testing

@testable import Platform

@Suite struct HostTests {
  @Test func theHostHasAName() throws {
    let kernel = try readFile("/proc/sys/kernel/hostname", limit: 1000)
    #expect(hostName() == hostName(of: kernel.dropLast()[...]))
  }

  @Test(arguments: [
    ("db-1.example.com", "db-1.example.com"), ("x_1", "x_1"), ("a b>\r\n/?%41é", "ab41"), ("", "localhost"),
    ("(none)", "none"), ("\u{1B}", "localhost"),
  ])
  func ofANameOnlyTheWordStays(kernel: String, name: String) { #expect(hostName(of: Array(kernel.utf8)[...]) == name) }

  @Test func theHostWasStartedWhenTheKernelSays() throws {
    let lines = String(decoding: try readFile("/proc/stat", limit: 1 << 24), as: UTF8.self).split(separator: "\n")
    let line = try #require(lines.first { $0.hasPrefix("btime ") })
    let seconds = try #require(Int64(line.dropFirst(6)))
    #expect(abs(bootMilliseconds() - seconds * 1000) < 2500)
  }

  @Test func bothUnitsAreOfOneClock() {
    let before = monotonicMilliseconds()
    let micro = monotonicMicroseconds() / 1000
    #expect(before <= micro && micro <= monotonicMilliseconds())
  }
}
