internal import Batches
internal import Configuration

/// Whether node_exporter shows what was last written.
func judgeExporter(_ answers: Answers, _ settings: AlertPathSettings, exported: Timestamp?) -> LinkState {
  guard let url = settings.nodeExporter, let answer = answers[.exporter] else {
    return .unknown(reason: "node_exporter is not configured in alert_path")
  }
  let page: [UInt8]
  switch answer {
  case .failure(let refusal): return refusal.state
  case .success(let body): page = body
  }
  // Any program that may write a textfile can publish the same families with labels.
  let found = samples(Set(Question.exporter.families ?? []), in: page).filter { $0.labels.isEmpty }
  let isRejecting = found.contains { $0.name == "node_textfile_scrape_error" && $0.value != 0 }
  guard let shown = found.first(where: { $0.name == "batchwatch_export_timestamp_seconds" }) else {
    return .down(
      evidence: "\(url) does not show batchwatch.prom" + (isRejecting ? "; it rejects a textfile" : ""),
      fix: isRejecting
        ? "node_exporter's log names the file that it rejects"
        : "start node_exporter with --collector.textfile.directory set to textfile_directory")
  }
  let twinFix = "node_exporter reads another directory, or another file with the same metrics comes first"
  guard let value = shown.moment else { return .down(evidence: shown.told(by: url, isNo: "time"), fix: twinFix) }
  if let exported, value < exported {
    return .down(
      evidence: "\(url) shows an export of \(elapsed(from: value, to: exported).shortText) before the last one",
      fix: twinFix)
  }
  // A clock may have been set back since, but not by much.
  if let exported, elapsed(from: exported, to: value) > .hours(1) {
    return .down(
      evidence: "\(url) shows an export of \(elapsed(from: exported, to: value).shortText) after the last one",
      fix: twinFix)
  }
  if isRejecting {
    return .down(evidence: "\(url) rejects a textfile", fix: "node_exporter's log names the file that it rejects")
  }
  return .up(evidence: "it shows the last export")
}
