Feature: Runs that overlap, come late, get lost, or are watched
  Whatever a night does, each record finds the run that it is about.

  Background:
    Given the configuration
      """
      timezone: UTC
      batches:
        - name: leads
          schedule: "0 1 * * *"
          stages: [scrape, email]
      """
    And node_exporter reads the textfile directory

  Scenario: Two runs are open at once
    Given I ran `batchwatch start leads --run first`
    And I ran `batchwatch start leads --run second`
    When I run `batchwatch stage leads scrape`
    Then a scrape has
      """
      batch_running{batch="leads"} 2
      batch_stage_completion_ratio{batch="leads",stage="scrape"} 1
      """
    Given I ran `batchwatch stage leads email --percent 30 --run first`
    And I ran `batchwatch leads leads 3 --run first`
    Then a scrape has
      """
      batch_stage_completion_ratio{batch="leads",stage="email"} 0
      batch_leads{batch="leads"} 0
      batch_leads_total{batch="leads"} 3
      """
    Given I ran `batchwatch stage leads email`
    When I run `batchwatch end leads`
    Then run second of leads is succeeded
    And run first of leads is running
    And a scrape has
      """
      batch_running{batch="leads"} 1
      batch_success{batch="leads"} 1
      """
    When I run `batchwatch end leads`
    Then run first of leads is incomplete because `not complete: scrape, email`
    When I run `batchwatch end leads`
    Then it fails with status 64
    And the message contains `batch 'leads' has no open run`

  Scenario: A record that comes late counts at its own time
    Given the time is 2026-03-06T06:00:00Z
    And I ran `batchwatch start leads --run night --at 2026-03-06T01:00:00Z`
    And I ran `batchwatch stage leads scrape --at 2026-03-06T02:00:00Z`
    And I ran `batchwatch stage leads email --at 2026-03-06T02:30:00Z`
    When I run `batchwatch end leads --at 2026-03-06T03:00:00+00:00`
    Then it succeeds
    And a scrape has
      """
      batch_last_duration_seconds{batch="leads"} 7200
      batch_stage_duration_seconds{batch="leads",stage="scrape"} 3600
      batch_stage_duration_seconds{batch="leads",stage="email"} 1800
      batch_slot_complete{batch="leads"} 1
      """
    And a scrape has the times of leads
      | time          | is                   |
      | last_start    | 2026-03-06T01:00:00Z |
      | last_end      | 2026-03-06T03:00:00Z |
      | last_success  | 2026-03-06T03:00:00Z |
      | last_progress | 2026-03-06T03:00:00Z |
      | slot          | 2026-03-06T01:00:00Z |

  Scenario: A late stage completes a run that ended incomplete
    Given the time is 2026-03-06T01:00:00Z
    And I ran `batchwatch start leads --run night`
    And I ran `batchwatch stage leads scrape`
    And I ran `batchwatch end leads`
    And the time is 2026-03-06T01:30:00Z
    When I run `batchwatch stage leads email --run night`
    Then it succeeds
    And run night of leads is succeeded
    And a scrape has
      """
      batch_success{batch="leads"} 1
      batch_slot_complete{batch="leads"} 1
      batch_completion_ratio{batch="leads"} 1
      batch_consecutive_failures{batch="leads"} 0
      batch_runs_total{batch="leads",outcome="incomplete"} 1
      batch_runs_total{batch="leads",outcome="succeeded"} 1
      """

  Scenario: Late leads and costs reach a run that has ended
    Given I ran `batchwatch start leads --run night`
    And I ran `batchwatch end leads`
    And I ran `batchwatch leads leads 5 --run night`
    When I run `batchwatch cost leads 1.25 --run night`
    Then it succeeds
    And a scrape has
      """
      batch_leads{batch="leads"} 5
      batch_cost_per_lead{batch="leads",currency="USD"} 0.25
      """

  Scenario: A progress report older than the stage's newest changes nothing
    Given the time is 2026-03-06T01:00:00Z
    And I ran `batchwatch start leads`
    And the time is 2026-03-06T01:30:00Z
    And I ran `batchwatch stage leads scrape`
    When I run `batchwatch stage leads scrape --percent 10 --at 2026-03-06T01:10:00Z`
    Then it succeeds
    And a scrape has
      """
      batch_stage_completion_ratio{batch="leads",stage="scrape"} 1
      """

  Scenario: A run whose process is gone is lost
    Given a process runs
    And I ran `batchwatch start leads --run night --pid PROCESS`
    And I ran `batchwatch export`
    And a scrape has
      """
      batch_running{batch="leads"} 1
      """
    When the process is killed
    And I run `batchwatch export`
    Then it succeeds
    And run night of leads is lost because `its process is gone and it never ended`
    And a scrape has
      """
      batch_running{batch="leads"} 0
      batch_success{batch="leads"} 0
      batch_runs_total{batch="leads",outcome="lost"} 1
      """
    When I run `batchwatch export`
    Then a scrape has
      """
      batch_runs_total{batch="leads",outcome="lost"} 1
      """

  Scenario: A process that /proc doesn't show is recorded, but can't be known as lost
    When I run in a shell where /proc shows nothing
      """
      batchwatch start leads --run night --pid $$
      """
    Then it succeeds
    And the message contains `/proc does not show this process, so the run stays open if it dies`
    When I run `batchwatch export`
    Then run night of leads is running
    When I run in a shell where /proc shows nothing
      """
      batchwatch start leads --run another --pid 4194304
      """
    Then it fails with status 64
    And the message contains `no such process`

  Scenario: A second try with the id of a run that has ended is told to take another
    Given I ran `batchwatch start leads --run night`
    When I run `batchwatch start leads --run night`
    Then it fails with status 64
    And the message has no `leave out`
    Given I ran `batchwatch end leads --failed --reason '--- FAIL: x'`
    When I run `batchwatch start leads --run night`
    Then it fails with status 64
    And the message contains `already has a run 'night', which ended as failed at `
    And the message contains `leave out '--run', and batchwatch makes one`
    And run night of leads is failed because `--- FAIL: x`

  Scenario: A run that was given up as lost may still report its end
    Given a process runs
    And I ran `batchwatch start leads --run night --pid PROCESS`
    And the process is killed
    And I ran `batchwatch export`
    And I ran `batchwatch stage leads scrape --run night`
    And I ran `batchwatch stage leads email --run night`
    When I run `batchwatch end leads --run night`
    Then it succeeds
    And run night of leads is succeeded

  Scenario: Failures in a row are counted until a success
    Given I ran in a shell
      """
      for run in 1 2 3; do batchwatch start leads --run "$run" && batchwatch end leads --failed || exit; done
      """
    When I run `batchwatch export`
    Then a scrape has
      """
      batch_consecutive_failures{batch="leads"} 3
      batch_runs_total{batch="leads",outcome="failed"} 3
      """
    Given I ran in a shell
      """
      batchwatch start leads && batchwatch stage leads scrape && batchwatch stage leads email && batchwatch end leads
      """
    Then a scrape has
      """
      batch_consecutive_failures{batch="leads"} 0
      batch_runs_total{batch="leads",outcome="failed"} 3
      """
