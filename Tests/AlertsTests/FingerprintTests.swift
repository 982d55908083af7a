import Batches
import Testing

@testable import Alerts

@Suite("The fingerprint of the rules")
struct FingerprintTests {
  private func alert(
    _ name: String = "A", condition: String = "a > 1", delay: TimeSpan = .minutes(1), meaning: String = "a is high."
  ) -> Alert {
    Alert(
      name, .always, condition: condition, delay: delay, severity: .own, phrase: AlertPhrase("is high"),
      meaning: meaning, summary: "a is high", description: "a is high.")
  }

  @Test("changes with a name, an expression or a delay, and with nothing else")
  func changes() {
    let first = fingerprint(of: [alert()])
    #expect(first.count == 16 && first.allSatisfy(\.isHexDigit))
    #expect(fingerprint(of: [alert(meaning: "a is too high.")]) == first)
    let others = [alert("B"), alert(condition: "a > 2"), alert(delay: .minutes(2))].map { fingerprint(of: [$0]) }
    #expect(Set(others + [first]).count == 4)
  }

  @Test("is of all rules, in any order")
  func order() {
    let (one, other) = (alert(), alert("B", condition: "b > 1"))
    #expect(fingerprint(of: [one, other]) == fingerprint(of: [other, one]))
    #expect(fingerprint(of: [one, other]) != fingerprint(of: [one]))
    // What one text ends with is not what the next begins with.
    #expect(fingerprint(of: [alert("AB", condition: "c")]) != fingerprint(of: [alert("A", condition: "Bc")]))
  }

  @Test("comes from FNV-1a", arguments: [("", 0xcbf2_9ce4_8422_2325), ("foobar", 0x8594_4171_f739_67e8 as UInt64)])
  func vectors(text: String, hash: UInt64) {
    #expect(fnv1a(text.utf8) == hash)
  }

  @Test("is in the heartbeat's annotation")
  func heartbeat() throws {
    let rule = try #require(Alert.named("BatchwatchHeartbeat")?.rule)
    let texts = rule.annotations.filter { $0.name == "rules" }.map(\.text)
    #expect(texts.map(\.prometheus) == [rulesFingerprint] && texts.map(\.grafana) == [rulesFingerprint])
  }
}
