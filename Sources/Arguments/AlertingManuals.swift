/// The manuals of the verbs that make sure that somebody hears.
extension VerbManual {
  static var monitor: VerbManual {
    VerbManual(
      summary: "watch the batches and the way of their alerts",
      meaning: """
        Writes the metrics as `export` does, finds out what is wrong with each batch, and proves that Prometheus and \
        Alertmanager would tell somebody: a heartbeat must come back from Alertmanager, and its notifications must get \
        through. Where they don't, it posts the alert to Alertmanager itself or, if that doesn't reach people either, \
        mails them directly, once, with reminders and the end. One monitor runs per tracker: as a service (it tells \
        systemd that it is ready and alive; SIGHUP makes a pass now and reads all settings again), or every minute from \
        cron with `--once`.
        """,
      examples: [
        Example(
          "A crontab line, with `PATH=/usr/local/bin:/usr/bin:/bin` above it.", "* * * * * batchwatch monitor --once"),
        Example("As a service does it.", "batchwatch monitor --interval 60s"),
      ],
      seeAlso: [.doctor, .alert, .export])
  }

  static var alert: VerbManual {
    VerbManual(
      summary: "raise an alert from a script or a unit",
      meaning: """
        Raises the alert NAME about BATCH and has people told by the best way that works, as `monitor` does for the alerts \
        of its own; or, with `--resolve`, ends it. It is noted durably first, so that the monitor goes on telling if this \
        call can't. An alert that nobody resolves ends by itself after `--expires`.
        """,
      examples: [
        Example(
          "From a script that fails.",
          "batchwatch alert ScriptFailed --batch leads-nightly --summary \"line $LINENO\""),
        Example(
          "About something that has nothing to do with a run.",
          "batchwatch alert DiskFull --batch backup --summary '95 %' --severity warning"),
        Example("It is over.", "batchwatch alert DiskFull --batch backup --resolve"),
      ],
      seeAlso: [.monitor, .doctor])
  }

  static var doctor: VerbManual {
    VerbManual(
      summary: "find out whether an alert would reach a person",
      meaning: """
        Looks at every link on the way from the tracker to a person: the files, node_exporter, the scrape, the rules, \
        Prometheus, Alertmanager, the heartbeat's return, what Alertmanager's receivers achieve, and the relay for direct \
        mail. For each it prints whether it works, what proves that, and what mends it.
        """,
      examples: [
        Example("Would somebody hear?", "batchwatch doctor"),
        Example("Send a test all the way.", "batchwatch doctor --send-test-mail"),
        Example("For scripts.", "batchwatch doctor --json"),
      ],
      seeAlso: [.monitor, .status])
  }
}
