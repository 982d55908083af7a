/// The manuals of the verbs that show, publish and set up.
extension VerbManual {
  static var status: VerbManual {
    VerbManual(
      summary: "show what each batch is doing now",
      meaning: """
        Shows how each BATCH stands, or every batch without one: its run, its stages, its deadline, when it should \
        end, and what it has cost. Colours and bars appear only on a terminal.
        """,
      examples: [
        Example("How does everything stand?", "batchwatch status"),
        Example("Watch one batch.", "batchwatch status leads-nightly --follow --interval 5s"),
        Example("For scripts.", "batchwatch status leads-nightly --json"),
      ],
      seeAlso: [.history, .schedule])
  }

  static var history: VerbManual {
    VerbManual(
      summary: "list past runs",
      meaning: """
        Lists the runs of BATCH, the newest first, with outcome, duration, leads and cost. Runs are kept for the \
        configured `retention`.
        """,
      examples: [
        Example("The latest runs.", "batchwatch history leads-nightly"),
        Example("The last week's, for a script.", "batchwatch history leads-nightly --limit 7 --json"),
      ],
      seeAlso: [.status])
  }

  static var schedule: VerbManual {
    VerbManual(
      summary: "show the next slots and their deadlines",
      meaning: """
        Shows the next times at which each BATCH should start, or every batch with a schedule without one, and until \
        when each must be complete, in the batch's own zone and in UTC. So a schedule can be checked before a night \
        depends on it. It warns as `check-config` does. Changes to and from daylight saving time are treated as \
        Debian's cron treats them.
        """,
      examples: [
        Example("The next slots of every batch.", "batchwatch schedule"),
        Example(
          "What happens when the clocks go forward?",
          "batchwatch schedule leads-nightly --from 2026-03-07T00:00:00Z --count 3"),
        Example("For scripts.", "batchwatch schedule leads-nightly --json"),
      ],
      seeAlso: [.checkConfig, .status])
  }

  static var export: VerbManual {
    VerbManual(
      summary: "write the metrics for node_exporter",
      meaning: """
        Writes the `.prom` file of every batch, and batchwatch's own, into the directory where node_exporter's \
        textfile collector reads them. Each record already writes the file of its batch; `export` in cron moves slots \
        and deadlines on while nothing is recorded.
        """,
      examples: [
        Example("A crontab line, with `PATH=/usr/local/bin:/usr/bin:/bin` above it.", "* * * * * batchwatch export"),
        Example("Look at what would be scraped.", "BATCHWATCH_TEXTFILE_DIRECTORY=/tmp batchwatch export"),
      ],
      seeAlso: [.checkConfig])
  }

  static var checkConfig: VerbManual {
    VerbManual(
      summary: "check the configuration file",
      meaning: """
        Reads the configuration and tells every mistake in it in one go, each with its line, its column and, for a \
        name that is nearly right, the name that was probably meant. It warns of limits that the next slot overtakes, of \
        days that never come, and of schedules in another zone than cron's. It changes nothing.
        """,
      examples: [
        Example("Check the configuration in use.", "batchwatch check-config"),
        Example("Check a new one before it is installed.", "batchwatch check-config --config new.yml"),
      ],
      seeAlso: [.schedule])
  }

  static var forget: VerbManual {
    VerbManual(
      summary: "remove a batch and all its records",
      meaning: """
        Removes BATCH with its runs and counters from the tracker, and its `.prom` file, so that its metrics and \
        alerts go away. It asks first; where there is no terminal to ask on, `--yes` is needed.
        """,
      examples: [
        Example("Retire a batch.", "batchwatch forget leads-nightly"),
        Example("In a script.", "batchwatch forget leads-nightly --yes"),
      ],
      seeAlso: [.history, .export])
  }

  static var completion: VerbManual {
    VerbManual(
      summary: "print a completion script for a shell",
      meaning: """
        Prints a script with which SHELL completes verbs, options, and the names of batches and stages.
        """,
      examples: [
        Example("For bash, now.", "source <(batchwatch completion bash)"),
        Example("For bash, from the next login on.", "batchwatch completion bash > /etc/bash_completion.d/batchwatch"),
        Example("For zsh.", "batchwatch completion zsh > /usr/local/share/zsh/site-functions/_batchwatch"),
        Example("For fish.", "batchwatch completion fish > ~/.config/fish/completions/batchwatch.fish"),
      ],
      seeAlso: [.help])
  }

  static var help: VerbManual {
    VerbManual(
      summary: "explain batchwatch or a verb",
      meaning: """
        Explains VERB, or lists all verbs without one. `batchwatch VERB --help` prints the same.
        """,
      examples: [
        Example("What is there?", "batchwatch help"),
        Example("How does a stage report progress?", "batchwatch help stage"),
      ],
      seeAlso: [.version])
  }

  static var version: VerbManual {
    VerbManual(
      summary: "print the version",
      meaning: "Prints the name and the version of this release. `--version` and `-V` do the same.",
      examples: [
        Example("Which release is this?", "batchwatch version"),
        Example("The same.", "batchwatch --version"),
      ],
      seeAlso: [.help])
  }

  static var docs: VerbManual {
    VerbManual(
      summary: "print a generated reference",
      meaning: "Prints the reference of KIND as it is kept below `docs`; `make docs` writes those files with it.",
      examples: [Example("The reference of all verbs.", "batchwatch docs commands > docs/commands.md")],
      seeAlso: [.help])
  }
}
