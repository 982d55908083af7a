import AlertPath
import Testing

@testable import MonitorCommands

@Suite("The way that is left to people")
struct WayLeftTests {
  private func way(_ path: Way?, mail: Check.State = .ok, monitor: Check.State = .ok) -> String {
    wayLeft(path, mail: Check("mail", mail, ""), monitor: Check("monitor", monitor, ""))
  }

  @Test("is mail only where mail works")
  func mail() {
    #expect(way(nil) == "mail" && way(.mail) == "mail")
    for state: Check.State in [.broken, .unknown, .notConfigured] { #expect(way(.mail, mail: state) == "none") }
  }

  @Test("needs a monitor that mails or posts, unless it is the stack")
  func monitor() {
    #expect(way(nil, monitor: .broken) == "none" && way(.mail, monitor: .broken) == "none")
    #expect(way(.alertmanager, monitor: .broken) == "none" && way(.alertmanager) == "alertmanager")
    #expect(way(.stack, mail: .broken, monitor: .broken) == "stack")
  }

  @Test("may be known though this user can't see what the monitor left")
  func unseen() { #expect(way(nil, monitor: .unknown) == "mail") }
}
