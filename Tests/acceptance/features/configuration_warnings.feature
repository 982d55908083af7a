Feature: check-config and schedule warn of what is valid and can do nothing
  A limit that the next slot overtakes raises no alert, and a day that never comes starts no night. The file is right,
  so the exit status stays 0.

  Scenario: Limits that the next slot overtakes
    Given the configuration
      """
      timezone: UTC
      batches:
        - {name: b-freq, schedule: "*/5 * * * *"}
        - {name: b-late, schedule: "0 1 * * *", complete_within: 30h}
        - {name: b-good, schedule: "0 1 * * *", complete_by: "05:00"}
      """
    When I run `batchwatch check-config`
    Then it succeeds
    And the output contains `config.yml: 3 batches, no mistakes, 2 warnings`
    And the output contains `warning             b-freq: start_within (by default 15m) never raises BatchNotStarted: the next slot comes 5m later, and the rule waits 2m; set start_within below 3m`
    And the output contains `warning             b-late: complete_within (1d6h) never raises BatchIncomplete: the next slot comes 1d later, and the rule waits 2m; set complete_within below 23h58m`
    When I run `batchwatch schedule b-freq --count 1`
    Then it succeeds
    And the output contains `  warning: start_within (by default 15m) never raises BatchNotStarted:`
    When I run `batchwatch schedule b-freq b-good --count 1 --json`
    Then the output is JSON
    And b-freq has 1 warning
    And b-good has 0 warnings

  Scenario: A day that never comes
    Given the configuration
      """
      timezone: UTC
      batches: [{name: never, schedule: "30 2 30 2 *"}]
      """
    When I run `batchwatch check-config`
    Then it succeeds
    And the output contains `1 batch, no mistakes, 1 warning`
    And the output contains `warning             never: schedule '30 2 30 2 *' never comes: no such day exists`

  Scenario: Another clock than cron's
    Given the configuration
      """
      timezone: Asia/Kathmandu
      batches: [{name: leads, schedule: "0 1 * * *"}]
      """
    When I run `batchwatch check-config`
    Then it succeeds
    And the output contains `but schedules are read in Asia/Kathmandu: start the jobs by that clock`
    When I run `batchwatch schedule`
    Then the output contains `warning: cron on this host runs by`

  Scenario: Nothing to warn of
    Given the configuration
      """
      timezone: Asia/Kathmandu
      batches: [{name: sync, every: 6h}]
      """
    When I run `batchwatch check-config`
    Then it succeeds
    And the output contains `1 batch, no mistakes`
    And the output has no `warning`

  Scenario: An alert path without mail
    Given the configuration
      """
      timezone: UTC
      alert_path: {alertmanager: "http://localhost:9093"}
      """
    When I run `batchwatch check-config`
    Then the output contains `mail                none: nobody hears of an alert from this host while the alert path is down`

  Scenario: Advice in full where no batch has a schedule
    Given the configuration
      """
      batches: [{name: leads}]
      """
    When I run `batchwatch schedule`
    Then it prints
      """
      No batch has a schedule. Give one to a batch in config.yml, such as
        schedule: "0 1 * * *"
      """

  Scenario: A key that is meant to be the only one that begins alike
    Given the configuration
      """
      batch: []
      """
    When I run `batchwatch check-config`
    Then it fails with status 78
    And the message contains `unknown key 'batch', did you mean 'batches'?`
