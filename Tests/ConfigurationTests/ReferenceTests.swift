import Batches
import Foundation
import Testing

@testable import Configuration

@Suite struct `The reference of the settings` {
  @Test func `docs/configuration.md is up to date`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: root.appending(path: "docs/configuration.md"), encoding: .utf8)
    let parts = page.components(separatedBy: "<!-- generated -->\n")
    try #require(parts.count == 3, "the page has exactly two lines '<!-- generated -->' around the reference")
    #expect(
      parts[1] == configurationReference(),
      "docs/configuration.md is stale, or its generated section was edited; repair it with: make docs")
  }

  @Test func `every example is right`() {
    check(topLevelTable, Configuration())
    check(batchTable, BatchDraft())
    check(stageTable, StageDefinition(name: ""))
    check(alertPathTable, AlertPathSettings())
    check(basicAuthTable, LoginDraft())
    check(authorizationTable, LoginDraft())
    check(tlsTable, TLSSettings())
    check(mailTable, MailDraft())
  }

  @Test func `no key is another key's alias in the same mapping`() {
    checkAliases(topLevelTable)
    checkAliases(batchTable)
    checkAliases(stageTable)
    checkAliases(alertPathTable)
    checkAliases(basicAuthTable)
    checkAliases(authorizationTable)
    checkAliases(tlsTable)
    checkAliases(mailTable)
  }

  private func check<Draft>(_ table: SettingTable<Draft>, _ empty: Draft) {
    for setting in table.settings {
      var findings = Findings()
      var draft = empty
      let text = Array("\(setting.key): \(setting.example)".utf8)
      guard let entry = try? readYAML(text, findings: &findings)?.entry(setting.key) else {
        Issue.record("\(setting.key): \(setting.example) is not YAML")
        continue
      }
      setting.read(entry.value, &draft, &findings)
      #expect(findings.mistakes == [], "\(table.place): \(setting.key)")
      #expect(setting.documentation.hasSuffix("."), "\(setting.key)")
    }
  }

  private func checkAliases<Draft>(_ table: SettingTable<Draft>) {
    let keys = table.settings.map(\.key)
    let aliases = table.settings.flatMap(\.aliases)
    #expect(Set(keys).count == keys.count)
    #expect(Set(aliases).count == aliases.count, "\(table.place)")
    #expect(Set(keys).isDisjoint(with: aliases), "\(table.place)")
  }
}
