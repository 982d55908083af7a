import Testing

@testable import Arguments

@Suite struct UsageErrorTests {
  /// A command line, split at spaces, and what it must be answered.
  static let misuses: [(line: String, message: String)] = [
    ("strat", "unknown verb 'strat', did you mean 'start'? see 'batchwatch help'"),
    ("frobnicate", "unknown verb 'frobnicate'; see 'batchwatch help'"),
    ("frob", "unknown verb 'frob'; see 'batchwatch help'"),
    ("alert X --summary y", "alert: missing '--batch BATCH'; see 'batchwatch help alert'"),
    ("alert X --batch y", "alert: missing '--summary TEXT' or '--resolve'; see 'batchwatch help alert'"),
    (
      "alert X --batch y --resolve --summary z",
      "alert: '--summary' and '--resolve' exclude each other; see 'batchwatch help alert'"
    ),
    ("--config x", "missing VERB; see 'batchwatch help'"),
    ("-- status", "missing VERB before '--'; see 'batchwatch help'"),
    ("--confg x status", "unknown option '--confg', did you mean '--config'? see 'batchwatch help'"),
    ("--config x --config y status", "option '--config' is given twice; see 'batchwatch help'"),
    ("--config x status --config y", "status: option '--config' is given twice; see 'batchwatch help status'"),
    ("--config", "option '--config' needs FILE; see 'batchwatch help'"),
    ("--version=1", "option '--version' takes no value; see 'batchwatch help'"),
    ("help strat", "unknown verb 'strat', did you mean 'start'? see 'batchwatch help'"),
    ("stage leads", "stage: missing STAGE; see 'batchwatch help stage'"),
    ("start", "start: missing BATCH; see 'batchwatch help start'"),
    ("leads x", "leads: missing N; see 'batchwatch help leads'"),
    ("cost x", "cost: missing AMOUNT; see 'batchwatch help cost'"),
    ("completion", "completion: missing SHELL; see 'batchwatch help completion'"),
    ("export x", "export: unexpected operand 'x'; see 'batchwatch help export'"),
    ("start x y", "start: unexpected operand 'y'; see 'batchwatch help start'"),
    (
      "stage x y --precent 40",
      "stage: unknown option '--precent', did you mean '--percent'? see 'batchwatch help stage'"
    ),
    (
      "stage x y --precent=40",
      "stage: unknown option '--precent', did you mean '--percent'? see 'batchwatch help stage'"
    ),
    ("history x -json", "history: unknown option '-json', did you mean '--json'? see 'batchwatch help history'"),
    ("forget x -y", "forget: unknown option '-y'; see 'batchwatch help forget'"),
    ("start x --failed", "start: unknown option '--failed'; see 'batchwatch help start'"),
    ("stage x y --skip --skip", "stage: option '--skip' is given twice; see 'batchwatch help stage'"),
    ("status --json=yes", "status: option '--json' takes no value; see 'batchwatch help status'"),
    ("history x --limit", "history: option '--limit' needs N; see 'batchwatch help history'"),
    ("start x --run=", "start: option '--run' needs ID, but the value is empty; see 'batchwatch help start'"),
    (
      "end x --failed --reason --run 7",
      "end: unexpected operand '7' ('--reason' took '--run' as its text); "
        + "see 'batchwatch help end'"
    ),
    (
      "end x --reason --failed",
      "end: '--reason' needs '--failed' ('--reason' took '--failed' as its text); "
        + "see 'batchwatch help end'"
    ),
    ("end x --failed --reason", "end: option '--reason' needs TEXT; see 'batchwatch help end'"),
    (
      "end x --run --failed",
      "end: option '--run' needs ID, but '--failed' follows (to mean that, write '--run=--failed'); "
        + "see 'batchwatch help end'"
    ),
    ("run x --stage -- true", "run: option '--stage' needs STAGE, but '--' follows; see 'batchwatch help run'"),
    ("stage x y --done 3", "stage: '--done' needs '--total'; see 'batchwatch help stage'"),
    ("stage x y --total 3", "stage: '--total' needs '--done'; see 'batchwatch help stage'"),
    ("end x --reason y", "end: '--reason' needs '--failed'; see 'batchwatch help end'"),
    ("status --interval 2s", "status: '--interval' needs '--follow'; see 'batchwatch help status'"),
    (
      "stage x y --done 3 --percent 5",
      "stage: '--done' and '--percent' exclude each other; see 'batchwatch help stage'"
    ),
    ("stage x y --failed --skip", "stage: '--skip' and '--failed' exclude each other; see 'batchwatch help stage'"),
    ("run x", "run: missing '-- COMMAND…'; see 'batchwatch help run'"),
    ("run x --", "run: missing COMMAND after '--'; see 'batchwatch help run'"),
    ("run -- true", "run: missing BATCH; see 'batchwatch help run'"),
    (
      "run x python job.py",
      "run: unexpected operand 'python', the command goes after '--'; see 'batchwatch help run'"
    ),
    ("completion bsh", "completion: unknown shell 'bsh', did you mean 'bash'? see 'batchwatch help completion'"),
    (
      "completion --batches zsh",
      "completion: unexpected operand 'zsh' with '--batches'; see 'batchwatch help completion'"
    ),
    (
      "completion --batches --stages x",
      "completion: '--batches' and '--stages' exclude each other; see 'batchwatch help completion'"
    ),
    ("docs comands", "docs: unknown kind 'comands', did you mean 'commands'? see 'batchwatch help docs'"),
  ]

