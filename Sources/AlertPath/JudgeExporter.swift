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
  let names: Set<String> = ["batchwatch_export_timestamp_seconds", "node_textfile_scrape_error"]
  let found = samples(names, in: page)
  let isRejecting = found.contains { $0.name == "node_textfile_scrape_error" && $0.value != 0 }
  let shown = found.first { $0.name == "batchwatch_export_timestamp_seconds" }
  guard let shown else {
    return .down(
      evidence: "\(url) does not show batchwatch.prom" + (isRejecting ? "; it rejects a textfile" : ""),
      fix: isRejecting
        ? "node_exporter's log names the file that it rejects"
        : "start node_exporter with --collector.textfile.directory set to textfile_directory")
  }
  let value = Timestamp(milliseconds: Int64(clamping: (shown.value * 1000).rounded()))
  if let exported, value < exported {
    return .down(
      evidence: "\(url) shows an export of \(elapsed(from: value, to: exported).shortText) before the last one",
      fix: "node_exporter reads another directory, or another file with the same metrics comes first")
  }
  if isRejecting {
    return .down(evidence: "\(url) rejects a textfile", fix: "node_exporter's log names the file that it rejects")
  }
  return .up(evidence: "it shows the last export")
}
