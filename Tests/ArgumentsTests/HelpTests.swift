import Testing

@testable import Arguments

@Suite struct HelpTests {
  @Test func ofAVerbWithFewOptions() {
    #expect(
      help(for: .forget) == """
        batchwatch forget: remove a batch and all its records

        Usage:
          batchwatch forget BATCH [--yes]

        Removes BATCH with its runs and counters from the tracker, and its .prom file,
        so that its metrics and alerts go away. It asks first; where there is no
        terminal to ask on, --yes is needed.

        Operands:
          BATCH  name of a batch: a letter or digit, then up to 63 letters, digits, '.',
                 '_' or '-'

        Options:
          --yes          don't ask
          --config FILE  configuration file; default: BATCHWATCH_CONFIG, else
                         /etc/batchwatch/config.yml
          -h, --help     print this help

        Examples:
          # Retire a batch.
          batchwatch forget leads-nightly
          # In a script.
          batchwatch forget leads-nightly --yes

        Exit status:
          0   done
          64  wrong usage: a verb, an option, a name, a number or a time
          74  input or output failed: a file could not be read or written
          75  busy: somebody else held the tracker for too long, try again
          78  wrong configuration: each mistake is told with its line

        See also: batchwatch help history, batchwatch help export

        """)
  }

  @Test func ofAVerbWithAlternatives() {
    #expect(
      help(for: .stage) == """
        batchwatch stage: record how far a stage has come

        Usage:
          batchwatch stage BATCH STAGE
              [--done N [--total N] | --percent P | --skip | --failed [--reason TEXT]]
              [--run ID] [--at TIME]

        Records the completion of STAGE in a run of BATCH. Without an option that says
        otherwise, the stage is complete (100 %). The completion of the batch is the
        weighted mean over its configured stages and any others that were recorded;
        skipped stages are left out.

        Operands:
          BATCH  name of a batch: a letter or digit, then up to 63 letters, digits, '.',
                 '_' or '-'
          STAGE  name of a stage, made like the name of a batch

        Options:
          --done N       items done so far
          --total N      items to do, 1 or more; without it nobody knows, and the stage
                         is at 0 %
          --percent P    completion of the stage in percent, 0 to 100
          --skip         the stage is left out of this run and of its completion
          --failed       the stage failed
          --reason TEXT  why it failed, for the people who read the alert
          --run ID       run that is meant; default: the batch's newest open run
          --at TIME      when it happened, for late reports; RFC 3339 or Unix seconds,
                         default: now
          --config FILE  configuration file; default: BATCHWATCH_CONFIG, else
                         /etc/batchwatch/config.yml
          -h, --help     print this help

        Examples:
          # The stage is complete.
          batchwatch stage leads-nightly scrape
          # 120 of 480 leads are enriched.
          batchwatch stage leads-nightly enrich --done 120 --total 480
          # There is no mockup tonight.
          batchwatch stage leads-nightly mockup --skip
          # The stage failed; say why.
          batchwatch stage leads-nightly email --failed --reason 'relay refused'

        Exit status:
          0   recorded, durably, or given up with a warning where
              BATCHWATCH_BEST_EFFORT=1
          64  wrong usage: a verb, an option, a name, a number or a time
          74  input or output failed: a file could not be read or written
          75  busy: somebody else held the tracker for too long, try again
          78  wrong configuration: each mistake is told with its line

        See also: batchwatch help progress, batchwatch help run, batchwatch help status

        """)
  }

  @Test func fitsATerminal() {
    for text in [overviewHelp()] + Verb.allCases.map(help(for:)) {
      for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
      #expect(!text.contains("`") && !text.contains(" \n") && text.last == "\n")
    }
  }

  @Test func theOverviewListsWhatThisReleaseHas() {
    let overview = overviewHelp()
    for verb in Verb.listed { #expect(overview.contains("\n  \(verb.rawValue) ")) }
    #expect(!overview.contains("\n  docs "))
    for variable in environmentVariables { #expect(overview.contains("\n  " + variable.term)) }
  }

  @Test func hiddenOptionsStayHidden() {
    let everything = Verb.listed.map(help(for:)).joined() + commandReference() + manPage()
    for option in Option.allCases where option.isHidden { #expect(!everything.contains(option.spelling)) }
  }
}
