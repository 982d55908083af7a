/// What a user can ask `batchwatch` to do. The raw value is the word on the command line.
package enum Verb: String, CaseIterable, Sendable {
  case start
  case stage
  case leads
  case cost
  case end
  case progress
  case run
  case status
  case history
  case schedule
  case export
  case monitor
  case alert
  case doctor
  case checkConfig = "check-config"
  case forget
  case completion
  case help
  case version
  /// Prints a generated reference; `make docs` uses it, no user needs it.
  case docs

  /// Whether help, man page, completions and suggestions leave the verb out.
  package var isHidden: Bool { self == .docs }

  /// Whether pipelines call it, so that with `BATCHWATCH_BEST_EFFORT=1` its failures are warnings.
  package var isOfPipelines: Bool { [.start, .stage, .leads, .cost, .end, .progress, .alert].contains(self) }

  /// Whether the verb needs the network, and so lives in the program `batchwatch-monitor`: linking libcurl would double
  /// the time that a record takes.
  package var isOfMonitor: Bool { self == .monitor || self == .alert || self == .doctor }

  /// The verbs that users see, in the order in which they are shown.
  package static var listed: [Verb] { allCases.filter { !$0.isHidden } }
}

/// The headings under which the overview lists the verbs.
enum VerbGroup: String, CaseIterable {
  case recording = "Recording"
  case seeing = "Seeing"
  case alerting = "Publishing and alerting"
  case settingUp = "Setting up"

  /// The group's verbs, in the order in which they are shown.
  var verbs: [Verb] {
    switch self {
    case .recording: [.start, .stage, .leads, .cost, .end, .progress, .run]
    case .seeing: [.status, .history, .schedule]
    case .alerting: [.export, .monitor, .alert, .doctor]
    case .settingUp: [.checkConfig, .forget, .completion, .help, .version]
    }
  }
}
