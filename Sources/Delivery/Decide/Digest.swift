internal import Ledger

/// Mails about more batches than this at one pass become one: where everything breaks at once, a hundred mails tell less
/// than one, and a relay would take them for spam.
private let mostMailsOfAPass = 5

/// Makes one mail of many that begin at the same pass, and of those that go on with what was told in one.
func digested(_ orders: [MailOrder]) -> [MailOrder] {
  var result: [MailOrder] = []
  for order in orders {
    let index = result.firstIndex { other in
      other.occasion == order.occasion && other.thread == order.thread && other.thread != nil
    }
    if let index { result[index].take(order) } else { result.append(order) }
  }
  for occasion in [MailOrder.Occasion.firing, .reminder, .resolved] {
    let new = result.filter { $0.thread == nil && $0.occasion == occasion && !$0.batch.isEmpty }
    guard new.count > mostMailsOfAPass, var digest = new.first else { continue }
    for order in new.dropFirst() { digest.take(order) }
    result.removeAll { $0.thread == nil && $0.occasion == occasion && !$0.batch.isEmpty }
    result.append(digest)
  }
  return result
}

extension MailOrder {
  /// Whether it is about several batches; each of its alerts then names its own.
  package var isDigest: Bool { Set(alerts.map(\.key.batch)).count > 1 }

  fileprivate mutating func take(_ other: MailOrder) {
    if !isDigest { nameBatches() }
    var other = other
    other.nameBatches()
    alerts += other.alerts
    batch = ""
  }

  private mutating func nameBatches() {
    for index in alerts.indices where !alerts[index].key.batch.isEmpty {
      alerts[index].text = "\(alerts[index].key.batch): \(alerts[index].text)"
    }
  }
}
