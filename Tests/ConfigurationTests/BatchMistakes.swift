let batchMistakes = [
  BadFile("batches:\n- severity: x\n", "2:3: a batch needs 'name', such as 'name: leads-nightly'"),
  BadFile(
    "batches:\n- name: a b\n",
    "2:9: name 'a b' is not valid: it must be a letter or digit, then up to 63 letters, digits, '.', '_' or '-'"),
  BadFile("batches:\n- name: a\n- name: b\n- name: a\n", "4:9: batch 'a' stands twice; the first is in line 2"),
  BadFile(batch: "dealine: x", "3:5: unknown key 'dealine', did you mean 'complete_by'?"),
  BadFile(batch: "deadline: x", "3:5: unknown key 'deadline', did you mean 'complete_by'?"),
  BadFile(batch: "cron: x", "3:5: unknown key 'cron', did you mean 'schedule'?"),
  BadFile(batch: "grace: x", "3:5: unknown key 'grace', did you mean 'start_within'?"),
  BadFile(batch: "stall: x", "3:5: unknown key 'stall', did you mean 'stall_after'?"),
  BadFile(batch: "complete_in: x", "3:5: unknown key 'complete_in', did you mean 'complete_within'?"),
  BadFile(batch: "complete: x", "3:5: unknown key 'complete' in a batch"),
  BadFile(batch: "tz: x", "3:5: unknown key 'tz', did you mean 'timezone'?"),
  BadFile(batch: "limit_cost: x", "3:5: unknown key 'limit_cost', did you mean 'cost_per_lead_limit'?"),
  BadFile(batch: "MaxDuration: x", "3:5: unknown key 'MaxDuration', did you mean 'max_duration'?"),
  BadFile(batch: "max-duration: x", "3:5: unknown key 'max-duration', did you mean 'max_duration'?"),
  BadFile(batch: "smtp: x", "3:5: unknown key 'smtp' in a batch; it belongs into 'mail'"),
  BadFile(
    batch: "<<: {severity: x}", "3:5: '<<' does not merge here; write the settings out, or use an alias for each value"),
  BadFile(batch: "description: \"a\\nb\"", "3:18: 'description' must be one line of text without control characters"),
  BadFile(
    batch: "description: \"a\\u202Eb\"", "3:18: 'description' must be one line of text without control characters"),
  BadFile(batch: "description: \"\"", "3:18: 'description' must be one line of text without control characters"),
  BadFile(
    batch: "description: \(String(repeating: "x", count: 1001))",
    "3:18: 'description' must have at most 1000 characters, not 1001"),
  BadFile(batch: "schedule: \"0 25 * * *\"", "3:18: 'schedule': bad hour: 25 is out of range, write 0 to 23"),
  BadFile(batch: "schedule: 0 25 * * *", "3:17: 'schedule': bad hour: 25 is out of range, write 0 to 23"),
  BadFile(batch: "schedule: '0 25 * * *'", "3:18: 'schedule': bad hour: 25 is out of range, write 0 to 23"),
  BadFile(batch: "schedule: !!str 0 25 * * *", "3:15: 'schedule': bad hour: 25 is out of range, write 0 to 23"),
  BadFile(batch: "schedule: \"0\\x20\\x325 * * *\"", "3:15: 'schedule': bad hour: 25 is out of range, write 0 to 23"),
  BadFile(
    batch: "schedule: 6h",
    "3:17: 'schedule': 1 field instead of 5 (minute, hour, day of month, month, day of week), add the hour; "
      + "for an interval write 'every: 6h'"),
  BadFile(batch: "schedule: '@daily'\nevery: 6h", "4:5: 'every' and 'schedule' exclude each other; remove one"),
  BadFile(batch: "every: 30s", "3:12: 'every' must be at least 1m, not '30s'"),
  BadFile(batch: "start_within: 5m", "3:5: 'start_within' needs a 'schedule' or 'every' to count from"),
  BadFile(batch: "complete_by: 05:00", "3:5: 'complete_by' needs a 'schedule' or 'every' to count from"),
  BadFile(batch: "complete_within: 5h", "3:5: 'complete_within' needs a 'schedule' or 'every' to count from"),
  BadFile(
    batch: "every: 1d\ncomplete_by: 05:00\ncomplete_within: 4h",
    "5:5: 'complete_within' and 'complete_by' exclude each other; remove one"),
  BadFile(
    batch: "every: 1d\ncomplete_by: 25:00",
    "4:18: 'complete_by': '25:00' is no time of day, the day goes from 00:00 to 23:59"),
  BadFile(
    batch: "every: 1d\ncomplete_by: 300",
    "4:18: 'complete_by': '300' is no time of day, write hour and minute as '05:00', 00:00 to 23:59"),
  BadFile(
    batch: "timezone: Berlin",
    "3:15: unknown time zone 'Berlin'; write an IANA name such as 'Europe/Berlin' ('timedatectl list-timezones')"),
  BadFile(
    batch: "early_tolerance: -1m", "3:22: 'early_tolerance': the duration '-1m' is negative, write it without '-'"),
  BadFile(batch: "max_duration: 0s", "3:19: 'max_duration' must be at least 1s, not '0s'"),
  BadFile(
    batch: "max_duration: 5m\nmin_duration: 5m",
    "4:19: 'min_duration' (5m) must be shorter than 'max_duration' (5m), or no run could be right"),
  BadFile(
    batch: "failures_before_alert: 0",
    "3:28: 'failures_before_alert' must be a whole number from 1 to 1000, not '0'"),
  BadFile(
    batch: "failures_before_alert: 1001",
    "3:28: 'failures_before_alert' must be a whole number from 1 to 1000, not '1001'"),
  BadFile(
    batch: "failures_before_alert: \"1\"",
    "3:28: 'failures_before_alert' must be a whole number from 1 to 1000; remove the quotes around '1'"),
  BadFile(batch: "hosts: 1", "3:12: 'hosts' must be a whole number from 2 to 10000, not '1'"),
  BadFile(batch: "cost_per_lead_limit: 0", "3:26: 'cost_per_lead_limit' must be a number above 0, not '0'"),
  BadFile(batch: "gpu_cost_limit: -1", "3:21: 'gpu_cost_limit' must be a number above 0, not '-1'"),
  BadFile(batch: "gpu_cost_limit: 1e999", "3:21: 'gpu_cost_limit' must be a number above 0, not '1e999'"),
  BadFile(batch: "gpu_cost_limit: .inf", "3:21: 'gpu_cost_limit' must be a number above 0, not '.inf'"),
  BadFile(batch: "gpu_cost_limit: .nan", "3:21: 'gpu_cost_limit' must be a number above 0, not '.nan'"),
  BadFile(batch: "gpu_cost_limit: $20", "3:21: 'gpu_cost_limit' must be a number above 0, not '$20'"),
  BadFile(
    batch: "gpu_cost_limit: \"20\"", "3:21: 'gpu_cost_limit' must be a number above 0; remove the quotes around '20'"),
  BadFile(batch: "duration_buckets: [1h, 30m]", "3:28: 'duration_buckets' must ascend, but 30m follows 1h"),
  BadFile(batch: "duration_buckets: [1h, 60m]", "3:28: 'duration_buckets' must ascend, but 1h follows 1h"),
  BadFile(batch: "duration_buckets: []", "3:23: 'duration_buckets' must have 1 to 64 items, not 0"),
  BadFile(batch: "duration_buckets: 1h", "3:23: 'duration_buckets' must be a list, not a single value"),
  BadFile(
    batch: "duration_buckets: [\((1...65).map { "\($0)h" }.joined(separator: ", "))]",
    "3:23: 'duration_buckets' must have 1 to 64 items, not 65"),
  BadFile(
    batch: "severity: \"a\\nb\"",
    "3:15: 'severity' must have 1 to 64 characters, without quotes, backslashes, control characters or spaces at its "
      + "ends, not 'a\\u{a}b'"),
  BadFile(
    batch: "team: a\"b",
    "3:11: 'team' must have 1 to 64 characters, without quotes, backslashes, control characters or spaces at its ends, "
      + "not 'a\"b'"),
  BadFile(
    batch: "runbook_url: wiki/page",
    "3:18: 'runbook_url' must begin with http:// or https://, such as https://wiki.example.com/page"),
  BadFile(
    batch: "runbook_url: 'https://wiki/a b'",
    "3:18: 'runbook_url' must be a URL in ASCII without spaces or quotes, such as https://wiki.example.com/page"),
]

