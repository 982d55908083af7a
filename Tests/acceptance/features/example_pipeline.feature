@waits
Feature: The example pipeline reports its night
  node_exporter/examples/run_nightly.sh is what users copy: it must work as it stands, from cron, and whatever happens.

  Background:
    Given the example's configuration
    And node_exporter reads the textfile directory

  Scenario: A night without trouble
    When the example pipeline runs
    Then it succeeds
    And every written series is scraped with its value
    And a scrape has
      """
      batch_success{batch="leads-nightly"} 1
      batch_completion_ratio{batch="leads-nightly"} 1
      batch_running{batch="leads-nightly"} 0
      batch_run_cost{batch="leads-nightly",resource="gpu",currency="USD"} 1.5
      """

  Scenario: The optional stage is switched off
    When the example pipeline runs with MOCKUP=off
    Then it succeeds
    And a scrape has
      """
      batch_success{batch="leads-nightly"} 1
      batch_completion_ratio{batch="leads-nightly"} 1
      """

  Scenario: A stage loses its input half way
    When the example pipeline runs with FAIL_STAGE=enrich
    Then it fails with status 1
    And the message contains `enrich failed: `
    And a scrape has
      """
      batch_success{batch="leads-nightly"} 0
      batch_running{batch="leads-nightly"} 0
      batch_runs_total{batch="leads-nightly",outcome="failed"} 1
      batch_stage_completion_ratio{batch="leads-nightly",stage="scrape"} 1
      batch_stage_completion_ratio{batch="leads-nightly",stage="dedupe"} 0
      """
    When I run `batchwatch history leads-nightly`
    Then the output contains `enrich`

  Scenario Outline: It is told to stop, by SIG<signal>
    Given the environment variable WORK is DIRECTORY/work
    And the environment variable PACE is 0.3
    And `bash -c 'exec "$REPOSITORY/node_exporter/examples/run_nightly.sh"'` is running
    And the file textfile/batchwatch_leads-nightly.prom appears
    When I send SIG<signal> to it
    Then it ends with status <status>
    And a scrape has
      """
      batch_running{batch="leads-nightly"} 0
      batch_runs_total{batch="leads-nightly",outcome="failed"} 1
      """
    When I run `batchwatch history leads-nightly`
    Then the output contains `<reason> (status <status>`

    Examples:
      | signal | status | reason       |
      | HUP    | 129    | hung up      |
      | INT    | 130    | interrupted  |
      | TERM   | 143    | told to stop |

  Scenario: The observer never breaks the batch
    Given the environment variable BATCHWATCH_TRACKER is /dev/null/tracker.db
    And the environment variable BATCHWATCH_TEXTFILE_DIRECTORY is /dev/null
    When the example pipeline runs
    Then it succeeds
