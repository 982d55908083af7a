Feature: Rows that hold what can't be stop nothing
  Who may write to the tracker can put anything into its rows, and so can a failing disk. Every call takes what can't be
  for what it can be at most, the next export mends it, and people are told, once, what stood there.

  Background:
    Given node_exporter reads the textfile directory
    And a mail server
    And the configuration, with mail
      """
      timezone: UTC
      """
    And I ran `batchwatch monitor --once`
    And I ran `batchwatch start leads --run night`
    And I ran `batchwatch stage leads scrape --run night`
    And I ran `batchwatch end leads --failed --reason 'no space' --run night`

  Scenario Outline: <column> of <table> is <value>
    Given the tracker's <table>.<column> is <value>
    When I run `batchwatch run tool -- sh -c 'exit 7'`
    Then it fails with status 7
    When I run `batchwatch start leads --run later`
    Then it succeeds
    When I run `batchwatch end leads --failed --reason 'no space' --run later`
    Then it succeeds
    When I run `batchwatch status`
    Then it succeeds
    When I run `batchwatch history leads --json`
    Then it succeeds
    And the output is JSON
    When I run `batchwatch monitor --once`
    Then the mails name both BatchFailed and BatchwatchTrackerDown
    And what stood in <table> is kept beside the tracker
    And a scrape has
      """
      batchwatch_tracker_up 0
      """
    When I run `batchwatch export`
    Then it succeeds
    And the message has no `can't be`
    Given the damaged tracker is removed
    When I run `batchwatch export`
    Then it succeeds
    And it prints nothing
    And a scrape has
      """
      batchwatch_tracker_up 1
      """

    Examples:
      | table      | column           | value                |
      | runs       | ended_at         | -9223372036854775808 |
      | runs       | started_at       | 9223372036854775807  |
      | runs       | name             | '../../x'            |
      | run_stages | completion       | 9e999                |
      | batches    | succeeded_start  | 9223372036854775807  |
      | batches    | typical_duration | -9223372036854775808 |
      | batches    | revision         | 9223372036854775807  |
      | batches    | leads            | -9223372036854775808 |

  Scenario: A batch's row is none that can be published
    Given the tracker's batches.id is 9223372036854775807
    And the tracker's runs.batch is 9223372036854775807
    When I run `batchwatch leads leads 3 --run night`
    Then it succeeds
    And it prints nothing
    And a scrape has
      """
      batch_leads_total{batch="leads"} 3
      """

  Scenario: A name that would lead elsewhere is no file's name
    Given the tracker's batches.name is '../../escaped'
    When I run `batchwatch monitor --once`
    Then the mails name both BatchFailed and BatchwatchTrackerDown
    And there is no file escaped.prom
    And a scrape has
      """
      batch_runs_total{batch="unnamed-1",outcome="failed"} 1
      """

  Scenario Outline: <column> of the ledger's <table> is <value>
    Given the mail server refuses mail
    And I ran in a shell
      """
      batchwatch monitor --once || true
      """
    And the ledger's mails.next_attempt is 0
    And the ledger's <table>.<column> is <value>
    And the mail server takes mail again
    When I run `batchwatch monitor --once`
    Then the message contains `a row of the monitor's ledger held what can't be and was mended`
    And the mails name BatchFailed

    Examples:
      | table  | column       | value                |
      | alerts | since        | -9223372036854775808 |
      | mails  | written_at   | -9223372036854775808 |
      | mails  | next_attempt | 9223372036854775807  |
      | mails  | attempts     | 9223372036854775807  |
