Feature: What a server answers stops no pass
  A number, a list or a text that can't be costs the link that it came by. The failed batch is mailed all the same.

  Background:
    Given a mail server
    And servers on the alert path, whose notifications fail
    And I ran `batchwatch start leads`
    And I ran `batchwatch end leads --failed`

  Scenario Outline: node_exporter shows an export at <number>
    Given node_exporter says `batchwatch_export_timestamp_seconds <number>`
    When I run in a shell
      """
      batchwatch monitor --once && batchwatch monitor --once
      """
    Then it succeeds
    And the failed batch is mailed once
    When I run `batchwatch doctor`
    Then it fails with status 69
    And the output says `says batchwatch_export_timestamp_seconds`
    And the output says `which is no time`
    And the output says `or another file with the same metrics comes first`

    Examples:
      | number  |
      | NaN     |
      | +Inf    |
      | 9.3e15  |
      | -1e308  |

  Scenario: A second textfile has a twin of the export's time, with a label
    Given node_exporter reads the textfile directory
    And it is the one of the alert path
    And I ran `batchwatch export`
    And a member of the group publishes `batchwatch_export_timestamp_seconds{member="x"} NaN`
    When I run `batchwatch doctor --json`
    Then the output is JSON
    And its link node_exporter is ok
    When I run in a shell
      """
      rm "$BATCHWATCH_TEXTFILE_DIRECTORY/batchwatch.prom"; batchwatch doctor
      """
    Then it fails with status 69
    And the output says `does not show batchwatch.prom`

  Scenario Outline: Alertmanager was started at <first>, and then at <second>
    Given Alertmanager says `process_start_time_seconds <first>`
    And I ran `batchwatch monitor --once`
    And Alertmanager says `process_start_time_seconds <second>`
    When I run `batchwatch monitor --once`
    Then it succeeds
    And the failed batch is mailed once
    When I run `batchwatch doctor`
    Then the output says `says process_start_time_seconds`
    And the output says `which is no time`

    Examples:
      | first   | second  |
      | -1e305  | -1e300  |
      | NaN     | NaN     |
      | 1e300   | +Inf    |

  Scenario: Alertmanager counts what is no count
    Given Alertmanager says `alertmanager_notifications_total{integration="email"} NaN`
    When I run `batchwatch monitor --once`
    Then it succeeds
    When I run `batchwatch doctor`
    Then the output says `says alertmanager_notifications_total{integration="email"} nan, which is no count`

  Scenario: Alertmanager lists one silence twice
    Given Alertmanager lists the silence of another batch twice
    When I run in a shell
      """
      batchwatch monitor --once && batchwatch monitor --once
      """
    Then it succeeds
    And the failed batch is mailed once

  Scenario Outline: A silence of <pattern> mutes what Alertmanager would mute by it, while that is away
    Given Alertmanager has a silence of every batch like `<pattern>`
    And I ran `batchwatch monitor --once`
    And no server of the alert path answers any more
    When I run in a shell
      """
      batchwatch monitor --once; batchwatch monitor --once
      """
    Then <who> is mailed of the batch

    Examples:
      | pattern                    | who      |
      | (?i)LEADS                  | nobody   |
      | \w{5}                      | nobody   |
      | (?:invoices\|lead[rst])    | nobody   |
      | \pL+                       | nobody   |
      | [[:digit:]]+               | somebody |
      | lead                       | somebody |

  Scenario: Seven members answer with four megabytes of empty objects
    Given seven members of the cluster that answer with four megabytes of empty objects
    Then a pass takes less than 5 seconds of the processor and 64 megabytes
    And a pass takes less than 5 seconds of the processor and 64 megabytes
    And the failed batch is mailed once

  Scenario: A login crosses no network in the clear
    Given the configuration
      """
      alert_path:
        alertmanager: http://alertmanager.example.com:9093
        basic_auth: {username: batchwatch, password_file: /etc/batchwatch/password}
      """
    When I run `batchwatch check-config`
    Then it fails with status 78
    And the message contains `'alertmanager' must be https:// with 'basic_auth', or the secret could cross the network`

  Scenario: An answer that has ended two passes is left out, and people are told which
    Given two passes have died while they read Alertmanager's silences
    When I run in a shell
      """
      batchwatch monitor --once; batchwatch monitor --once
      """
    Then it fails with status 69
    And the message contains `the last pass died or hung; this one looks closer" step="it reads the answer of http://127.0.0.1`
    And the failed batch is mailed once
    And a mail is about `batchwatch: can't do all of its work`
