let syntaxMistakes = [
  BadFile(
    "tracker: @daily\n",
    "1:10: found character that cannot start any token (while scanning for the next token); indent with spaces, not "
      + "tabs, and put quotes around a value that begins with '@', '%' or '`'"),
  BadFile(
    "tracker: /t\n\tspool: /s\n",
    "2:1: found a tab character that violates indentation (while scanning a plain scalar); indent with spaces, not tabs"
  ),
  BadFile(
    "batches:\n- name: a\n  schedule: * * * * *\n",
    "3:14: did not find expected alphabetic or numeric character (while scanning an alias); put quotes around a value "
      + "that begins with '*' or '&'"),
  BadFile(
    "tracker: \"/t\nspool: /s\n",
    "3:1: found unexpected end of stream (while scanning a quoted scalar); the quote in line 1 is never closed"),
  BadFile(
    "tracker: /t\n  spool: /s\n",
    "2:8: mapping values are not allowed in this context; indent the keys of one mapping alike, and put quotes around "
      + "a value that holds ': '"),
  BadFile("{tracker: /t\n", "2:1: did not find expected ',' or '}' (while parsing a flow mapping)"),
  BadFile("a: 1\n---\nb: 1\n", "2:1: a second document starts here; a configuration is only one"),
  BadFile("tracker: !env TRACKER\n", "1:10: tag '!env' has no meaning here; remove it"),
  BadFile("tracker: !!binary aGVsbG8=\n", "1:10: tag 'tag:yaml.org,2002:binary' has no meaning here; remove it"),
  BadFile("tracker: !!map x\n", "1:10: tag 'tag:yaml.org,2002:map' has no meaning here; remove it"),
  BadFile("tracker: *t\n", "1:10: alias '*t' has no anchor '&t' before it"),
  BadFile("[a]: b\n", "1:1: a key must be text, not a list"),
  BadFile("{a: b}: c\n", "1:1: a key must be text, not a mapping"),
  BadFile("currency: USD\n'currency': USD\n", "2:1: key 'currency' stands twice; the first is in line 1"),
  BadFile("- a\n", "1:1: the top level must be a mapping of settings, not a list"),
  BadFile("just text\n", "1:1: the top level must be a mapping of settings, not a single value"),
]

let topLevelMistakes = [
  BadFile("trakcer: /t\n", "1:1: unknown key 'trakcer', did you mean 'tracker'?"),
  BadFile("jobs: []\n", "1:1: unknown key 'jobs', did you mean 'batches'?"),
  BadFile("batch: []\n", "1:1: unknown key 'batch', did you mean 'batches'?"),
  BadFile("tz: UTC\n", "1:1: unknown key 'tz', did you mean 'timezone'?"),
  BadFile("schedule: x\n", "1:1: unknown key 'schedule' in the top level; it belongs into a batch"),
  BadFile("nonsense: x\n", "1:1: unknown key 'nonsense' in the top level"),
  BadFile("\"a\\e[2J\": x\n", "1:1: unknown key 'a\\u{1b}[2J' in the top level"),
  BadFile("tracker: t.db\n", "1:10: 'tracker' must be an absolute path, such as /etc/batchwatch/file, not 't.db'"),
  BadFile("tracker:\n", "1:9: 'tracker' has no value; write an absolute path or remove the key"),
  BadFile("tracker: [/t]\n", "1:10: 'tracker' must be an absolute path, not a list"),
  BadFile(
    "spool: \"/a\\nb\"\n", "1:8: 'spool' must be an absolute path, such as /etc/batchwatch/file, not '/a\\u{a}b'"),
  BadFile("currency: usd\n", "1:11: 'currency' must be a currency of three capital letters, such as USD, not 'usd'"),
  BadFile("retention: 30\n", "1:12: 'retention': '30' is no duration: after 30 a unit is missing, as in '30s'"),
  BadFile("retention: 1h\n", "1:12: 'retention' must be at least 1d, not '1h'"),
  BadFile(
    "timezone: america/new york\n", "1:11: unknown time zone 'america/new york', did you mean 'America/New_York'?"),
  BadFile("timezone: Europe/Belrin\n", "1:11: unknown time zone 'Europe/Belrin', did you mean 'Europe/Berlin'?"),
  BadFile("timezone: utc\n", "1:11: unknown time zone 'utc', did you mean 'UTC'?"),
  BadFile(
    "timezone: Mars/Olympus\n",
    "1:11: unknown time zone 'Mars/Olympus'; write an IANA name such as 'Europe/Berlin' ('timedatectl list-timezones')"),
  BadFile("batches: {name: a}\n", "1:10: 'batches' must be a list, each batch beginning with '- name:', not a mapping"),
  BadFile("batches: [a]\n", "1:11: a batch must be a mapping of settings, not a single value"),
  BadFile("mail:\n", "1:6: 'mail' must be a mapping of settings, not nothing"),
]