  @Test(arguments: misuses) func tellsWhatIsWrong(_ misuse: (line: String, message: String)) {
    let words = misuse.line.split(separator: " ").map(String.init)
    #expect(message(words) == misuse.message)
  }

  @Test func nothingAtAllAsksForTheOverview() {
    #expect(throws: UsageError("missing VERB", isEmptyCommandLine: true)) { try parseArguments([]) }
    #expect(UsageError.exitStatus == 64)
  }

  @Test func anUnsetVariableIsNoVerb() {
    #expect(message([""]) == "unknown verb ''; see 'batchwatch help'")
  }

  @Test func escapesWhatWouldBreakTheLine() {
    let hostile = "a\nb\r\t\u{1b}[31m'\\\u{202e}\u{a0}\u{2028}\u{fffd}é"
    let escaped = #"'a\nb\r\t\u{1b}[31m\'\\\u{202e}\u{a0}\u{2028}\u{fffd}é'"#
    #expect(message([hostile]) == "unknown verb \(escaped); see 'batchwatch help'")
    #expect(message(["export", hostile]) == "export: unexpected operand \(escaped); see 'batchwatch help export'")
    #expect(message(["export", "--" + hostile])?.contains(#"'--a\nb"#) == true)
  }

  @Test func aHugeWordIsCut() throws {
    let huge = String(repeating: "x", count: 2_000_000)
    for line in [[huge], ["export", huge], ["export", "--" + huge], ["export", "--\(huge)=\(huge)"]] {
      let text = try #require(message(line))
      #expect(text.utf8.count < 200)
    }
  }

  /// Whatever stands on the command line, an error is one line of visible characters.
  @Test func everyHostileWordInEveryPlaceGivesOneLine() {
    let words = [
      "", "-", "--", "---", "--=", "-=", "=", "--\u{0}", "\u{0}", "\n", "--\n=\n", "\u{301}", "--\u{301}", "\r\n",
      "-\r\n",
      "\u{7f}", "\u{9b}31m", "\u{fffd}", "$(reboot)", "`reboot`", "%s%n", "🏳️‍🌈", "--reason=\n", "-hV", "-h=", "--help=1",
    ]
    for verb in Verb.allCases {
      for word in words {
        for line in [[word], [verb.rawValue, word], [verb.rawValue, "x", word, word], [word, verb.rawValue, word]] {
          guard let text = message(line) else { continue }
          let isOneVisibleLine = text.unicodeScalars.allSatisfy {
            let category = $0.properties.generalCategory
            return category != .control && category != .format && category != .lineSeparator
          }
          #expect(isOneVisibleLine, "\(line)")
        }
      }
    }
  }

  private func message(_ words: [String]) -> String? {
    do throws(UsageError) {
      _ = try parseArguments(words)
      return nil
    } catch {
      return error.message
    }
  }
}
