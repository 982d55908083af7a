internal import Alerts
internal import Batches
internal import Presentation

/// An alert in half a sentence that goes on after the batch's name:
/// `missed its deadline at 50 %, missing enrich, score`. What isn't in the catalogue says what its sender says.
/// - Parameter report: for the figures; nil where those of now don't matter.
func shortPhrase(for alert: MailedAlert, _ report: BatchReport?, at moments: MomentText) -> String {
  guard let phrase = Alert.named(alert.name)?.phrase else { return alert.text }
  let link = alert.link.map { " at the link \($0)" } ?? ""
  return phrase.words + link + (report.map { phrase.figures($0, moments.clock) } ?? "")
}
