import Batches

/// The keys of the file itself. The first six can also come from the environment.
let topLevelTable = SettingTable<Configuration>(
  place: "the top level",
  settings: [
    Setting(
      "tracker", .absolutePath, "The database that keeps every record.",
      fallback: "`/var/lib/batchwatch/tracker.db`, for a user `$XDG_STATE_HOME/batchwatch/tracker.db`",
      example: "/var/lib/batchwatch/tracker.db", aliases: ["database", "db", "tracker_file", "batch_tracker_file"],
      store: { $0.settings.tracker = $1 }),
    Setting(
      "textfile_directory", .absolutePath, "The directory that node_exporter's textfile collector reads.",
      fallback: "`/var/lib/prometheus/node-exporter`", example: "/var/lib/prometheus/node-exporter",
      aliases: ["textfile_dir", "collector_textfile_directory", "textfiles", "prom_directory"],
      store: { $0.settings.textfileDirectory = $1 }),
    Setting(
      "timezone", .timezone, "The zone of every schedule that names none of its own.", fallback: "the host's zone",
      example: "America/New_York", aliases: timezoneAliases, store: { $0.settings.timezone = $1 }),
    Setting(
      "currency", .currency, "The currency of every cost and cost limit.",
      fallback: "`\(TopLevelSettings.defaultCurrency)`", example: "USD", store: { $0.settings.currency = $1 }),
    Setting(
      "retention", .duration(atLeast: .days(1)),
      "How long ended runs are kept, at least a day. Counters and histograms never lose what is pruned.",
      fallback: "`\(TopLevelSettings.defaultRetention)`", example: "400d",
      aliases: ["retention_time", "keep", "keep_history", "history"], store: { $0.settings.retention = $1 }),
    Setting(
      "spool", .absolutePath, "The directory that keeps records while the tracker can't take them.",
      fallback: "`tracker`'s path and `-spool`", example: "/var/lib/batchwatch/spool",
      aliases: ["spool_directory", "spool_dir"], store: { $0.settings.spool = $1 }),
    Setting(
      "batches", .batches, "The batches and what is expected of them, see [A batch](#a-batch).", fallback: "none",
      example: "[{name: leads-nightly}]", aliases: ["jobs", "checks", "monitors"], store: { $0.batches = $1 }),
    Setting(
      "alert_path", .mapping("a mapping", { alertPathTable }, empty: AlertPathSettings()),
      "The servers that alerts pass on their way to people, see [`alert_path`](#alert_path).",
      fallback: "none: mail is then the way", example: "{alertmanager: \"http://localhost:9093\"}",
      aliases: ["alerting", "alertmanager"], store: { $0.alertPath = $1 }),
    Setting(
      "mail", .mail, "How to mail people directly, see [`mail`](#mail).", fallback: "none",
      example: "{to: oncall@example.com, from: batchwatch@example.com, smtp: \"smtp://localhost:25\", starttls: never}",
      aliases: ["email", "smtp", "email_configs"], store: { $0.mail = $1 }),
    Setting(
      "runbooks", .httpBase,
      "Where the runbooks are read that mails link to, if not on the host itself: the page of an alert is `NAME.md` there.",
      fallback: "where the documents are installed", example: "https://wiki.example.com/batchwatch/runbooks",
      aliases: ["runbook_base", "runbook_base_url", "runbooks_url"], store: { $0.runbooks = $1 }),
  ])

/// Settings whose key, in capitals after `BATCHWATCH_`, is also an environment variable.
let environmentKeys = ["tracker", "textfile_directory", "timezone", "currency", "retention", "spool"]

/// What others call the zone of a schedule.
let timezoneAliases = ["tz", "time_zone", "zone", "cron_tz", "timeZone"]

/// `BATCHWATCH_TEXTFILE_DIRECTORY` for `textfile_directory`.
func environmentVariable(_ key: String) -> String { "BATCHWATCH_" + key.uppercased() }
