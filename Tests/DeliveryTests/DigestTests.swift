import Batches
import Ledger
import Testing

@testable import Delivery

private let now = Timestamp(seconds: 1_772_776_860)

private func order(_ batch: String, _ occasion: MailOrder.Occasion = .firing, thread: Int64? = nil) -> MailOrder {
  let alert = FollowedAlert(AlertKey("BatchFailed", batch: batch), severity: "critical", text: "it failed", since: now)
  return MailOrder(occasion: occasion, batch: batch, alerts: [alert], thread: thread)
}

@Suite("Many mails at once") struct DigestTests {
  @Test("are sent as they are, up to five")
  func few() {
    let orders = (1...5).map { order("b\($0)") }
    #expect(digested(orders) == orders)
  }

  @Test("become one that names each batch")
  func many() throws {
    let result = digested((1...6).map { order("b\($0)") } + [order(""), order("b1", .reminder, thread: 3)])
    #expect(result.count == 3)
    let digest = try #require(result.first { $0.isDigest })
    #expect(digest.batch.isEmpty && digest.alerts.map(\.text) == (1...6).map { "b\($0): it failed" })
    #expect(digest.alerts.map(\.key.batch) == (1...6).map { "b\($0)" })
  }

  @Test("that go on with one thread become one")
  func thread() {
    let result = digested([order("a", .resolved, thread: 7), order("b", .resolved, thread: 7), order("c", .resolved)])
    #expect(result.count == 2)
    #expect(result[0].thread == 7 && result[0].alerts.map(\.text) == ["a: it failed", "b: it failed"])
  }
}
