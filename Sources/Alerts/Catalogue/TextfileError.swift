import Batches

extension Alert {
  static let textfileError = Alert(
    "BatchwatchTextfileError",
    .tool { state, _ in state.textfileError == true ? "node_exporter rejected a file of its textfile directory" : nil },
    condition: """
      (node_textfile_scrape_error == 1)
      and on (job, instance) last_over_time(batchwatch_build_info[1d])
      """,
    delay: .minutes(2), severity: .fixed("critical"),
    phrase: AlertPhrase("node_exporter rejects a textfile"),
    meaning: "node_exporter could not read or parse a file in the textfile directory of a host that runs batchwatch.",
    summary: "node_exporter on \(.host) rejects a textfile",
    description: """
      node_exporter on \(.host) could not read or parse a file of its textfile directory, perhaps another program's; \
      its log names the file. What that file says is missing until it is mended.
      """)
}
