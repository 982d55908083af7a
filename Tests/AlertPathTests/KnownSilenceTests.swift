import Batches
import Testing

@testable import AlertPath

private let member = "http://am:9093"
private let start = Timestamp(seconds: 1_772_776_800)

/// A silence as Alertmanager 0.25 shows it.
private func shown(
  _ matchers: String, state: String = "active", by creator: String = "anna", id: String = "c0ffee-1",
  end: String = "2026-03-06T07:00:00.000Z"
) -> String {
  #"{"id":"\#(id)","status":{"state":"\#(state)"},"updatedAt":"2026-03-06T06:00:00.000Z","comment":"x","#
    + #""createdBy":"\#(creator)","endsAt":"\#(end)","startsAt":"2026-03-06T06:00:00.000Z","#
    + #""matchers":[\#(matchers)]}"#
}

private func equal(_ name: String, _ value: String) -> String {
  #"{"isEqual":true,"isRegex":false,"name":"\#(name)","value":"\#(value)"}"#
}

private func silences(_ shown: String...) -> [KnownSilence]? {
  knownSilences([.silences(member): .success(Array("[\(shown.joined(separator: ","))]".utf8))], [member])
}

/// Stands for the pattern of the host's C library.
private func matches(_ pattern: String, _ text: String) -> Bool? {
  pattern == "?" ? nil : pattern == ".*" || pattern == text
}

@Suite("Silences in Alertmanager")
struct KnownSilenceTests {
  @Test("that hold or will hold are known, with what they match and who set them")
  func read() {
    let found = silences(
      shown(equal("batch", "leads"), by: "batchwatch"),
      shown(#"{"isRegex":true,"name":"team","value":"a|b","isEqual":false}"#, state: "pending", id: "2"),
      shown(equal("batch", "leads"), state: "expired", id: "3"))
    #expect(
      found == [
        KnownSilence(
          id: "c0ffee-1", start: start, end: start + .hours(1), isOurs: true,
          matchers: [KnownSilence.Matcher("batch", "leads")]),
        KnownSilence(
          id: "2", start: start, end: start + .hours(1),
          matchers: [KnownSilence.Matcher("team", "a|b", isRegex: true, isEqual: false)]),
      ])
  }

  @Test(
    "that can't be read are left out, and don't take others along",
    arguments: [
      #"{"id":"1"}"#, "7", shown("7"), shown(""), shown(equal("a", "b"), id: "../../x"),
      shown(equal("a", "b"), end: "soon"), shown(#"{"name":"a","value":"b"}"#),
      shown(equal("a", "b"), state: "strange"),
    ])
  func hostile(text: String) {
    #expect(silences(text, shown(equal("batch", "leads")))?.map(\.id) == ["c0ffee-1"])
  }

  @Test("that are listed twice count once")
  func twice() {
    let found = silences(shown(equal("batch", "a")), shown(equal("batch", "b")), shown(equal("batch", "c"), id: "2"))
    #expect(found?.map(\.id) == ["c0ffee-1", "2"] && found?.first?.matchers.first?.value == "a")
  }

  @Test("with more matchers than people write, or times of no calendar, are left out")
  func tooMuch() {
    let many = Array(repeating: equal("a", "b"), count: 65).joined(separator: ",")
    #expect(silences(shown(many))?.isEmpty == true)
    #expect(silences(shown(equal("a", String(repeating: "x", count: 20_000))))?.isEmpty == true)
    for end in [
      "0001-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "292277026596-12-04T15:30:07Z", "2026-02-30T00:00:00Z",
      "9223372036854775807", "-1",
    ] {
      #expect(silences(shown(equal("a", "b"), end: end))?.isEmpty == true)
    }
    #expect(silences(shown(equal("a", "b"), end: "9999-12-31T23:59:59Z"))?.count == 1)
  }

  @Test("are unknown where no member gives a list")
  func unanswered() {
    #expect(knownSilences([:], [member]) == nil)
    #expect(knownSilences([.silences(member): .success(Array("{}".utf8))], [member]) == nil)
    #expect(silences() == [])
  }

  @Test("mute an alert that all their matchers match; a label that isn't there is an empty one")
  func mute() {
    func mutes(_ matchers: KnownSilence.Matcher..., labels: [String: String]) -> Bool {
      KnownSilence(id: "1", start: start, end: start, matchers: matchers).mutes(labels, matches)
    }
    let labels = ["alertname": "BatchFailed", "batch": "leads"]
    #expect(mutes(.init("batch", "leads"), labels: labels))
    #expect(mutes(.init("batch", "leads"), .init("alertname", ".*", isRegex: true), labels: labels))
    #expect(!mutes(.init("batch", "leads"), .init("alertname", "BatchSlow"), labels: labels))
    #expect(mutes(.init("team", ""), labels: labels) && !mutes(.init("team", "", isEqual: false), labels: labels))
    #expect(mutes(.init("batch", "invoices", isEqual: false), labels: labels))
    #expect(!mutes(labels: labels), "no matcher would match all")
  }

  @Test("with a pattern that only Alertmanager knows mute nothing, even where it must not match")
  func unknownPattern() {
    for isEqual in [true, false] {
      let silence = KnownSilence(
        id: "1", start: start, end: start, matchers: [.init("batch", "?", isRegex: true, isEqual: isEqual)])
      #expect(!silence.mutes(["batch": "leads"], matches))
    }
  }

  @Test("that speak of another host are of no matter here")
  func otherHost() {
    func mayMute(_ matchers: KnownSilence.Matcher...) -> Bool {
      KnownSilence(id: "1", start: start, end: start, matchers: matchers).mayMute(host: ["instance": "db1"], matches)
    }
    #expect(mayMute(.init("batch", "leads")) && mayMute(.init("instance", "db1"), .init("batch", "x")))
    #expect(!mayMute(.init("instance", "db2")) && !mayMute(.init("instance", "db1", isEqual: false)))
  }
}