let stageMistakes = [
  BadFile(batch: "stages: [a, b, a]", "3:20: stage 'a' stands twice; give it a name of its own"),
  BadFile(batch: "stages: [{name: a}, {name: a}]", "3:25: stage 'a' stands twice; give it a name of its own"),
  BadFile(
    batch: "stages: [a/b]",
    "3:14: name 'a/b' is not valid: it must be a letter or digit, then up to 63 letters, digits, '.', '_' or '-'"),
  BadFile(batch: "stages: [{optional: true}]", "3:14: a stage needs 'name', such as 'name: mockup'"),
  BadFile(batch: "stages: [{name: a, weigth: 2}]", "3:24: unknown key 'weigth', did you mean 'weight'?"),
  BadFile(batch: "stages: [{name: a, weight: 0}]", "3:32: 'weight' must be a number above 0, not '0'"),
  BadFile(
    batch: "stages: [{name: a, optional: yes}]",
    "3:34: 'optional' must be true or false, not 'yes'"),
  BadFile(batch: "stages: [[a]]", "3:14: 'stages' must be a name, not a list"),
  BadFile(
    batch: "stages: [\((0...200).map { "s\($0)" }.joined(separator: ", "))]",
    "3:13: 'stages' must have 1 to 200 items, not 201"),
]
