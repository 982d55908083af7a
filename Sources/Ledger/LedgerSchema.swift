/// The numbered steps from an empty database to the current schema, as for the tracker: a released step is never edited.
///
/// All times are milliseconds since the epoch.
enum LedgerSchema {
  /// What `PRAGMA application_id` says of a ledger ("BaLe").
  static let applicationID: Int64 = 0x4261_4C65

  static var current: Int64 { Int64(steps.count) }

  /// Every table of the current schema.
  static let tables = [
    "facts", "exports", "host_labels", "receivers", "members", "links", "alerts", "silences", "left_silences",
    "unsettled", "excused", "threads", "mails", "notifications",
  ]

  static let steps: [String] = [
    """
    -- Single values: last_pass, interval, way, worse_passes, heartbeat_age, path_since, answering, last_heartbeat,
    -- lost_notifications, notified, restarted, last_shown, rejoined, knows_silences.
    CREATE TABLE facts(name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
    -- The times of this host's last exports, one of which its heartbeat carries.
    CREATE TABLE exports(time INTEGER PRIMARY KEY) STRICT;
    -- The labels of the last heartbeat that was proven to be this host's.
    CREATE TABLE host_labels(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    -- Counters of Alertmanager's integrations at the last look.
    CREATE TABLE receivers(
      member TEXT NOT NULL, integration TEXT NOT NULL, tried REAL NOT NULL, failed REAL NOT NULL,
      is_failing INTEGER NOT NULL, PRIMARY KEY(member, integration)
    ) STRICT, WITHOUT ROWID;
    -- When each member of the Alertmanager cluster was started, in Unix seconds by its own clock.
    CREATE TABLE members(member TEXT PRIMARY KEY, started REAL NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE links(
      position INTEGER PRIMARY KEY, link TEXT NOT NULL, state TEXT NOT NULL, evidence TEXT NOT NULL, fix TEXT NOT NULL
    ) STRICT;

    CREATE TABLE alerts(
      name TEXT NOT NULL, batch TEXT NOT NULL, link TEXT NOT NULL,
      severity TEXT NOT NULL, team TEXT NOT NULL, text TEXT NOT NULL, runbook TEXT NOT NULL,
      since INTEGER NOT NULL, cleared INTEGER, active INTEGER, lacking INTEGER,
      is_posted INTEGER NOT NULL, silenced_until INTEGER, is_inhibited INTEGER NOT NULL,
      told_way TEXT, told_at INTEGER, thread INTEGER, silence TEXT, silence_end INTEGER, notified REAL,
      is_end_told INTEGER NOT NULL,
      PRIMARY KEY(name, batch, link)
    ) STRICT, WITHOUT ROWID;
    -- Other people's silences that may mute an alert of this host. The matchers are those of Alertmanager's API.
    CREATE TABLE silences(
      id TEXT PRIMARY KEY, starts INTEGER NOT NULL, ends INTEGER NOT NULL, matchers TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE left_silences(
      id TEXT PRIMARY KEY, name TEXT NOT NULL, batch TEXT NOT NULL, link TEXT NOT NULL, until INTEGER NOT NULL,
      ends INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    -- Alerts that are over, and of which Alertmanager may believe until then that they go on.
    CREATE TABLE unsettled(
      name TEXT NOT NULL, batch TEXT NOT NULL, link TEXT NOT NULL, until INTEGER NOT NULL,
      PRIMARY KEY(name, batch, link)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE excused(
      name TEXT NOT NULL, batch TEXT NOT NULL, moment INTEGER NOT NULL, PRIMARY KEY(name, batch)
    ) STRICT, WITHOUT ROWID;

    -- A conversation: the mail that tells of alerts, its reminders, and the mail that tells of their end.
    CREATE TABLE threads(id INTEGER PRIMARY KEY, subject TEXT NOT NULL, started_at INTEGER NOT NULL) STRICT;
    -- Outbox and ledger in one: a mail waits here until a relay took it, and what became of it stays for a while.
    CREATE TABLE mails(
      id INTEGER PRIMARY KEY,
      thread INTEGER NOT NULL,
      message_id TEXT NOT NULL UNIQUE,
      occasion TEXT NOT NULL,
      written_at INTEGER NOT NULL,
      message BLOB,                              -- header and body; NULL once nobody has to send it any more
      attempts INTEGER NOT NULL DEFAULT 0,
      next_attempt INTEGER NOT NULL,
      is_sending INTEGER NOT NULL DEFAULT 0,     -- an attempt began, and nothing says how it ended
      is_unknown INTEGER NOT NULL DEFAULT 0,     -- a relay may have taken it
      outcome TEXT,                              -- accepted, withdrawn, given up; NULL while it waits
      ended_at INTEGER,
      detail TEXT NOT NULL DEFAULT ''            -- the relay's last words
    ) STRICT;
    CREATE INDEX mails_waiting ON mails(id) WHERE outcome IS NULL;
    CREATE INDEX mails_by_thread ON mails(thread);

    -- Counters for the metrics; they only grow.
    CREATE TABLE notifications(
      path TEXT NOT NULL, outcome TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY(path, outcome)
    ) STRICT, WITHOUT ROWID;
    """
  ]
}
