/// Weighted mean of stage completions, 0 to 1.
///
/// Skipped stages are left out. So are optional stages that nobody mentioned once the run has ended: they can no longer
/// come, and must not keep a complete run below 1.
/// - Returns: nil where no stage counts.
package func completionRatio(of stages: [StageReport], runHasEnded: Bool) -> Double? {
  var weight = 0.0
  var sum = 0.0
  for stage in stages {
    if stage.state == .skipped || (runHasEnded && stage.isOptional && stage.state == .pending) { continue }
    weight += stage.weight
    sum += stage.weight * stage.completion
  }
  guard weight > 0 else { return nil }
  // Weights that are huge together count as equal ones.
  if weight.isFinite { return min(1, sum / weight) }
  return completionRatio(
    of: stages.map { stage in
      var equal = stage
      equal.weight = 1
      return equal
    }, runHasEnded: runHasEnded)
}

/// The stages that keep a run from succeeding: neither complete, skipped nor optional.
package func missingStages(of stages: [StageReport]) -> [StageReport] {
  stages.filter { !$0.isOptional && $0.state != .complete && $0.state != .skipped }
}

/// Every configured stage in its order with what was recorded of it, then the recorded ones that aren't configured.
package func mergeStages(configured: [StageDefinition], recorded: [StageReport]) -> [StageReport] {
  if configured.isEmpty { return recorded }
  var stages: [StageReport] = []
  stages.reserveCapacity(max(configured.count, recorded.count))
  for definition in configured {
    var stage =
      recorded.first { $0.name == definition.name }
      ?? StageReport(name: definition.name, isOptional: false, weight: 1)
    stage.isOptional = definition.isOptional
    stage.weight = definition.weight
    stages.append(stage)
  }
  for stage in recorded where !configured.contains(where: { $0.name == stage.name }) { stages.append(stage) }
  return stages
}
