import Commands
import Configuration
import Glibc
import Platform
import TestSupport
import Testing

@testable import MonitorCommands

/// A host's files, as far as they say what a unit keeps from a mail program.
private struct Host {
  let directory: TemporaryDirectory
  var root: String { directory.path }

  init(program mode: UInt32 = 0o4755, unit: String = "NoNewPrivileges=yes") throws {
    directory = try TemporaryDirectory()
    try make("/run/systemd/system")
    try write("/usr/sbin/sendmail", "", mode: mode)
    try write("/lib/systemd/system/batchwatch-monitor.service", "[Service]\nUser=batchwatch\n\(unit)\n")
    try enable("multi-user.target.wants", "batchwatch-monitor.service")
  }

  func make(_ path: String) throws {
    var made = root
    for name in path.split(separator: "/") {
      made += "/" + name
      if !directoryExists(made) { try makeDirectory(made, permissions: 0o755) }
    }
  }

  func write(_ path: String, _ text: String, mode: UInt32 = 0o644) throws {
    try make(parentDirectory(of: path))
    let file = try File(root + path, .createNew(0o600))
    try file.write(Array(text.utf8))
    try file.setPermissions(mode)
  }

  func enable(_ target: String, _ unit: String) throws {
    try make("/etc/systemd/system/\(target)")
    guard symlink("/lib/systemd/system/\(unit)", "\(root)/etc/systemd/system/\(target)/\(unit)") == 0 else {
      throw Failure("symlink: errno \(errno)")
    }
  }

  func keeper(of program: String = "/usr/sbin/sendmail") -> String? {
    unitThatKeepsPrivileges(from: program, root: root)
  }
}

@Suite("Whether the monitor's unit lets a mail program work")
struct ServiceWallsTests {
  @Test("A hardened service keeps its bits from a program, and one without bits needs none")
  func hardened() throws {
    #expect(try Host().keeper() == "batchwatch-monitor.service")
    #expect(try Host(program: 0o2755).keeper() == "batchwatch-monitor.service")
    #expect(try Host(program: 0o755).keeper() == nil)
    #expect(try Host(unit: "# NoNewPrivileges=yes").keeper() == nil)
  }

  @Test("Postfix's program hands the mail to one with bits, and another program of that host doesn't")
  func postfix() throws {
    let host = try Host(program: 0o755)
    try host.write("/usr/sbin/postdrop", "", mode: 0o2555)
    try host.write("/usr/bin/msmtp", "", mode: 0o755)
    #expect(host.keeper() == "batchwatch-monitor.service")
    #expect(host.keeper(of: "/usr/bin/msmtp") == nil)
  }

  @Test(
    "A drop-in loosens it",
    arguments: ["batchwatch-.service.d", "batchwatch-monitor.service.d", "service.d"])
  func loosened(by directory: String) throws {
    let host = try Host()
    try host.write("/etc/systemd/system/\(directory)/sendmail.conf", "[Service]\nNoNewPrivileges=no\n")
    #expect(host.keeper() == nil)
    // The last name counts, and of one name the unit's own directory.
    try host.write("/etc/systemd/system/\(directory)/walls.conf", "[Service]\n NoNewPrivileges = true\n")
    #expect(host.keeper() != nil)
  }

  @Test("Only what is enabled counts, and only where systemd runs")
  func enabled() throws {
    let host = try Host()
    try removeFile("\(host.root)/etc/systemd/system/multi-user.target.wants/batchwatch-monitor.service")
    #expect(host.keeper() == nil)
    try host.write("/lib/systemd/system/batchwatch-monitor-once.service", "[Service]\nNoNewPrivileges=yes\n")
    try host.enable("timers.target.wants", "batchwatch-monitor-once.timer")
    #expect(host.keeper() == "batchwatch-monitor-once.service")
    removeDirectoryIfEmpty("\(host.root)/run/systemd/system")
    #expect(host.keeper() == nil)
  }

  @Test("The shipped unit is hardened, and the shipped drop-in loosens it")
  func shipped() throws {
    let folder = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/node_exporter/systemd/"
    let text = { try String(decoding: readFile(folder + $0, limit: 1 << 20), as: UTF8.self) }
    let host = try Host(unit: text("batchwatch-monitor.service"))
    #expect(host.keeper() != nil)
    try host.write("/etc/systemd/system/batchwatch-.service.d/sendmail.conf", text("sendmail.conf"))
    #expect(host.keeper() == nil)
  }

  @Test("The doctor says so before the first mail is lost")
  func doctor() throws {
    let host = try Host()
    var configuration = Configuration()
    configuration.mail = MailSettings(to: ["a@example.com"], from: "b@example.com", transport: .sendmail("/bin/true"))
    try host.write("/bin/true", "", mode: 0o4755)
    let check = checkMail(configuration, waiting: nil, timeout: 100, root: host.root)
    #expect(check.state == .broken)
    #expect(check.evidence.contains("/bin/true") && check.evidence.contains("batchwatch-monitor.service"))
    #expect(check.fix.contains("smtp://localhost:25") && check.fix.contains("sendmail.conf"))
  }
}
