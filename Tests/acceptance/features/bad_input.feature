Feature: Wrong input gets one clear line, and changes nothing
  Whoever mistypes learns what was wrong from one line on standard error and from the exit status: 64 for the command
  line, 78 for the configuration, 74 for files. Nothing is recorded, published or spooled then.

  Background:
    Given I ran `batchwatch start leads --run night`
    And I ran `batchwatch stage leads scrape --percent 50`
    And I remember everything

  Scenario Outline: <command>
    When I run `<command>`
    Then it fails with status 64
    And it says one line
    And the message contains `<message>`
    And nothing has changed

    Examples: verbs, options, operands
      | command                                                | message                                                 |
      | batchwatch strat leads                                 | unknown verb 'strat', did you mean 'start'?             |
      | batchwatch start                                       | missing BATCH                                           |
      | batchwatch start leads more                            | unexpected operand 'more'                               |
      | batchwatch stage leads                                 | missing STAGE                                           |
      | batchwatch stage leads scrape --percnt 5               | unknown option '--percnt', did you mean '--percent'?    |
      | batchwatch stage leads scrape --percent                | option '--percent' needs                                |
      | batchwatch stage leads scrape --total 1                | '--total' needs '--done'                                |
      | batchwatch stage leads scrape --total 1                | '--total' needs '--done'                                |
      | batchwatch stage leads scrape --skip --failed          | exclude each other                                      |
      | batchwatch stage leads scrape --percent 5 --percent 6  | option '--percent' is given twice                       |
      | batchwatch stage leads scrape --reason late            | '--reason' needs '--failed'                             |
      | batchwatch end leads --failed=yes                      | option '--failed' takes no value                        |
      | batchwatch run leads                                   | missing '-- COMMAND…'                                   |
      | batchwatch run leads --                                | missing COMMAND                                         |
      | batchwatch run leads true                              | the command goes after '--'                             |
      | batchwatch completion ksh                              | unknown shell 'ksh'                                     |
      | batchwatch help strat                                  | unknown verb 'strat'                                    |

    Examples: names
      | command                                        | message                            |
      | batchwatch start ../leads                      | '../leads' is not a name           |
      | batchwatch start .leads                        | '.leads' is not a name             |
      | batchwatch start ''                            | '' is not a name                   |
      | batchwatch start 'lead s'                      | 'lead s' is not a name             |
      | batchwatch start lëads                         | 'lëads' is not a name              |
      | batchwatch start leads --run a/b               | 'a/b' is not a name for a run      |
      | batchwatch stage leads 'a"b'                   | is not a name for a stage          |
      | batchwatch cost leads 1 --resource 'g{pu'      | 'g{pu' is not a name               |
      | batchwatch end lead                            | batch 'lead' has no run            |
      | batchwatch end leads --run knight              | batch 'leads' has no run 'knight'  |
      | batchwatch start leads --run night             | already has a run 'night'          |
      | batchwatch forget lead --yes                   | batch 'lead' is not known          |
      | batchwatch forget leads                        | say --yes                          |

    Examples: numbers
      | command                                                 | message                                      |
      | batchwatch stage leads scrape --percent NaN             | --percent is 'NaN': write a number from 0 to 100 |
      | batchwatch stage leads scrape --percent inf             | --percent is 'inf'                           |
      | batchwatch stage leads scrape --percent -1              | --percent is '-1'                            |
      | batchwatch stage leads scrape --percent 100.0001        | --percent is '100.0001'                      |
      | batchwatch stage leads scrape --percent 1e999           | --percent is '1e999'                         |
      | batchwatch stage leads scrape --percent 0x10            | --percent is '0x10'                          |
      | batchwatch stage leads scrape --percent 1,5             | --percent is '1,5'                           |
      | batchwatch stage leads scrape --percent ' 5'            | --percent is ' 5'                            |
      | batchwatch stage leads scrape --percent ٥               | --percent is '٥'                             |
      | batchwatch stage leads scrape --done 3 --total 2        | --done 3 is more than --total 2              |
      | batchwatch stage leads scrape --done 0 --total 0        | --total is '0'                               |
      | batchwatch stage leads scrape --done 1.5 --total 2      | --done is '1.5'                              |
      | batchwatch stage leads scrape --done 1 --total 9223372036854775808 | --total is '9223372036854775808'  |
      | batchwatch leads leads -1                               | is '-1'                                      |
      | batchwatch leads leads +1                               | is '+1'                                      |
      | batchwatch leads leads 1e3                              | is '1e3'                                     |
      | batchwatch leads leads 99999999999999999999             | is '99999999999999999999'                    |
      | batchwatch cost leads -0.01                             | the cost is '-0.01'                          |
      | batchwatch cost leads nan                               | the cost is 'nan'                            |
      | batchwatch cost leads 1e13                              | the cost is '1e13'                           |
      | batchwatch cost leads $5                                | the cost is '$5'                             |
      | batchwatch start leads --pid 0                          | --pid is '0'                                 |
      | batchwatch start leads --pid 4194304                    | no such process                              |

    Examples: times
      | command                                               | message                                            |
      | batchwatch leads leads 1 --at tomorrow                | --at: 'tomorrow' is no time                        |
      | batchwatch leads leads 1 --at 2026-02-30T00:00:00Z    | --at                                               |
      | batchwatch leads leads 1 --at 2026-03-06T25:00:00Z    | --at                                               |
      | batchwatch leads leads 1 --at 2026-03-06              | the time is missing                                |
      | batchwatch leads leads 1 --at 9999-12-31T23:59:59Z    | lies in the future                                 |
      | batchwatch leads leads 1 --at -5                      | --at                                               |
      | batchwatch leads leads 1 --at 99999999999999999999    | --at                                               |
      | batchwatch leads leads 1 --at 2020-01-01T00:00:00Z    | the time 2020-01-01T00:00:00.000Z lies before the start of run 'night' |

  Scenario Outline: Control characters in <what> don't reach the terminal
    When I run in a shell
      """
      batchwatch <words>
      """
    Then it fails with status 64
    And it says one line
    And nothing has changed

    Examples:
      | what         | words                                               |
      | a verb       | $'st\e[31mart\n'                                    |
      | an option    | stage leads scrape $'--per\ncent\e[31m'             |
      | a batch      | start $'a\nb\e[31m'                                 |
      | a number     | leads leads $'1\n2'                                 |
      | a time       | leads leads 1 --at $'2026\n\e[31m'                  |
      | broken UTF-8 | start $'a\xff\xc2'                                  |

  Scenario: Every mistake of a configuration is told at once, with its place
    Given the configuration
      """
      timezone: Mars/Olympus
      curency: USD
      batches:
        - name: leads
          schedule: "0 25 * * *"
          complete_by: "5 o'clock"
          stages: [scrape, scrape]
          cost_per_lead_limit: -1
        - name: leads
        - nam: invoices
      """
    When I run `batchwatch check-config`
    Then it fails with status 78
    And each line of the message names its place in config.yml
    And the message contains `config.yml:1:11: `
    And the message contains `config.yml:2:1: `
    And the message contains `did you mean 'currency'?`
    And the message contains `config.yml:5:`
    And the message contains `config.yml:6:`
    And the message contains `config.yml:7:`
    And the message contains `config.yml:8:`
    And the message contains `config.yml:9:`
    And the message contains `config.yml:10:`
    And nothing has changed
    When I run `batchwatch stage leads scrape`
    Then it fails with status 78
    And nothing has changed

  Scenario Outline: <what>
    Given the environment variable <name> is <value>
    When I run `batchwatch <words>`
    Then it fails with status <status>
    And it says one line
    And the message contains `<message>`
    And nothing has changed

    Examples:
      | what                             | name                | value                   | words                   | status | message                        |
      | A configuration that isn't there | BATCHWATCH_CONFIG   | DIRECTORY/no.yml        | start leads             | 78     | no.yml: No such file or directory |
      | A configuration of a directory   | BATCHWATCH_CONFIG   | DIRECTORY               | check-config            | 78     | it is not a regular file       |
      | An unknown zone                  | BATCHWATCH_TIMEZONE | Mars/Olympus            | start leads             | 78     | unknown time zone 'Mars/Olympus' |
      | A relative tracker               | BATCHWATCH_TRACKER  | tracker.db              | start leads             | 78     | must be an absolute path       |
      | A currency of four letters       | BATCHWATCH_CURRENCY | euro                    | cost leads 1            | 78     | three capital letters          |
      | A tracker below a device         | BATCHWATCH_TRACKER  | /dev/null/x/tracker.db  | start leads             | 74     | Not a directory                |

  Scenario: A first start with a wrong configuration makes nothing
    Given the environment variable BATCHWATCH_TRACKER is DIRECTORY/new/tracker.db
    And the configuration
      """
      batches: 5
      """
    When I run `batchwatch start leads`
    Then it fails with status 78
    And it says one line
    And the file new does not exist

  Scenario: A refused record makes no tracker
    Given the environment variable BATCHWATCH_TRACKER is DIRECTORY/new/tracker.db
    When I run `batchwatch stage leads scrape`
    Then it fails with status 64
    And it says one line
    And the file new does not exist

  Scenario: Standard output that is full is no success
    When I run in a shell
      """
      batchwatch help >/dev/full
      """
    Then it fails with status 74
    And it says one line
    And the message contains `No space left on device`
