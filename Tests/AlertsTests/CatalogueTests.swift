import Batches
import Metrics
import Testing

@testable import Alerts

@Suite("The catalogue of alerts")
struct CatalogueTests {
  @Test("names each alert once, and each kind of problem has one")
  func names() {
    let all = Alert.catalogue + Alert.ofFleet + Alert.localOnly
    #expect(Set(all.map(\.name)).count == all.count)
    #expect(Alert.catalogue.allSatisfy { $0.rule != nil } && Alert.localOnly.allSatisfy { $0.rule == nil })
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
    let expression = try #require(alert.rule).expression
    let words = expression.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
    let asked = words.filter { $0.hasPrefix("batch_") || $0.hasPrefix("batchwatch_") || $0.hasPrefix("node_") }
    #expect(!asked.isEmpty)
    for metric in asked where !Self.foreign.contains(metric) { #expect(published.contains(metric), "\(metric)") }
  }

  /// A power cut may leave the first part of a batch's file. What an `unless` looks at stands before something that the
  /// condition can't do without, so it isn't missed; and less of what `and` looks at is less that fires.
  @Test("lets no part of a batch's file raise what the whole would not", arguments: Alert.ofBatches.map(\.name))
  func parts(name: String) throws {
    let order = MetricFamily.batchFamilies.map(\.name)
    let rule = try #require(Alert.ofBatches.first { $0.name == name }?.rule)
    func lastPlace(_ lines: [Substring]) -> Int {
      let words = lines.flatMap { $0.split { !($0.isLetter || $0.isNumber || $0 == "_") } }
      return words.compactMap { order.firstIndex(of: String($0)) }.max() ?? -1
    }
    let lines = rule.expression.split(separator: "\n")
    let needed = lastPlace(lines.filter { !$0.contains("unless") })
    for line in lines where line.contains("unless") { #expect(lastPlace([line]) < needed, "\(line)") }
    #expect(needed > 0 && !rule.expression.contains("absent"))
  }

  @Test("sums up what is published, by the rules of the fleet, and nothing else")
  func fleet() {
    let published = (MetricFamily.batchFamilies + MetricFamily.toolFamilies).map(\.name)
    var known = Set(published)
    let rules =
      RecordingRule.fleet.map { ($0.name, $0.expression) }
      + Alert.ofFleet.compactMap { alert in alert.rule.map { (alert.name, $0.expression) } }
    #expect(rules.count == RecordingRule.fleet.count + Alert.ofFleet.count)
    for (name, expression) in rules {
      // A rule reads what the rules before it have recorded, and perhaps itself.
      known.insert(name)
      let words = expression.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") }.map(String.init)
      for word in words where word.contains("batch_") { #expect(known.contains(word), "\(name): \(word)") }
    }
  }

  @Test("has texts that end as sentences do", arguments: (Alert.catalogue + Alert.ofFleet).map(\.name))
  func texts(name: String) throws {
    let alert = try #require((Alert.catalogue + Alert.ofFleet).first { $0.name == name })
    let rule = try #require(alert.rule)
    #expect(alert.meaning.hasSuffix("."))
    #expect(!rule.summary.prometheus.hasSuffix("."))
    let end = rule.description.prometheus
    #expect(end.hasSuffix(".") || end.hasSuffix("{{ end }}"), "\(end)")
    #expect(rule.description.grafana.hasSuffix("."), "\(rule.description.grafana)")
    #expect(!rule.description.grafana.contains("  ") && !rule.description.prometheus.contains("  "))
  }

  @Test("has short phrases that go on after a name, without figures where there are none")
  func phrases() {
    let bare = BatchReport(definition: BatchDefinition(name: "a"), timezone: "UTC", currency: "EUR")
    let all = Alert.catalogue + Alert.ofFleet + Alert.localOnly
    for alert in all {
      let words = alert.phrase.words
      #expect(words.first?.isLowercase == true && words.last?.isLetter == true && words.utf8.count <= 40, "\(words)")
      let figures = alert.phrase.figures(bare) { _ in "05:00 EST" }
      #expect(figures.isEmpty || alert.name == "BatchOverlap", "\(alert.name): \(figures)")
    }
    #expect(Set(all.map(\.phrase.words)).count == all.count)
  }

  @Test("leads to a page about each alert, or to the batch's own")
  func runbooks() throws {
    let alert = try #require(Alert.named("BatchSlow"))
    var batch = BatchDefinition(name: "leads")
    #expect(alert.runbookURL == "file:///usr/share/doc/batchwatch/docs/runbooks/BatchSlow.md")
    #expect(alert.runbookURL(for: batch) == alert.runbookURL)
    batch.runbookURL = "https://wiki.example.com/leads"
    #expect(alert.runbookURL(for: batch) == "https://wiki.example.com/leads")
    #expect(Alert.named("LeadsMissing") == nil)
  }

  /// What Prometheus compares with its clock was scraped, and before that exported, a while ago: a start that came in
  /// time may not have arrived yet.
  @Test("waits wherever time that passes is compared", arguments: Alert.ofBatches.map(\.name))
  func delays(name: String) throws {
    let alert = try #require(Alert.catalogue.first { $0.name == name })
    let comparison = try Regex(#"time\(\)[^()]*[<>]|[<>] time\(\)"#)
    let rule = try #require(alert.rule)
    if rule.condition.contains(comparison) { #expect(rule.delay >= .minutes(1)) }
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
    state.monitored = state.exported
    #expect(toolProblems(of: state, at: now).isEmpty)
    state.exported = Timestamp(milliseconds: 1_772_776_499_999)
    state.trackerIsUp = false
    state.configIsUp = false
    state.spooledRecords = 1
    state.textfileError = true
    state.brokenLinks = ["scrape"]
    state.gap = ToolState.Gap(start: now - .minutes(130), end: now)
    state.leftOut = ["while it sends mails; no mail is sent"]
    let found = toolProblems(of: state, at: now)
    let silent = ["BatchwatchHeartbeat", "BatchwatchMonitorStale", "BatchwatchAlertPathDown"]
    let all = (Alert.ofTool + Alert.localOnly).map(\.name)
    #expect(found.map(\.alert.name) == all.filter { !silent.contains($0) })
    #expect(
      found.suffix(2).map(\.text) == [
        "batchwatch did not watch this host for 2h 10m, from 2026-03-06 03:50 UTC to 2026-03-06 06:00 UTC",
        "the monitor dies or hangs while it sends mails; no mail is sent",
      ])
  }

  @Test("says that the monitor has stopped only while exports go on, and only where one has ever run")
  func monitorStale() {
    let now = Timestamp(seconds: 1_772_776_800)
    var state = ToolState()
    state.exported = now - .minutes(5)
    #expect(toolProblems(of: state, at: now).isEmpty)
    state.monitored = now - .minutes(10)
    #expect(toolProblems(of: state, at: now).isEmpty)
    state.monitored = now - TimeSpan(milliseconds: 600_001)
    #expect(toolProblems(of: state, at: now).map(\.alert.name) == ["BatchwatchMonitorStale"])
    state.exported = now - TimeSpan(milliseconds: 300_001)
    #expect(toolProblems(of: state, at: now).map(\.alert.name) == ["BatchwatchExportStale"])
  }

  @Test("has an alert for each broken link while exports go on, as the rule has")
  func brokenLinks() {
    let now = Timestamp(seconds: 1_772_776_800)
    var state = ToolState()
    state.brokenLinks = ["scrape", "heartbeat"]
    #expect(toolProblems(of: state, at: now).isEmpty)
    state.exported = now - TimeSpan(milliseconds: 300_001)
    #expect(toolProblems(of: state, at: now).map(\.alert.name) == ["BatchwatchExportStale"])
    state.exported = now - .minutes(5)
    let found = toolProblems(of: state, at: now)
    #expect(found.map(\.link) == ["scrape", "heartbeat"])
    #expect(found.map(\.text) == ["scrape", "heartbeat"].map { "the alert path is broken at the link \($0)" })
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
