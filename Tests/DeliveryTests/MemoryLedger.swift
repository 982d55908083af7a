import Batches
import Delivery

@testable import Ledger

/// The ledger without a disk: what is in it is durable.
struct MemoryLedger {
  struct Mail {
    var waiting: WaitingMail
    var order: Order
    var outcome: String?
  }

  /// What a mail says.
  struct Order {
    var occasion: String
    /// The alerts, with the beginning of each.
    var alerts: [(key: AlertKey, since: Timestamp)]
  }

  var state = LedgerState()
  var mails: [Mail] = []
  private var lastThread: Int64 = 0

  var waiting: [WaitingMail] { mails.filter { $0.outcome == nil }.map(\.waiting) }

  func threadsTold(among threads: Set<Int64>) -> Set<Int64> {
    Set(mails.lazy.filter { $0.outcome == "accepted" && threads.contains($0.waiting.thread) }.map(\.waiting.thread))
  }

  /// Withdraws and writes mails, as a pass notes what it will do.
  mutating func carryOut(_ decision: Decision, _ state: inout LedgerState, at now: Timestamp) {
    for id in decision.withdrawn { change(id) { $0.outcome = "withdrawn" } }
    for order in decision.mails {
      let content = Order(occasion: order.occasion.rawValue, alerts: order.alerts.map { ($0.key, $0.since) })
      let thread = write(content, thread: order.thread, at: now)
      for alert in order.alerts { state.alerts[alert.key]?.thread = thread }
    }
  }

  private mutating func write(_ order: Order, thread: Int64?, at now: Timestamp) -> Int64 {
    if thread == nil { lastThread += 1 }
    let thread = thread ?? lastThread
    let id = Int64(mails.count + 1)
    let mail = WaitingMail(
      id: id, thread: thread, messageID: "\(id)", occasion: order.occasion, written: now, attempts: 0, nextAttempt: now,
      isUnknown: false)
    mails.append(Mail(waiting: mail, order: order))
    return thread
  }

  mutating func change(_ id: Int64, _ body: (inout Mail) -> Void) { body(&mails[Int(id) - 1]) }
}
