/// How a call of `batchwatch` can end. The values are those of `sysexits.h`, which cron mails and scripts can tell apart.
package enum ExitStatus: Int32, CaseIterable, Sendable {
  case done = 0
  case wrongUsage = 64
  case unavailable = 69
  case internalError = 70
  case inputOutput = 74
  case busy = 75
  case wrongConfiguration = 78

  /// One sentence for help, man page and reference.
  var meaning: String {
    switch self {
    case .done: "done"
    case .wrongUsage: "wrong usage: a verb, an option, a name, a number or a time"
    case .unavailable: "a link of the alert path is broken, or nobody could be told"
    case .internalError: "a bug in batchwatch"
    case .inputOutput: "input or output failed: a file could not be read or written"
    case .busy: "busy: somebody else held the tracker for too long, try again"
    case .wrongConfiguration: "wrong configuration: each mistake is told with its line"
    }
  }

  static let table = allCases.map { Definition(String($0.rawValue), $0.meaning) }
}

/// A term and what it means: a row of a list in help, man page and reference.
struct Definition {
  var term: String
  /// Text with backticks around what is written literally.
  var meaning: String

  init(_ term: String, _ meaning: String) {
    self.term = term
    self.meaning = meaning
  }
}

extension Verb {
  /// The exit statuses that the verb's help lists; a bug can end any of them.
  var exitStatuses: [Definition] {
    switch self {
    case .run:
      return [
        Definition("N", "the exit status of COMMAND, whatever became of its record; a signal ends both"),
        Definition("64", "wrong usage: COMMAND was not started"),
        Definition("74", "COMMAND succeeded, but its output could not be written"),
        Definition("75", "with `--no-overlap`: an earlier run goes on, COMMAND was not started"),
        Definition("124", "the last attempt took longer than `--timeout`"),
        Definition("126", "COMMAND was found but could not be executed"),
        Definition("127", "COMMAND was not found"),
      ]
    case .progress:
      return [
        Definition("0", "all of the input was passed on, whatever became of its record"),
        Definition("64", "wrong usage: nothing was passed on, unless `BATCHWATCH_BEST_EFFORT=1`"),
        Definition("74", "the input could not be read, or not passed on"),
        Definition("141", "nobody reads the output any more (SIGPIPE, as of `cat`)"),
      ]
    case .start, .stage, .leads, .cost, .end:
      return [
        Definition("0", "recorded, durably, or given up with a warning where `BATCHWATCH_BEST_EFFORT=1`")
      ] + Self.rows([.wrongUsage, .inputOutput, .busy, .wrongConfiguration])
    case .status, .history, .export, .forget:
      return Self.rows([.done, .wrongUsage, .inputOutput, .busy, .wrongConfiguration])
    case .monitor: return Self.rows([.done, .wrongUsage, .unavailable, .inputOutput, .busy, .wrongConfiguration])
    case .alert, .doctor: return Self.rows([.done, .wrongUsage, .unavailable, .inputOutput, .wrongConfiguration])
    case .schedule, .checkConfig: return Self.rows([.done, .wrongUsage, .inputOutput, .wrongConfiguration])
    case .completion, .help, .version, .docs: return Self.rows([.done, .wrongUsage, .inputOutput])
    }
  }

  private static func rows(_ statuses: [ExitStatus]) -> [Definition] {
    statuses.map { Definition(String($0.rawValue), $0.meaning) }
  }
}
