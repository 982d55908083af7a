/// The environment variables that `batchwatch` reads, for help, man page and reference.
let environmentVariables = [
  Definition("BATCHWATCH_CONFIG", "configuration file; default: `/etc/batchwatch/config.yml`"),
  Definition("BATCHWATCH_TRACKER", "database of all records, in place of the setting `tracker`"),
  Definition(
    "BATCHWATCH_TEXTFILE_DIRECTORY",
    "where node_exporter reads `.prom` files, in place of the setting `textfile_directory`"),
  Definition("BATCHWATCH_TIMEZONE", "zone of schedules and deadlines, in place of the setting `timezone`"),
  Definition("BATCHWATCH_CURRENCY", "currency of costs, in place of the setting `currency`"),
  Definition("BATCHWATCH_RETENTION", "how long ended runs are kept, in place of the setting `retention`"),
  Definition("BATCHWATCH_SPOOL", "where records wait while the tracker can't take them"),
  Definition(
    "BATCHWATCH_BEST_EFFORT",
    "`1`: a record that can't be kept is a warning and exit status 0, so that watching never breaks the batch"),
  Definition("NO_COLOR", "set and not empty: no colours"),
]
