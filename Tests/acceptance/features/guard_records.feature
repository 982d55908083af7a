Feature: What the guards of run leave on record
  Attempts, refused starts, measured durations and kept logs are shown wherever a run is, and change no verdict.

  Background:
    Given the configuration
      """
      timezone: UTC
      batches:
        - {name: leads, schedule: "0 1 * * *", max_duration: 3h, duration_buckets: [1h, 4h]}
      """
    And node_exporter reads the textfile directory
    And the time is 2026-03-06T01:00:00Z
    And I ran `batchwatch start leads --run night`

  Scenario: A run that is tried again
    Given records of leads wait in the spool
      | time                 | run   | record                                                                                         |
      | 2026-03-06T01:13:00Z | night | attempt none 1 3 @2026-03-06T01:00:00Z 780000 @2026-03-06T01:18:00Z =exit_status_1 1 0.5 4096 6f |
    And the time is 2026-03-06T01:15:00Z
    When I run `batchwatch export`
    Then it succeeds
    And run night of leads is running
    And a scrape has
      """
      batch_consecutive_failures{batch="leads"} 0
      batch_runs_total{batch="leads",outcome="failed"} 0
      """
    And a scrape has the times of leads
      | time          | is                   |
      | last_progress | 2026-03-06T01:13:00Z |
    When I run `batchwatch status leads`
    Then the output contains `1 of 3 failed: exit status 1 at 01:13 UTC; next at 01:18 UTC, in 3m`
    When I run `batchwatch history leads`
    Then the output contains `after 1 failed attempt: exit status 1`
    And the output contains `Attempt 1 of 3: 2026-03-06 01:00 UTC, took 13m 00s: exit status 1`

  Scenario: A clock that is set during a run spoils no duration
    Given records of leads wait in the spool
      | time                 | run   | record                                           |
      | 2026-09-06T01:00:00Z | night | end ended - 1800000 /var/log/batches/night.log 24 0.5 4096 6f |
    And the time is 2026-09-06T01:00:01Z
    When I run `batchwatch export`
    Then a scrape has
      """
      batch_duration_seconds_sum{batch="leads"} 1800
      batch_duration_seconds_bucket{batch="leads",le="3600"} 1
      batch_last_duration_seconds{batch="leads"} 1800
      """
    When I run `batchwatch history leads`
    Then the output contains `30m 00s  succeeded (exit status 24)`
    And the output contains `The whole output: /var/log/batches/night.log`
    And the output has no `BatchSlow`

  Scenario: A start that is refused
    Given a scrape has
      """
      batch_starts_refused_total{batch="leads"} 0
      """
    And records of leads wait in the spool
      | time                 | run | record               |
      | 2026-03-06T02:00:00Z |     | refused 600000 night |
    And the time is 2026-03-06T02:00:01Z
    When I run `batchwatch export`
    Then a scrape has
      """
      batch_starts_refused_total{batch="leads"} 1
      batch_running{batch="leads"} 1
      """
    When I run `batchwatch history leads`
    Then the output contains `refused`
    And the output contains `run night went on, waited 10m 00s`

  Scenario: A stage with a log and a duration of its own
    Given records of leads wait in the spool
      | time                 | run   | record                                                              |
      | 2026-03-06T01:01:00Z | night | command-stage scrape none /var/log/batches/scrape.log 0 progress 0.0 |
      | 2026-03-06T01:59:00Z | night | command-stage scrape 60000 /var/log/batches/scrape.log 1 0 0.5 4096 6f complete |
    And the time is 2026-03-06T02:00:00Z
    When I run `batchwatch export`
    Then a scrape has
      """
      batch_stage_completion_ratio{batch="leads",stage="scrape"} 1
      batch_stage_duration_seconds{batch="leads",stage="scrape"} 60
      """
    When I run `batchwatch status leads`
    Then the output contains `scrape: /var/log/batches/scrape.log`

  Scenario Outline: Guards that make no sense: <options>
    When I run `batchwatch run leads <options> -- true`
    Then it fails with status 64
    And it says one line
    And the message contains `<message>`

    Examples:
      | options                      | message                                              |
      | --kill-after 5s              | '--kill-after' needs '--timeout'                     |
      | --wait 5m                    | '--wait' needs '--no-overlap'                        |
      | --retry-delay 5m             | '--retry-delay' needs '--retries'                    |
      | --stage scrape --no-overlap  | '--stage' and '--no-overlap' exclude each other      |
      | --quiet --no-quiet           | '--quiet' and '--no-quiet' exclude each other        |
      | --timout 3h                  | unknown option '--timout', did you mean '--timeout'? |
