Feature: Users of one group share a tracker
  Pipelines run as different users. With a tracker's directory that belongs to their group, each can record, whatever
  the umask.

  Scenario: Two users record into one tracker under umask 077
    Given node_exporter reads the textfile directory
    And a directory for the tracker that belongs to a group
    When I run in a shell as user 64001 of the group
      """
      umask 077
      batchwatch start leads --run night && batchwatch leads leads 1
      """
    Then it succeeds
    And the message is empty
    When I run in a shell as user 64002 of the group
      """
      umask 077
      batchwatch leads leads 2 && batchwatch stage leads scrape && batchwatch end leads && batchwatch export
      """
    Then it succeeds
    And the message is empty
    When I run in a shell as user 64001 of the group
      """
      umask 077
      batchwatch start leads --run second
      """
    Then it succeeds
    And the message is empty
    And a scrape has
      """
      batch_leads_total{batch="leads"} 3
      batch_runs_total{batch="leads",outcome="succeeded"} 1
      batch_running{batch="leads"} 1
      """
    And batchwatch_leads.prom is readable by everyone

  Scenario: A user who may only read the tracker exports what it says
    Given node_exporter reads the textfile directory
    And an ordinary user owns the scenario's directory
    And the tracker and its spool are in directories of their own
    And I ran `batchwatch start leads --run night` as the user
    And I ran `batchwatch leads leads 3` as the user
    And the tracker's directory is read-only
    And batchwatch_leads.prom is missing
    When I run `batchwatch export` as the user
    Then it succeeds
    And it says one line
    And the message contains `can't be noted beside the tracker`
    And a scrape has
      """
      batch_leads{batch="leads"} 3
      batchwatch_tracker_up 1
      """
    When I run `batchwatch export` as the user
    Then it succeeds
    And it prints nothing

  Scenario: A user who may only read the tracker exports it also where something should be written
    Given node_exporter reads the textfile directory
    And an ordinary user owns the scenario's directory
    And the tracker and its spool are in directories of their own
    And I ran `batchwatch start leads --run night` as the user
    And the tracker's directory is read-only
    And batchwatch_leads.prom is missing
    And the configuration
      """
      batches:
        - name: invoices
      """
    When I run `batchwatch export` as the user
    Then it fails with status 74
    And the message contains `Permission denied`
    And a scrape has
      """
      batch_running{batch="leads"} 1
      batchwatch_tracker_up 0
      """
