import Batches
import Platform
import SQLite
import TestSupport
import Testing

@testable import Tracker

@Suite struct FactsTests {
  @Test func allAtOnceAndOneByOneAreTheSame() throws {
    let fixture = try Fixture()
    for name in ["leads", "invoices", "never-ended", "no-stages"] {
      try fixture.record(.start(process: nil), run: "night", batch: name)
      try fixture.record(.leads(Int64(name.count)), batch: name)
      if name == "no-stages" { continue }
      for stage in ["b", "a", "c"] { try fixture.record(.stage(stage, .complete), batch: name) }
      for resource in ["gpu", "api"] {
        try fixture.record(.cost(Cost(resource: resource, currency: "USD", amount: 1), stage: "a"), batch: name)
      }
      if name != "never-ended" { try fixture.record(.end(RunEnd()), minute: 40, batch: name) }
    }
    let all = try #require(try fixture.store.read { try $0.allBatches() })
    #expect(all.map(\.facts.name) == ["leads", "invoices", "never-ended", "no-stages"])
    for tracked in all { #expect(try fixture.facts(tracked.facts.name) == tracked.facts) }
    #expect(all[0].facts.stages.map(\.name) == ["b", "a", "c"], "in the order of first mention")
    #expect(all[0].facts.totals.durationBuckets.count == BatchDefinition.defaultDurationBuckets.count)
  }

  @Test func everyChangeMakesANewRevision() throws {
    let fixture = try Fixture()
    var revisions = [try fixture.record(.start(process: nil), run: "night").revision]
    revisions.append(try fixture.record(.leads(1)).revision)
    revisions.append(try fixture.record(.stage("a", .complete)).revision)
    revisions.append(try fixture.record(.end(RunEnd())).revision)
    #expect(zip(revisions, revisions.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func aForgottenBatchComesBackAsAnother() throws {
    let fixture = try Fixture()
    let first = try fixture.record(.start(process: nil), run: "night")
    let gone = try fixture.store.write(configuration: { _ in fixture.configuration }) { try $0.forget("leads") }
    #expect(gone)
    #expect(throws: Failure.self) { try fixture.facts() }
    let second = try fixture.record(.start(process: nil), run: "night")
    #expect(second.identity != first.identity)
    #expect(second.openRuns == 1)
  }

  @Test func theProcessOfAnOpenRunIsWatched() throws {
    let fixture = try Fixture()
    let process = ProcessIdentity(pid: 42, startTicks: 4711, boot: "boot")
    try fixture.record(.start(process: process), run: "night")
    try fixture.record(.start(process: nil), run: "unwatched")
    let watched = try #require(try fixture.store.read { try $0.watchedRuns() })
    #expect(watched.map(\.run) == ["night"])
    #expect(watched.first?.process == process)
    try fixture.record(.end(RunEnd()), run: "night")
    #expect(try fixture.store.read { try $0.watchedRuns() }?.isEmpty == true)
  }

  @Test func theConfigurationIsKeptWhole() throws {
    let fixture = try Fixture()
    func keep(_ definitions: [(name: String, definition: String)]) throws {
      _ = try fixture.store.record(fixture.makeRecord(.start(process: nil), run: "r\(definitions.count)")) { tracker in
        try tracker.cache(path: "/c.yml", fingerprint: "f\(definitions.count)", settings: "s", definitions: definitions)
        return fixture.configuration
      }
    }
    try keep([("a", "1"), ("b", "2")])
    try keep([("b", "3")])
    let tracker = TrackerSnapshot(database: try Database(fixture.store.path, .readOnly))
    #expect(try tracker.cachedSettings(of: "/c.yml")?.fingerprint == "f1")
    #expect(try tracker.cachedDefinition(of: "a", in: "/c.yml") == nil)
    #expect(try tracker.cachedDefinition(of: "b", in: "/c.yml") == "3")
    #expect(try tracker.cachedSettings(of: "/other.yml") == nil)
  }
}
