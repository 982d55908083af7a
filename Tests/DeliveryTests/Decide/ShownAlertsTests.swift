import AlertPath
import Ledger
import Testing

@testable import Delivery

@Suite("What Alertmanager shows of an alert")
struct ShownAlertsTests {
  private func seen(_ severity: String, team: String? = nil, silences: [String] = []) -> SeenAlert {
    var labels = ["alertname": "BatchFailed", "batch": "leads", "severity": severity]
    labels["team"] = team
    return SeenAlert(labels: labels, silences: silences)
  }

  @Test("is what it shows with the labels that the alert has now, whatever else it still has")
  func relabelled() {
    let old = seen("critical")
    let new = seen("warning", silences: ["x"])
    for shown in [[old, new], [new, old]] {
      #expect(shownAlerts(shown, [held(Story.failed, severity: "warning")]) == [Story.failed: new])
      #expect(shownAlerts(shown, [held(Story.failed)]) == [Story.failed: old])
    }
    #expect(shownAlerts([old], [held(Story.failed, severity: "warning")]) == [Story.failed: old])
  }

  @Test("is that of its team")
  func team() {
    var alert = held(Story.failed)
    alert.team = "data"
    let shown = [seen("critical"), seen("critical", team: "data", silences: ["x"]), seen("critical", team: "ml")]
    #expect(shownAlerts(shown, [alert]) == [Story.failed: shown[1]])
  }

  @Test("is one that tells people, where nobody knows which is meant, and never depends on their order")
  func chance() {
    let shown = [seen("a", silences: ["x"]), seen("b"), seen("c")]
    #expect(shownAlerts(shown, [])[Story.failed] == shownAlerts(shown.reversed(), [])[Story.failed])
    #expect(shownAlerts(shown, [])[Story.failed]?.isSuppressed == false)
  }

  @Test("is apart for each link of the path, and for batchwatch itself")
  func links() {
    let shown = ["rules", "scrape"].map { SeenAlert(labels: ["alertname": "BatchwatchAlertPathDown", "link": $0]) }
    let keys = ["rules", "scrape"].map { AlertKey("BatchwatchAlertPathDown", link: $0) }
    #expect(shownAlerts(shown, []) == [keys[0]: shown[0], keys[1]: shown[1]])
  }
}
