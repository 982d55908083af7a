/// An option of some verb. The raw value is its long name without the dashes.
package enum Option: String, CaseIterable, Sendable {
  case at
  case batch
  case batches
  case bytes
  case config
  case count
  case done
  case expires
  case failed
  case follow
  case from
  case help
  case interval
  case json
  case keepLog = "keep-log"
  case keepOutput = "keep-output"
  case killAfter = "kill-after"
  case limit
  case noKeepLog = "no-keep-log"
  case noOutput = "no-output"
  case noOverlap = "no-overlap"
  case noQuiet = "no-quiet"
  case null
  case okStatus = "ok-status"
  case once
  case overlap
  case percent
  case pid
  case quiet
  case read
  case reason
  case resolve
  case resource
  case retries
  case retryDelay = "retry-delay"
  case run
  case sendTestMail = "send-test-mail"
  case severity
  case skip
  case stage
  case stages
  case summary
  case timeout
  case total
  case wait
  case yes

  /// What the option's value is, or nil for an option that takes none.
  var value: ValueKind? {
    switch self {
    case .bytes, .failed, .follow, .help, .json, .null, .once, .read, .resolve, .sendTestMail, .skip, .yes,
      .batches:
      nil
    case .keepOutput, .noKeepLog, .noOutput, .noOverlap, .noQuiet, .overlap, .quiet: nil
    case .at, .from: .time
    case .batch: .batch
    case .config: .file
    case .count, .done, .limit, .retries, .total: .number
    case .expires, .interval, .killAfter, .retryDelay, .timeout, .wait: .duration
    case .keepLog: .directory
    case .okStatus: .exitStatus
    case .percent: .percent
    case .pid: .process
    case .reason, .summary: .text
    case .resource: .resource
    case .run: .run
    case .severity: .severity
    case .stage: .stage
    case .stages: .batch
    }
  }

  /// The option as it is written, without its value.
  package var spelling: String { "--" + rawValue }

  /// The option and its value, as in `--at TIME`.
  var usage: String { value.map { spelling + " " + $0.placeholder } ?? spelling }

  /// Options that only completion scripts use.
  var isHidden: Bool { self == .batches || self == .stages }

  /// Whether an empty value means something. Elsewhere it is most likely an unset shell variable.
  var allowsEmptyValue: Bool { self == .reason }
}

/// What a word on the command line stands for. It names the word in help and decides what completions offer.
enum ValueKind: Equatable, Sendable {
  case alert, amount, batch, directory, document, duration, exitStatus, file, number, percent, process, resource, run,
    severity, shell, stage, text, time, verb

  /// The word in a synopsis.
  var placeholder: String {
    switch self {
    case .alert: "NAME"
    case .amount: "AMOUNT"
    case .batch: "BATCH"
    case .directory: "DIR"
    case .document: "KIND"
    case .duration: "DURATION"
    case .exitStatus: "STATUS"
    case .file: "FILE"
    case .number: "N"
    case .percent: "P"
    case .process: "PID"
    case .resource: "NAME"
    case .run: "ID"
    case .severity: "SEVERITY"
    case .shell: "SHELL"
    case .stage: "STAGE"
    case .text: "TEXT"
    case .time: "TIME"
    case .verb: "VERB"
    }
  }

  /// The only words that are valid here, or nil where the table doesn't know them.
  var choices: [String]? {
    switch self {
    case .document: DocumentKind.allCases.map(\.rawValue)
    case .shell: Shell.allCases.map(\.rawValue)
    case .verb: Verb.allCases.map(\.rawValue)
    default: nil
    }
  }
}

/// A shell for which there is a completion script.
package enum Shell: String, CaseIterable, Sendable {
  case bash, zsh, fish
}

/// A reference that is generated from the code.
package enum DocumentKind: String, CaseIterable, Sendable {
  /// `docs/commands.md`.
  case commands
  /// `docs/man/batchwatch.1`.
  case man
  case metrics
  case configuration
  /// `docs/alerts.md`.
  case alerts
  /// The rules for Prometheus.
  case rules
  /// The rules for the Prometheus that sees all hosts.
  case fleetRules = "fleet-rules"
  /// The rules that Grafana evaluates.
  case grafanaRules = "grafana-rules"
}
