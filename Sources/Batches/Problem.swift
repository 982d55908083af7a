/// Something that is wrong with a batch, in plain words.
package struct Problem: Equatable, Sendable {
  /// What is wrong. The raw values are part of the JSON that `status` prints: never rename one.
  package enum Kind: String, CaseIterable, Sendable {
    case notStarted = "not_started"
    case incomplete, lost, failed, stalled, slow
    case tooFast = "too_fast"
    case overlap
    case costPerLead = "cost_per_lead"
    case gpuCost = "gpu_cost"
  }

  package var kind: Kind
  /// The name of the alert that says so.
  package var alert: String
  /// One sentence without a full stop, with the figures and the limit. It may hold text from users.
  package var text: String

  package init(kind: Kind, alert: String, text: String) {
    self.kind = kind
    self.alert = alert
    self.text = text
  }
}
