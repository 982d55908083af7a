package import Batches

/// An alert in half a sentence, which goes on after the batch's name, or after `batchwatch:` where it is of no batch:
/// `missed its deadline at 50 %, missing enrich, score`.
package struct AlertPhrase: Sendable {
  /// What is wrong, whatever the figures are.
  package let words: String
  /// What follows the words; empty where there are no figures. It may hold text from users. `clock` writes a moment as
  /// its reader's clock shows it.
  package let figures: @Sendable (_ report: BatchReport, _ clock: (Timestamp) -> String) -> String

  init(
    _ words: String,
    figures: @escaping @Sendable (_ report: BatchReport, _ clock: (Timestamp) -> String) -> String = { _, _ in "" }
  ) {
    self.words = words
    self.figures = figures
  }
}

/// ` at 50 %`; nothing of a batch without stages, of which it would say nothing.
func standing(_ report: BatchReport) -> String {
  report.stages.isEmpty ? "" : " at \(percentText(report.completion))"
}

/// `, missing enrich, score`; nothing where nothing is missing.
func missing(_ report: BatchReport) -> String {
  let names = missingStages(of: report.stages).prefix(20).map(\.name)
  return names.isEmpty ? "" : ", missing \(names.joined(separator: ", "))"
}
