/// The manuals of the verbs that record.
extension VerbManual {
  static var start: VerbManual {
    VerbManual(
      summary: "open a run and print its id",
      meaning: """
        Opens a run of BATCH and prints the run's id. A run that starts within a slot of the batch's schedule fills \
        that slot. A batch needs no configuration to be recorded. Two runs may be open at once; that is an alert, not \
        an error.
        """,
      examples: [
        Example("Say that the batch begins.", "batchwatch start leads-nightly"),
        Example(
          "Keep the run's id, and let the run be lost if this script dies.",
          "run=$(batchwatch start leads-nightly --pid $$)"),
        Example(
          "Report a start that could not be reported in time.",
          "batchwatch start leads-nightly --at 2026-03-01T01:00:04-05:00"),
      ],
      seeAlso: [.stage, .end, .run])
  }

  static var stage: VerbManual {
    VerbManual(
      summary: "record how far a stage has come",
      meaning: """
        Records the completion of STAGE in a run of BATCH. Without an option that says otherwise, the stage is \
        complete (100 %). The completion of the batch is the weighted mean over its configured stages and any others \
        that were recorded; skipped stages are left out.
        """,
      examples: [
        Example("The stage is complete.", "batchwatch stage leads-nightly scrape"),
        Example("120 of 480 leads are enriched.", "batchwatch stage leads-nightly enrich --done 120 --total 480"),
        Example("There is no mockup tonight.", "batchwatch stage leads-nightly mockup --skip"),
        Example(
          "The stage failed; say why.", "batchwatch stage leads-nightly email --failed --reason 'relay refused'"),
      ],
      seeAlso: [.progress, .run, .status])
  }

  static var leads: VerbManual {
    VerbManual(
      summary: "add leads to a run",
      meaning: """
        Adds N leads to a run of BATCH. The cost per lead is the cost of the run divided by its leads; there is none \
        until there is a lead.
        """,
      examples: [
        Example("25 more leads are found.", "batchwatch leads leads-nightly 25"),
        Example("Add them to a certain run.", "batchwatch leads leads-nightly 25 --run \"$run\""),
      ],
      seeAlso: [.cost, .status])
  }

  static var cost: VerbManual {
    VerbManual(
      summary: "add to the cost of a run",
      meaning: """
        Adds AMOUNT to the cost of a run of BATCH, in the configured currency. Costs are kept by resource; the limit \
        of the GPU cost looks at `\(Defaults.resource)`, the cost per lead at all of them.
        """,
      examples: [
        Example("A GPU burst took half a dollar.", "batchwatch cost leads-nightly 0.50"),
        Example(
          "The mails cost something too.",
          "batchwatch cost leads-nightly 1.25 --resource mail --stage email"),
      ],
      seeAlso: [.leads, .status])
  }

  static var end: VerbManual {
    VerbManual(
      summary: "close a run",
      meaning: """
        Closes a run of BATCH. It then has succeeded, or it is incomplete if a required stage is not complete; with \
        `--failed` it has failed. Ending a run completes no stage.
        """,
      examples: [
        Example("The batch is through.", "batchwatch end leads-nightly"),
        Example("It is not.", "batchwatch end leads-nightly --failed --reason 'disk full'"),
        Example(
          "Report the failure of a shell script whose last line is the first example.",
          "trap '[ $? = 0 ] || batchwatch end leads-nightly --failed || :' EXIT"),
      ],
      seeAlso: [.start, .history])
  }

  static var progress: VerbManual {
    VerbManual(
      summary: "count what passes through a pipe into a stage",
      meaning: """
        Passes its standard input on to standard output as `cat` does, and records how much of it has passed as the \
        progress of STAGE in a run of BATCH: at most once a second, and at the end. It counts lines, unless an option \
        says otherwise. The stage is complete when the input has ended and nothing is missing of `--total`; with \
        `--read`, when the program said so. Otherwise it stays where it is, with a warning: a pipe doesn't tell \
        whether the program before it failed. While standard error is a terminal and standard output is none, it \
        shows a bar with rate and time left. Whatever becomes of the records, the data goes on.
        """,
      examples: [
        Example(
          "Count 480 leads on their way.", "./scrape | batchwatch progress leads-nightly scrape --total 480 | ./load"),
        Example(
          "Count how much of a file is read.",
          "batchwatch progress leads-nightly load --bytes --total \"$size\" <leads | ./load"),
        Example(
          "Count files, whatever their names.",
          "find . -print0 | batchwatch progress leads-nightly files --null | ./index"),
        Example(
          "Read the progress that a program writes.",
          "./mail --verbose | batchwatch progress leads-nightly email --read"),
      ],
      seeAlso: [.stage, .run, .status])
  }

  static var run: VerbManual {
    VerbManual(
      summary: "record a run or a stage around a command",
      meaning: """
        Executes COMMAND and records it: as a whole run of BATCH, or with `--stage` as one stage of a run that is \
        open. Everything after `--` is passed on as it is, without a shell. It ends as COMMAND ends, with the \
        same status or of the same signal, and that decides the outcome; the last 10 kB of its output, its CPU time \
        and its peak memory are kept. \
        Guards end it in time, keep a second one away, try again or hold its output back; the batch's `run` in the \
        configuration can ask for them too, and the command line goes before.
        """,
      examples: [
        Example(
          "A crontab line, with `PATH=/usr/local/bin:/usr/bin:/bin` above it.",
          "0 1 * * * batchwatch run leads-nightly -- /opt/leads/nightly"),
        Example(
          "At most three hours, never two at once, three attempts.",
          "batchwatch run mirror --timeout 3h --no-overlap --retries 2 -- /opt/mirror"),
        Example(
          "One stage of a run that `start` has opened.",
          "batchwatch run leads-nightly --stage scrape -- ./scrape --all"),
        Example(
          "Pipes and variables need a shell.",
          "batchwatch run leads-nightly -- sh -c './scrape | ./enrich'"),
      ],
      seeAlso: [.start, .stage, .end])
  }
}
