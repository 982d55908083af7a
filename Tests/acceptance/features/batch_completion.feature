Feature: How far a batch is, and whether its night is complete
  A batch has a slot each night. Its stages begin at nothing, each says how far it is, and the slot is complete only
  when a run that fills it ended with every required stage done.

  Background:
    Given the configuration
      """
      timezone: UTC
      currency: USD
      batches:
        - name: leads
          schedule: "0 1 * * *"
          start_within: 15m
          complete_by: "05:00"
          stages: [scrape, enrich, dedupe, score, {name: mockup, optional: true}, email]
      """
    And node_exporter reads the textfile directory
    And the time is 2026-03-06T01:00:00Z

  Scenario: A start resets the stages
    Given I ran `batchwatch start leads --run first`
    And I ran `batchwatch stage leads scrape`
    And I ran `batchwatch stage leads enrich --percent 40`
    And I ran `batchwatch end leads --failed`
    When I run `batchwatch start leads --run second`
    Then it succeeds
    And it prints
      """
      second
      """
    And a scrape has
      """
      batch_running{batch="leads"} 1
      batch_completion_ratio{batch="leads"} 0
      batch_stage_completion_ratio{batch="leads",stage="scrape"} 0
      batch_stage_completion_ratio{batch="leads",stage="enrich"} 0
      batch_stage_completion_ratio{batch="leads",stage="dedupe"} 0
      batch_stage_completion_ratio{batch="leads",stage="score"} 0
      batch_stage_completion_ratio{batch="leads",stage="mockup"} 0
      batch_stage_completion_ratio{batch="leads",stage="email"} 0
      """

  Scenario: One of six stages is complete
    Given I ran `batchwatch start leads`
    When I run `batchwatch stage leads scrape`
    Then it succeeds
    And it prints nothing
    And a scrape has
      """
      batch_completion_ratio{batch="leads"} 0.166666666667
      batch_stage_completion_ratio{batch="leads",stage="scrape"} 1
      batch_stage_completion_ratio{batch="leads",stage="enrich"} 0
      """

  Scenario Outline: A stage is <percent> percent complete
    Given I ran `batchwatch start leads`
    When I run `batchwatch stage leads scrape --percent <percent>`
    Then it succeeds
    And a scrape has
      """
      batch_stage_completion_ratio{batch="leads",stage="scrape"} <ratio>
      """

    Examples:
      | percent | ratio  |
      | 0       | 0      |
      | 16.67   | 0.1667 |
      | 16.67%  | 0.1667 |
      | 1e-3    | 1e-5   |
      | 100     | 1      |

  Scenario: A night is complete when its run ends with all stages done
    Given I ran `batchwatch start leads`
    And I ran `batchwatch stage leads scrape`
    And I ran `batchwatch stage leads enrich`
    And I ran `batchwatch stage leads dedupe`
    And I ran `batchwatch stage leads score`
    And I ran `batchwatch stage leads mockup`
    And I ran `batchwatch stage leads email`
    And the time is 2026-03-06T02:30:00Z
    When I run `batchwatch end leads`
    Then it succeeds
    And it prints nothing
    And a scrape has
      """
      batch_completion_ratio{batch="leads"} 1
      batch_success{batch="leads"} 1
      batch_slot_complete{batch="leads"} 1
      batch_running{batch="leads"} 0
      batch_consecutive_failures{batch="leads"} 0
      batch_runs_total{batch="leads",outcome="succeeded"} 1
      batch_runs_total{batch="leads",outcome="failed"} 0
      batch_runs_total{batch="leads",outcome="incomplete"} 0
      batch_runs_total{batch="leads",outcome="lost"} 0
      batch_last_duration_seconds{batch="leads"} 5400
      batch_duration_seconds_bucket{batch="leads",le="3600"} 0
      batch_duration_seconds_bucket{batch="leads",le="7200"} 1
      batch_duration_seconds_bucket{batch="leads",le="+Inf"} 1
      batch_duration_seconds_sum{batch="leads"} 5400
      batch_duration_seconds_count{batch="leads"} 1
      """
    And a scrape has the times of leads
      | time         | is                   |
      | slot         | 2026-03-06T01:00:00Z |
      | next_slot    | 2026-03-07T01:00:00Z |
      | last_start   | 2026-03-06T01:00:00Z |
      | last_end     | 2026-03-06T02:30:00Z |
      | last_success | 2026-03-06T02:30:00Z |
      | deadline     | 2026-03-06T05:00:00Z |
      | expected_end | 2026-03-06T02:30:00Z |

  Scenario: The same run is counted once, however often its figures are published
    Given I ran `batchwatch start leads`
    And I ran in a shell
      """
      for stage in scrape enrich dedupe score email; do batchwatch stage leads "$stage" || exit; done
      batchwatch end leads
      """
    And I ran `batchwatch export`
    When I run `batchwatch export`
    Then a scrape has
      """
      batch_duration_seconds_count{batch="leads"} 1
      batch_runs_total{batch="leads",outcome="succeeded"} 1
      """

  Scenario: The next night begins with nothing done
    Given I ran `batchwatch start leads`
    And I ran in a shell
      """
      for stage in scrape enrich dedupe score email; do batchwatch stage leads "$stage" || exit; done
      batchwatch end leads
      """
    When the time is 2026-03-07T00:59:59Z
    And I run `batchwatch export`
    Then a scrape has
      """
      batch_slot_complete{batch="leads"} 1
      batch_completion_ratio{batch="leads"} 1
      batch_stage_completion_ratio{batch="leads",stage="email"} 1
      """
    When the time is 2026-03-07T01:00:00Z
    And I run `batchwatch export`
    Then a scrape has
      """
      batch_slot_complete{batch="leads"} 0
      batch_success{batch="leads"} 1
      batch_running{batch="leads"} 0
      batch_completion_ratio{batch="leads"} 0
      batch_stage_completion_ratio{batch="leads",stage="scrape"} 0
      batch_stage_completion_ratio{batch="leads",stage="email"} 0
      batch_runs_total{batch="leads",outcome="succeeded"} 1
      """
    And a scrape has the times of leads
      | time           | is                   |
      | slot           | 2026-03-07T01:00:00Z |
      | next_slot      | 2026-03-08T01:00:00Z |
      | start_deadline | 2026-03-07T01:15:00Z |
      | deadline       | 2026-03-07T05:00:00Z |
      | last_success   | 2026-03-06T01:00:00Z |

  Scenario Outline: <case>
    Given I ran `batchwatch start leads --at 2026-03-06T01:00:00Z`
    And the time is <now>
    And I ran in a shell
      """
      for stage in <stages>; do batchwatch stage leads "$stage" || exit; done
      <end>
      """
    When I run `batchwatch export`
    Then it succeeds
    And a scrape has
      """
      batch_slot_complete{batch="leads"} <complete>
      batch_running{batch="leads"} <running>
      """
    And a scrape has the times of leads
      | time     | is                   |
      | slot     | 2026-03-06T01:00:00Z |
      | deadline | 2026-03-06T05:00:00Z |

    Examples:
      | case                                   | now                  | stages                           | end                  | complete | running |
      | Before the deadline, not completed     | 2026-03-06T04:59:59Z | scrape enrich                    | true                 | 0        | 1       |
      | Before the deadline, completed         | 2026-03-06T04:59:59Z | scrape enrich dedupe score email | batchwatch end leads | 1        | 0       |
      | After the deadline, not completed      | 2026-03-06T05:00:01Z | scrape enrich                    | true                 | 0        | 1       |
      | After the deadline, ended incomplete   | 2026-03-06T05:00:01Z | scrape enrich                    | batchwatch end leads | 0        | 0       |
      | After the deadline, completed too late | 2026-03-06T05:00:01Z | scrape enrich dedupe score email | batchwatch end leads | 1        | 0       |

  Scenario: A night that nobody started
    Given I ran `batchwatch start leads`
    And I ran in a shell
      """
      for stage in scrape enrich dedupe score email; do batchwatch stage leads "$stage" || exit; done
      batchwatch end leads
      """
    When the time is 2026-03-08T12:00:00Z
    And I run `batchwatch export`
    Then a scrape has
      """
      batch_slot_complete{batch="leads"} 0
      batch_success{batch="leads"} 1
      """
    And a scrape has the times of leads
      | time       | is                   |
      | slot       | 2026-03-08T01:00:00Z |
      | last_start | 2026-03-06T01:00:00Z |

  Scenario: Ending a run completes no stage
    Given I ran `batchwatch start leads --run night`
    And I ran `batchwatch stage leads scrape`
    And I ran `batchwatch stage leads enrich --percent 50`
    When I run `batchwatch end leads`
    Then it succeeds
    And run night of leads is incomplete because `not complete: enrich, dedupe, score, email`
    And a scrape has
      """
      batch_success{batch="leads"} 0
      batch_slot_complete{batch="leads"} 0
      batch_completion_ratio{batch="leads"} 0.3
      batch_stage_completion_ratio{batch="leads",stage="enrich"} 0.5
      batch_stage_completion_ratio{batch="leads",stage="email"} 0
      batch_runs_total{batch="leads",outcome="incomplete"} 1
      batch_duration_seconds_count{batch="leads"} 0
      """

  Scenario: A skipped stage counts in no way
    Given I ran `batchwatch start leads`
    And I ran `batchwatch stage leads scrape`
    And I ran `batchwatch stage leads mockup --skip`
    When I run `batchwatch stage leads dedupe --skip`
    Then a scrape has
      """
      batch_completion_ratio{batch="leads"} 0.25
      """
    Given I ran in a shell
      """
      for stage in enrich score email; do batchwatch stage leads "$stage" || exit; done
      """
    When I run `batchwatch end leads`
    Then a scrape has
      """
      batch_completion_ratio{batch="leads"} 1
      batch_slot_complete{batch="leads"} 1
      batch_stage_completion_ratio{batch="leads",stage="dedupe"} 0
      """

  Scenario: A stage that failed says so, and its run is not complete
    Given I ran `batchwatch start leads --run night`
    And I ran `batchwatch stage leads scrape --percent 60`
    And I ran `batchwatch stage leads scrape --failed --reason 'the site is down'`
    When I run `batchwatch end leads`
    Then run night of leads is incomplete because `not complete: scrape, enrich, dedupe, score, email`
    And a scrape has
      """
      batch_stage_completion_ratio{batch="leads",stage="scrape"} 0.6
      """

  Scenario: A run started a few minutes early fills the slot that comes
    Given the time is 2026-03-06T00:55:00Z
    And I ran `batchwatch start leads`
    And I ran in a shell
      """
      for stage in scrape enrich dedupe score email; do batchwatch stage leads "$stage" || exit; done
      batchwatch end leads
      """
    When the time is 2026-03-06T01:30:00Z
    And I run `batchwatch export`
    Then a scrape has
      """
      batch_slot_complete{batch="leads"} 1
      batch_completion_ratio{batch="leads"} 1
      """
    And a scrape has the times of leads
      | time      | is                   |
      | slot      | 2026-03-06T01:00:00Z |
      | next_slot | 2026-03-07T01:00:00Z |

  Scenario: A run started long before the slot does not fill it
    Given the time is 2026-03-06T00:30:00Z
    And I ran `batchwatch start leads`
    And I ran in a shell
      """
      for stage in scrape enrich dedupe score email; do batchwatch stage leads "$stage" || exit; done
      batchwatch end leads
      """
    When the time is 2026-03-06T01:30:00Z
    And I run `batchwatch export`
    Then a scrape has
      """
      batch_slot_complete{batch="leads"} 0
      batch_completion_ratio{batch="leads"} 0
      """

  Scenario: Status shows what is complete
    Given I ran `batchwatch start leads`
    And I ran `batchwatch stage leads scrape`
    When I run `batchwatch status leads`
    Then it succeeds
    And the output contains `16.67 %`

  Scenario: A missing tracker is made by the first start
    Given the environment variable BATCHWATCH_TRACKER is DIRECTORY/deep/er/tracker.db
    When I run `batchwatch start leads`
    Then it succeeds
    And a scrape has
      """
      batch_running{batch="leads"} 1
      """
