import AlertPath
import Batches
import JSON
import Presentation
import Testing

@testable import MonitorCommands

private func diagnosis(_ way: String, _ checks: Check...) -> Diagnosis {
  Diagnosis(time: Timestamp(seconds: 1_772_776_800), checks: checks, way: way)
}

private let good = Check("alertmanager", .ok, "1 of 1 members answer")

@Suite("What the doctor says in the end")
struct DiagnosisViewTests {
  @Test(
    arguments: [
      (diagnosis("stack", good), "reaches people by Prometheus and Alertmanager."),
      (
        diagnosis("stack", good, Check("scrape", .broken, "the last one failed", fix: "start it")),
        "may be late: the last heartbeat is still fresh, so batchwatch counts on Prometheus and Alertmanager"
      ),
      (
        diagnosis("stack", good, Check("mail", .broken, "nobody listens", fix: "start it")),
        "reaches people by Prometheus"
      ),
      (
        diagnosis("alertmanager", good, Check("heartbeat", .broken, "none", fix: "look before it")),
        "is posted to Alertmanager by batchwatch"
      ),
      (
        diagnosis("mail", Check("alertmanager", .broken, "nobody listens", fix: "start it")), "is mailed by batchwatch."
      ),
      (diagnosis("none"), "NOBODY would hear of an alert that is raised now."),
    ])
  func verdict(report: Diagnosis, sentence: String) {
    let page = diagnosisView(report, style: OutputStyle(width: 1000))
    #expect(page.contains(sentence))
    #expect(report.isBroken == (report.way == "none" || report.checks.contains { $0.state == .broken }))
    for check in report.checks where check.state == .broken {
      #expect(page.contains("fix: \(check.fix)") && page.contains("Broken: \(check.link)."))
    }
  }

  private static let unwatched = Check("monitor", .broken, "none has ever run", fix: "start it")
  private static let awaited = Check("heartbeat", .unknown, "the next one is awaited")

  @Test(
    "No more is promised than is known, and than somebody does",
    arguments: [
      (
        diagnosis("stack", good, awaited),
        "It is not proven yet that an alert that is raised now reaches people by Prometheus and Alertmanager: no fresh "
          + "heartbeat has come back, and batchwatch awaits one for some minutes"
      ),
      (diagnosis("stack", unwatched, good, awaited), "without a monitor nobody awaits one. Broken: monitor."),
      (
        diagnosis("stack", unwatched, Check("scrape", .broken, "the last one failed", fix: "start it"), good),
        "may reach nobody: without a monitor nothing takes the place of Prometheus. Broken: monitor, scrape."
      ),
      (
        diagnosis("none", unwatched, Check("mail", .ok, "it answers")),
        "NOBODY would hear of an alert that is raised now: without a monitor nothing is mailed. Broken: monitor."
      ),
      (
        diagnosis("none", Check("configuration", .broken, "a key", fix: "mend it"), Check("mail", .unknown, "a key")),
        "can't be told without the configuration. Broken: configuration."
      ),
    ])
  func modesty(report: Diagnosis, sentence: String) {
    let page = diagnosisView(report, style: OutputStyle(width: 1000))
    #expect(page.contains(sentence))
    #expect(!page.contains("An alert that is raised now reaches") && !page.contains("is mailed by batchwatch"))
  }

  @Test("What peers have written can't steer the terminal")
  func hostile() {
    let page = diagnosisView(
      diagnosis("stack", Check("rules", .broken, "a\u{1B}[2Jb\u{202E}c", fix: "x\ny")), style: OutputStyle(width: 80))
    #expect(!page.contains("\u{1B}") && !page.contains("\u{202E}"))
  }

  @Test("The JSON has every member, with or without a test")
  func json() throws {
    var report = diagnosis("mail", good)
    report.test = TestResult(mail: .init(isTold: true, messageID: "1@x", evidence: "taken"))
    let document = try JSON(parsing: Array(diagnosisJSON(report).utf8))
    #expect(document.members.keys.sorted() == ["links", "test", "time", "verdict", "way"])
    #expect(document["test"]?["mail"]?["message_id"]?.string == "1@x")
    #expect(document["test"]?["alertmanager"] == .null)
    #expect(document["links"]?.elements.first?.members.keys.sorted() == ["evidence", "fix", "link", "state"])
    #expect(document["verdict"]?.string == "ok")
  }
}
