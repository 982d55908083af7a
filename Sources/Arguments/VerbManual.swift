/// What people read about a verb, beside what its syntax already says. In all texts backticks stand around what is written
/// literally.
struct VerbManual {
  /// One line without a full stop, for lists of verbs.
  var summary: String
  /// One paragraph.
  var meaning: String
  var examples: [Example]
  var seeAlso: [Verb]
}

/// A command line that works as it stands.
struct Example {
  var command: String
  /// What it is good for: a sentence.
  var purpose: String

  init(_ purpose: String, _ command: String) {
    self.command = command
    self.purpose = purpose
  }
}

extension Verb {
  /// The verb's manual, built when it is asked for: parsing never needs it.
  var manual: VerbManual {
    switch self {
    case .start: .start
    case .stage: .stage
    case .leads: .leads
    case .cost: .cost
    case .end: .end
    case .progress: .progress
    case .run: .run
    case .status: .status
    case .history: .history
    case .schedule: .schedule
    case .export: .export
    case .monitor: .monitor
    case .alert: .alert
    case .doctor: .doctor
    case .checkConfig: .checkConfig
    case .forget: .forget
    case .completion: .completion
    case .help: .help
    case .version: .version
    case .docs: .docs
    }
  }
}
