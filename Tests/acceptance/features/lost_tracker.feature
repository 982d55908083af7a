Feature: A tracker that is gone is noticed
  Where the disk with the tracker isn't mounted, a new tracker is made in its mount point, so that recording goes on. It
  must not look as if all were well: every alert would end.

  Background:
    Given node_exporter reads the textfile directory
    And the environment variable BATCHWATCH_TRACKER is DIRECTORY/disk/tracker.db
    And I ran `mkdir disk`
    And I ran `batchwatch run leads -- true`
    And I ran `batchwatch start leads`
    And I ran `batchwatch end leads --failed`
    And I ran in a shell
      """
      mv disk unmounted && mkdir disk
      """

  Scenario Outline: <call> finds a new tracker where files tell of runs
    When I run `batchwatch <call>`
    Then it succeeds
    And the message contains `the tracker is new, but an earlier one had recorded runs: is the disk with that one mounted?`
    When I run `batchwatch export`
    Then it succeeds
    And the message contains `mount the disk with that one, or remove the mark`
    And a scrape has
      """
      batchwatch_tracker_up 0
      """
    # The disk is mounted again.
    Given I ran in a shell
      """
      rm -r disk && mv unmounted disk
      """
    When I run `batchwatch export`
    Then it succeeds
    And it prints nothing
    And a scrape has
      """
      batchwatch_tracker_up 1
      batch_runs_total{batch="leads",outcome="failed"} 1
      """

    Examples:
      | call                     |
      | start leads              |
      | run leads -- true        |

  Scenario: The same, where only the schedule is known
    Given the configuration
      """
      batches: [{name: leads}]
      """
    When I run `batchwatch export`
    Then it succeeds
    And the message contains `is the disk with that one mounted?`
    And a scrape has
      """
      batchwatch_tracker_up 0
      """

  Scenario: The same before the batch has ever ended a run
    Given I ran in a shell
      """
      rmdir disk && mv unmounted disk
      batchwatch start slow --run night
      mv disk unmounted && mkdir disk
      """
    When I run `batchwatch start slow`
    Then it succeeds
    And the message contains `the tracker is new, but an earlier one had recorded runs: is the disk with that one mounted?`
    When I run `batchwatch export`
    Then it succeeds
    And a scrape has
      """
      batchwatch_tracker_up 0
      """

  Scenario: A batch that never ended a run, and the tracker that knows it
    Given I ran in a shell
      """
      rmdir disk && mv unmounted disk
      batchwatch start slow --run night && batchwatch start slow --run second
      batchwatch start slow --run late --at 2026-01-01T00:00:00Z
      """
    When I run `batchwatch export`
    Then it succeeds
    And it prints nothing
    And a scrape has
      """
      batchwatch_tracker_up 1
      """

  Scenario: Who starts anew on purpose removes the mark
    Given I ran `batchwatch start leads`
    And I ran `rm disk/tracker.db.replacement`
    And I ran `batchwatch end leads`
    When I run `batchwatch export`
    Then it succeeds
    And it prints nothing
    And a scrape has
      """
      batchwatch_tracker_up 1
      """

  Scenario: A batch that was forgotten begins anew like any other
    Given I ran in a shell
      """
      rm -r disk && mv unmounted disk && batchwatch forget leads --yes
      """
    When I run `batchwatch run leads -- true`
    Then it succeeds
    And it prints nothing
