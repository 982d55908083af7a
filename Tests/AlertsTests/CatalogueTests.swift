import Batches
import Metrics
import Testing

@testable import Alerts

@Suite("The catalogue of alerts")
struct CatalogueTests {
  @Test("names each alert once, and each kind of problem has one")
  func names() {
    #expect(Set(Alert.catalogue.map(\.name)).count == Alert.catalogue.count)
    let kinds = Alert.ofBatches.compactMap { alert in
      if case .batch(let kind, _) = alert.predicate { kind } else { nil }
    }
    #expect(Set(kinds) == Set(Problem.Kind.allCases) && kinds.count == Problem.Kind.allCases.count)
    #expect(Alert.ofTool.allSatisfy { !$0.isOfBatch })
  }

  /// Metrics of others.
  private static let foreign: Set<String> = ["node_textfile_scrape_error"]

  @Test("asks only for metrics that are published", arguments: Alert.catalogue.map(\.name))
  func metrics(name: String) throws {
    let alert = try #require(Alert.catalogue.first { $0.name == name })
    let published = Set((MetricFamily.batchFamilies + MetricFamily.toolFamilies).map(\.name))
    let words = alert.expression.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
    let asked = words.filter { $0.hasPrefix("batch_") || $0.hasPrefix("batchwatch_") || $0.hasPrefix("node_") }
    #expect(!asked.isEmpty)
    for metric in asked where !Self.foreign.contains(metric) { #expect(published.contains(metric), "\(metric)") }
  }

  @Test("has texts that end as sentences do", arguments: Alert.catalogue.map(\.name))
  func texts(name: String) throws {
    let alert = try #require(Alert.catalogue.first { $0.name == name })
    #expect(alert.meaning.hasSuffix("."))
    #expect(!alert.summary.prometheus.hasSuffix("."))
    let end = alert.description.prometheus
    #expect(end.hasSuffix(".") || end.hasSuffix("{{ end }}"), "\(end)")
    #expect(alert.description.grafana.hasSuffix("."), "\(alert.description.grafana)")
    #expect(!alert.description.grafana.contains("  ") && !alert.description.prometheus.contains("  "))
  }

  /// What Prometheus compares with its clock was scraped, and before that exported, a while ago: a start that came in
  /// time may not have arrived yet.
  @Test("waits wherever time that passes is compared", arguments: Alert.ofBatches.map(\.name))
  func delays(name: String) throws {
    let alert = try #require(Alert.catalogue.first { $0.name == name })
    let comparison = try Regex(#"time\(\)[^()]*[<>]|[<>] time\(\)"#)
    if alert.condition.contains(comparison) { #expect(alert.delay >= .minutes(1)) }
  }

  @Test("lets a limit that was passed be at most a warning")
  func severity() {
    #expect(AlertSeverity.own.text(batch: "critical") == "critical")
    #expect(AlertSeverity.ownAtMostWarning.text(batch: "critical") == "warning")
    #expect(AlertSeverity.ownAtMostWarning.text(batch: "info") == "info")
    #expect(AlertSeverity.fixed("none").text(batch: "critical") == "none")
  }

  @Test("says what is wrong with batchwatch itself, and nothing when nothing is")
  func tool() {
    let now = Timestamp(seconds: 1_772_776_800)
    var state = ToolState()
    state.exported = Timestamp(seconds: 1_772_776_500)
    state.textfileError = false
    #expect(toolProblems(of: state, at: now).isEmpty)
    state.exported = Timestamp(milliseconds: 1_772_776_499_999)
    state.trackerIsUp = false
    state.configIsUp = false
    state.spooledRecords = 1
    state.textfileError = true
    state.brokenLinks = ["prometheus"]
    let found = toolProblems(of: state, at: now).map(\.alert.name)
    #expect(found == Alert.ofTool.map(\.name).filter { $0 != "BatchwatchHeartbeat" })
  }
}

@Suite("A file of rules")
struct RuleFileTests {
  @Test("breaks a text only where a blank was, and quotes quotes")
  func folding() {
    var file = RuleFile(comment: ["one", ""])
    let words = (1...60).map { "word\($0)" }
    file.folded(3, "text", words.joined(separator: " "))
    file.quoted(1, "name", "it's")
    let lines = file.text.split(separator: "\n")
    #expect(lines[0] == "# one" && lines[1] == "#" && lines[2] == "      text: >-")
    #expect(lines.allSatisfy { $0.count <= 120 })
    #expect(lines[3..<(lines.count - 1)].flatMap { $0.split(separator: " ") } == words.map { Substring($0) })
    #expect(lines.last == "  name: 'it''s'")
  }
}
