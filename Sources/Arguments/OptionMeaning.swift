extension Option {
  /// What the option means for `verb`, with its unit and default. Backticks stand around what is written literally.
  func meaning(for verb: Verb) -> String {
    switch self {
    case .at: "when it happened, for late reports; RFC 3339 or Unix seconds, default: now"
    case .batch: "name of the batch, or of whatever else the alert is about"
    case .batches: "print the names of all batches, for completion scripts"
    case .bytes: "count bytes, of which `--total` says how many come"
    case .config: "configuration file; default: `BATCHWATCH_CONFIG`, else `/etc/batchwatch/config.yml`"
    case .count: "how many slots to show per batch; default: \(Defaults.count)"
    case .done: "items done so far"
    case .expires: "how long the alert holds if nobody resolves it; default: `\(Defaults.expires)`"
    case .failed: verb == .stage ? "the stage failed" : "the run failed"
    case .follow: "show it again and again, until interrupted"
    case .from: "show the slots after this time; RFC 3339 or Unix seconds, default: now"
    case .help: "print this help"
    case .interval: intervalMeaning(for: verb)
    case .json: "print JSON, whose fields are documented and stable"
    case .keepLog: "keep the whole output of each run in a file below `DIR`, an absolute path"
    case .keepOutput: "keep the end of the output, though `no_output` is configured"
    case .killAfter:
      "what still runs so long after the timeout is ended with SIGKILL; default: `\(Defaults.killAfter)`"
    case .limit: "how many runs to show, the newest first; default: \(Defaults.limit)"
    case .noKeepLog: "keep no file, though `keep_log` is configured"
    case .noOutput: "keep no output in the tracker, so none in alerts"
    case .noOverlap: "don't start COMMAND while an earlier run of BATCH goes on; exit status 75"
    case .noQuiet: "pass the output on, though `quiet` is configured"
    case .okStatus: "exit statuses that count as success beside 0, such as `24` or `3,24`; `0`: no others"
    case .null: "count records that end by a NUL byte, as `find -print0` writes them"
    case .once: "one pass, for cron; `--interval` then says how often cron makes one"
    case .overlap: "start COMMAND in any case, though `no_overlap` is configured"
    case .percent: "completion of the stage in percent, 0 to 100"
    case .pid: "process that does the work; when it is gone before the run ended, the run is lost"
    case .quiet: "hold the output back, and print it only if COMMAND failed"
    case .read: "count nothing, but take the progress that the program itself writes: `DONE/TOTAL` or `P%`"
    case .reason: "why it failed, for the people who read the alert"
    case .resolve: "the alert no longer holds"
    case .resource: "what the money was spent on; default: `\(Defaults.resource)`"
    case .retries: "how often to try again when COMMAND failed; default: 0"
    case .retryDelay:
      "time before the second attempt, doubled before each further one up to `1h`; default: `\(Defaults.retryDelay)`"
    case .run: runMeaning(for: verb)
    case .sendTestMail: "send a test by mail and, where there is one, through Alertmanager, and follow it"
    case .severity: "how grave it is, by which it is routed; default: `\(Defaults.severity)`"
    case .skip: "the stage is left out of this run and of its completion"
    case .stage: verb == .run ? "record COMMAND as this stage, not as a whole run" : "stage that caused the cost"
    case .stages: "print the stages of a batch, for completion scripts"
    case .summary: "what is wrong, in one line"
    case .timeout: "an attempt that takes longer is ended with SIGTERM, and failed; `0`: none"
    case .total:
      verb == .progress
        ? "how many will come, 0 or more; without it the stage is at 0 % until the input ends"
        : "items to do, 1 or more; without it nobody knows, and the stage is at 0 %"
    case .wait: "how long to wait for the earlier run to end; default: `0`, not at all"
    case .yes: "don't ask"
    }
  }

  private func intervalMeaning(for verb: Verb) -> String {
    verb == .monitor
      ? "time between two passes, `1s` to `1h`; default: `\(Defaults.monitorInterval)`"
      : "time between two looks, such as `500ms` or `1m`; default: `\(Defaults.interval)`"
  }

  private func runMeaning(for verb: Verb) -> String {
    switch verb {
    case .start: "id of the new run; default: made from the time, so that ids sort by time"
    case .run: "id of the new run or, with `--stage`, of the run that the stage belongs to"
    default: "run that is meant; default: the batch's newest open run"
    }
  }
}

extension ValueKind {
  /// What an operand of this kind is.
  var meaning: String {
    switch self {
    case .alert: "name of the alert: a letter, then up to 63 letters, digits or '_', such as `UnitFailed`"
    case .amount: "amount to add, in the configured currency, such as `0.50`"
    case .batch: "name of a batch: a letter or digit, then up to 63 letters, digits, '.', '_' or '-'"
    case .document: choiceList
    case .number: "how many to add, a whole number"
    case .shell: choiceList
    case .stage: "name of a stage, made like the name of a batch"
    case .verb: "a verb of batchwatch"
    case .directory, .duration, .exitStatus, .file, .percent, .process, .resource, .run, .severity, .text, .time: ""
    }
  }

  private var choiceList: String { (choices ?? []).map { "`\($0)`" }.joined(separator: ", ") }
}
