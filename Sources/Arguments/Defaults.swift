/// What options mean when they aren't given, where the command and its help must agree.
package enum Defaults {
  /// `status --interval`, as a user would write it.
  package static let interval = "2s"
  /// `monitor --interval`.
  package static let monitorInterval = "60s"
  /// `alert --severity`.
  package static let severity = "critical"
  /// `alert --expires`.
  package static let expires = "1d"
  /// `history --limit`.
  package static let limit = 20
  /// `schedule --count`, per batch.
  package static let count = 5
  /// `run --kill-after`.
  package static let killAfter = "10s"
  /// `run --retry-delay`.
  package static let retryDelay = "1m"
  /// `cost --resource`.
  package static let resource = "gpu"
}
