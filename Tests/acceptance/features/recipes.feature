@waits
Feature: What the documents show can be copied
  Each recipe is taken from its page as it stands, and played with nothing in its environment: whatever happens in a night,
  it is recorded as what it was, the exit status stays the pipeline's, and a second try on the same day is a run of its own.

  Scenario Outline: The bash pipeline of <document>
    Given the recipe of <document> that has `#!/bin/bash`
    Then its nights are recorded as they are
      | night                                              | status | outcome   | reason                                           |
      | goes well                                          | 0      | succeeded |                                                  |
      | goes well, and greps find nothing                  | 0      | succeeded |                                                  |
      | goes well, and bash's substitutions find nothing   | 0      | succeeded |                                                  |
      | has nothing to do and exits                        | 0      | succeeded |                                                  |
      | fails                                              | 1      | failed    | status 1, line \d+: false                        |
      | fails in a function                                | 1      | failed    | status 1, line \d+: grep -q nothing leads.csv    |
      | fails in a pipe                                    | 1      | failed    | status 1, line \d+: .*                           |
      | exits with 4                                       | 4      | failed    | status 4                                         |
      | fails in a subshell                                | 5      | failed    | status 5, line \d+: .*                           |
      | uses an unset variable                             | 1      | failed    | status 1                                         |
      | gets a SIGTERM while a command is at work          | 143    | failed    | status 143                                       |
      | gets a SIGHUP while a command is at work           | 129    | failed    | status 129                                       |
      | gets a SIGINT while a command is at work           | 130    | failed    | status 130                                       |
      | is killed                                          | -9     | lost      | its process is gone and it never ended           |
      | becomes another program                            | 0      | lost      | its process is gone and it never ended           |
      | goes well                                          | 0      | succeeded |                                                  |
    And where nothing can be recorded they end as they do
      | night        | status |
      | goes well    | 0      |
      | exits with 4 | 4      |

    Examples:
      | document                                 |
      | README.md                                |
      | docs/batch-completion-monitoring.md      |

  Scenario: The pipeline in sh
    Given the recipe of docs/batch-completion-monitoring.md that has `#!/bin/sh`
    Then its nights are recorded as they are
      | night                                      | status | outcome   | reason                                 |
      | goes well                                  | 0      | succeeded |                                        |
      | goes well, and greps find nothing          | 0      | succeeded |                                        |
      | has nothing to do and exits                | 0      | succeeded |                                        |
      | fails                                      | 1      | failed    | status 1                               |
      | exits with 4                               | 4      | failed    | status 4                               |
      | fails in a subshell                        | 5      | failed    | status 5                               |
      | uses an unset variable                     | 2      | failed    | status 2                               |
      | gets a SIGTERM while a command is at work  | 143    | failed    | status 143                             |
      | gets a SIGHUP while a command is at work   | 129    | failed    | status 129                             |
      | gets a SIGINT while a command is at work   | 130    | failed    | status 130                             |
      | is killed                                  | -9     | lost      | its process is gone and it never ended |
      | goes well                                  | 0      | succeeded |                                        |
    And where nothing can be recorded they end as they do
      | night        | status |
      | goes well    | 0      |
      | exits with 4 | 4      |

  Scenario Outline: The trap that `help end` shows, in <shell>
    Given the recipe of docs/commands.md that has `' EXIT`
    And only its line with `' EXIT`
    And it stands between `#!/bin/<shell>; set -eu; PATH=$PATH:/usr/local/bin; run=$(batchwatch start leads-nightly --pid $$)` and `batchwatch end leads-nightly`
    Then its nights are recorded as they are
      | night                                      | status | outcome   | reason                                 |
      | goes well                                  | 0      | succeeded |                                        |
      | goes well, and greps find nothing          | 0      | succeeded |                                        |
      | fails                                      | 1      | failed    |                                        |
      | exits with 4                               | 4      | failed    |                                        |
      | gets a SIGTERM while a command is at work  | -15    | lost      | its process is gone and it never ended |
      | goes well                                  | 0      | succeeded |                                        |

    Examples:
      | shell |
      | bash  |
      | sh    |

  Scenario: The script that raises an alert
    Given the recipe of docs/alert-path.md that has `./backup`
    Then people hear of its nights as they are
      | night                                             | status | told                                      |
      | goes well                                         | 0      |                                           |
      | goes well, and greps find nothing                 | 0      |                                           |
      | goes well, and bash's substitutions find nothing  | 0      |                                           |
      | has nothing to do and exits                       | 0      |                                           |
      | fails                                             | 1      | status 1, line \d+: false                 |
      | goes well                                         | 0      | (?i)resolved                              |
      | exits with 4                                      | 4      | status 4                                  |
      | goes well                                         | 0      | (?i)resolved                              |
      | gets a SIGTERM while a command is at work         | 143    | status 143                                |

  Scenario Outline: The crontab line of <document>
    Given the recipe of <document> that has `0 1 * * *  leads`
    When each crontab line of it is started by cron, and its pipeline ends with status 0
    And each crontab line of it is started by cron, and its pipeline ends with status 3
    And each crontab line of it is started by cron, and its pipeline ends with status 0
    Then the runs are succeeded, failed, succeeded

    Examples:
      | document                            |
      | README.md                           |
      | docs/batch-completion-monitoring.md |

  Scenario: The installed crontab
    Given the example pipeline.cron
    When each crontab line of it is started by cron, and its pipeline ends with status 0
    And each crontab line of it is started by cron, and its pipeline ends with status 3
    Then the runs are succeeded, failed
    When I run `batchwatch history reports`
    Then the output contains `succeeded`

  Scenario: The unit of systemd
    Given the recipe of docs/batch-completion-monitoring.md that has `Type=oneshot`
    When its unit is started, and its pipeline ends with status 3
    Then it has ended with status 3, and the newest run is failed
    When its unit is started, and its pipeline ends with status 0
    Then it has ended with status 0, and the newest run is succeeded

  Scenario: Several scripts, one run
    Given the recipe of docs/batch-completion-monitoring.md that has `--stage scrape --run`
    When its lines run in a night that goes well
    And its lines run in a night that fails
    And its lines run in a night that goes well
    Then the runs are succeeded, incomplete, succeeded

  Scenario: A pipeline under run reports a stage
    Given the recipe of docs/batch-completion-monitoring.md that has `$BATCHWATCH_RUN`
    When a pipeline under `run` has that line
    Then it has ended with status 0, and the newest run is succeeded
    When I run `batchwatch status leads-nightly`
    Then the output contains `scrape`
