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
