/// The numbered steps from an empty database to the current schema. A released step is never edited: a change is a new
/// step at the end. Steps are plain SQL, so none depends on today's types.
///
/// All times are milliseconds since the epoch, durations milliseconds unless a name says otherwise.
package enum Migrations {
  /// What `PRAGMA application_id` says of a tracker ("BaWa").
  static let applicationID: Int64 = 0x4261_5761

  /// The schema version of this program.
  package static var current: Int { steps.count }

  static let steps: [String] = [
    """
    -- What a batch is known to be now. Counters stand here and not in the history, so pruning never turns them back.
    CREATE TABLE batches(
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      identity INTEGER NOT NULL DEFAULT (random()), -- tells this row from another that had its id
      revision INTEGER NOT NULL DEFAULT 0,       -- grows with every change; orders what is published
      last_record TEXT,                          -- id of the record that made this revision
      schedule TEXT NOT NULL DEFAULT '',         -- the schedule as last seen, with its zone
      schedule_since INTEGER NOT NULL DEFAULT 0, -- no slot before this time is expected
      newest_run INTEGER,                        -- the run with the latest start
      last_run INTEGER,                          -- the run that ended last
      last_success INTEGER,                      -- when a run last succeeded
      succeeded_start INTEGER,                   -- the latest start of a run that succeeded
      typical_duration INTEGER,                  -- median of the last runs that succeeded
      consecutive_failures INTEGER NOT NULL DEFAULT 0,
      succeeded INTEGER NOT NULL DEFAULT 0,
      failed INTEGER NOT NULL DEFAULT 0,
      incomplete INTEGER NOT NULL DEFAULT 0,
      lost INTEGER NOT NULL DEFAULT 0,
      leads INTEGER NOT NULL DEFAULT 0,
      duration_sum REAL NOT NULL DEFAULT 0       -- seconds, over succeeded runs
    ) STRICT;

    CREATE TABLE duration_buckets(
      batch INTEGER NOT NULL,
      upper_bound INTEGER NOT NULL,
      count INTEGER NOT NULL,                    -- runs of at most upper_bound
      PRIMARY KEY(batch, upper_bound)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE cost_totals(
      batch INTEGER NOT NULL,
      resource TEXT NOT NULL,
      currency TEXT NOT NULL,
      amount REAL NOT NULL,
      PRIMARY KEY(batch, resource, currency)
    ) STRICT, WITHOUT ROWID;

    -- The history, until retention prunes it.
    CREATE TABLE runs(
      id INTEGER PRIMARY KEY,
      batch INTEGER NOT NULL,
      name TEXT NOT NULL,
      outcome TEXT NOT NULL,
      started_at INTEGER NOT NULL,
      ended_at INTEGER,
      progress_at INTEGER NOT NULL,
      leads INTEGER NOT NULL DEFAULT 0,
      reason TEXT,
      pid INTEGER, pid_start INTEGER, boot TEXT, -- the process that must be alive while the run is open
      UNIQUE(batch, name)
    ) STRICT;
    CREATE INDEX runs_by_start ON runs(batch, started_at);
    CREATE INDEX runs_open ON runs(batch) WHERE outcome = 'running';

    CREATE TABLE run_stages(
      run INTEGER NOT NULL,
      name TEXT NOT NULL,
      position INTEGER NOT NULL,                 -- order of first mention
      state TEXT NOT NULL,
      completion REAL NOT NULL,
      done INTEGER, total INTEGER,
      started_at INTEGER,
      ended_at INTEGER,
      reported_at INTEGER NOT NULL,              -- a record older than this one changes nothing
      reason TEXT,
      PRIMARY KEY(run, name)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE run_costs(
      run INTEGER NOT NULL,
      resource TEXT NOT NULL,
      currency TEXT NOT NULL,
      stage TEXT NOT NULL,                       -- '' where none was named
      amount REAL NOT NULL,
      PRIMARY KEY(run, resource, currency, stage)
    ) STRICT, WITHOUT ROWID;

    -- What `run` saw of a command: of the whole run (stage '') or of one stage.
    CREATE TABLE run_commands(
      run INTEGER NOT NULL,
      stage TEXT NOT NULL,
      exit_status INTEGER NOT NULL,
      cpu_seconds REAL NOT NULL,
      peak_memory INTEGER NOT NULL,              -- bytes
      output BLOB NOT NULL,                      -- the end of it
      PRIMARY KEY(run, stage)
    ) STRICT, WITHOUT ROWID;

    -- Spooled records that are in the tracker but whose file may not be removed yet.
    CREATE TABLE taken_in(record TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

    -- The configuration as last read, so that a record need not read 5,000 batches to know its own. Never the source
    -- of truth: it counts only while its fingerprint is that of the file.
    CREATE TABLE configuration(
      path TEXT PRIMARY KEY,
      fingerprint TEXT NOT NULL,
      settings TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE definitions(
      path TEXT NOT NULL,
      name TEXT NOT NULL,
      definition TEXT NOT NULL,
      PRIMARY KEY(path, name)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    -- What the guards of `run` bring: durations by a clock that nobody sets, logs that are kept, attempts and refused
    -- starts. Where a duration is NULL, the times of start and end tell it.
    ALTER TABLE batches ADD COLUMN starts_refused INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE runs ADD COLUMN duration INTEGER;
    ALTER TABLE runs ADD COLUMN log TEXT;
    ALTER TABLE runs ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0; -- rows in run_attempts
    ALTER TABLE run_stages ADD COLUMN duration INTEGER;
    ALTER TABLE run_stages ADD COLUMN log TEXT;

    -- Attempts that failed and were followed by others, of the run's own command (stage '') or of a stage's: `number`
    -- counts from 1, `most` is how many there may be, `next_at` when the next one was to begin, `peak_memory` is in bytes.
    -- Comments stand outside of statements, because every call reads the schema.
    CREATE TABLE run_attempts(
      run INTEGER NOT NULL, stage TEXT NOT NULL, number INTEGER NOT NULL, most INTEGER NOT NULL,
      started_at INTEGER NOT NULL, ended_at INTEGER NOT NULL, duration INTEGER NOT NULL, next_at INTEGER, reason TEXT,
      exit_status INTEGER NOT NULL, cpu_seconds REAL NOT NULL, peak_memory INTEGER NOT NULL, output BLOB NOT NULL,
      PRIMARY KEY(run, stage, number)
    ) STRICT, WITHOUT ROWID;

    -- Starts that were refused because an earlier run, `holder`, went on.
    CREATE TABLE refused_starts(
      batch INTEGER NOT NULL, refused_at INTEGER NOT NULL, waited INTEGER NOT NULL, holder TEXT,
      PRIMARY KEY(batch, refused_at)
    ) STRICT, WITHOUT ROWID;
    """,
  ]
}
