package import Batches

/// What a view says of a stage, in words that are not yet made safe.
package struct StageText {
  package let name: String
  /// 0 to 1; nil for a stage that was skipped.
  package let completion: Double?
  /// `800/2400`; empty where the pipeline told no items.
  package let items: String
  /// Empty where it did not start.
  package let took: String
  /// What else there is to say, with the reason; often empty.
  package let note: String
  package let ink: Ink

  /// - Parameter runEnd: when the stage's run ended; nil while it is open. Nothing goes on in a run that ended.
  package init(_ stage: StageReport, runEnd: Timestamp?, at now: Timestamp) {
    name = stage.name
    completion = stage.state == .skipped ? nil : stage.completion
    items = Self.items(stage)
    took = Self.duration(stage, until: runEnd ?? now)
    switch stage.state {
    case .running where runEnd != nil: note = "not finished"
    case .complete: note = ""
    case .pending: note = stage.isOptional ? "optional" : ""
    case .running, .skipped, .failed:
      note = stage.reason.map { "\(stage.state.rawValue): \($0)" } ?? stage.state.rawValue
    }
    switch stage.state {
    case .pending, .skipped: ink = .faint
    case .running: ink = runEnd == nil ? .active : .bad
    case .complete: ink = .good
    case .failed: ink = .bad
    }
  }

  private static func items(_ stage: StageReport) -> String {
    guard let done = stage.done else { return stage.total.map { "?/\($0)" } ?? "" }
    return stage.total.map { "\(done)/\($0)" } ?? "\(done)"
  }

  private static func duration(_ stage: StageReport, until last: Timestamp) -> String {
    if stage.end != nil { return stage.took?.shortText ?? "" }
    guard let start = stage.start, stage.state == .running else { return "" }
    return elapsed(from: start, to: last).shortText
  }
}
