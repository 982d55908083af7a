Feature: node_exporter serves exactly what was written, whatever that is
  It drops what it dislikes without a word, so each value is compared with what was written.

  Background:
    Given the configuration
      """
      timezone: America/New_York
      currency: USD
      batches:
        - name: leads
          description: "a \\ backslash, \"quotes\" and 'more', {braces}, ünïcödé 👍"
          schedule: "*/5 * * * *"
          complete_within: 4m
          max_duration: 3h
          min_duration: 1s
          stall_after: 292y
          cost_per_lead_limit: 0.000001
          gpu_cost_limit: 1000000000000
          stages: [scrape, {name: mockup, optional: true, weight: 1000}, e.m-a_il]
          team: "Entwicklung {ä=1},#,👍"
          severity: critical
          runbook_url: https://wiki.example.com/leads?a=b&c=%22
        - name: A.very-long_name.of.64.characters.that.is.as.long.as.a.name.may.
          schedule: "@hourly"
        - name: every
          every: 6h
      """

  Scenario Outline: A batch that <state>
    Given I ran in a shell
      """
      <records>
      batchwatch export
      """
    And node_exporter reads the textfile directory
    Then every written series is scraped with its value
    And promtool finds no fault in the .prom files
    And a scrape has
      """
      batch_running{batch="leads"} <running>
      """

    Examples:
      | state                        | running | records |
      | never ran                    | 0 | true |
      | runs                         | 1 | batchwatch start leads |
      | is half way                  | 1 | batchwatch start leads && batchwatch stage leads scrape --done 1 --total 3 && batchwatch cost leads 0.1 |
      | overlaps                     | 2 | batchwatch start leads && batchwatch start leads |
      | succeeded                    | 0 | batchwatch start leads && batchwatch stage leads scrape && batchwatch stage leads e.m-a_il && batchwatch leads leads 3 && batchwatch cost leads 1 && batchwatch end leads |
      | failed                       | 0 | batchwatch start leads && batchwatch end leads --failed |
      | is incomplete                | 0 | batchwatch start leads && batchwatch end leads |
      | was watched                  | 0 | batchwatch run leads -- true |
      | was watched and failed       | 0 | batchwatch run leads -- sh -c 'exit 3' \|\| true |
      | skipped a stage              | 1 | batchwatch start leads && batchwatch stage leads mockup --skip |
      | failed a stage               | 1 | batchwatch start leads && batchwatch stage leads scrape --failed |
      | costs what is hardly money   | 1 | batchwatch start leads && batchwatch cost leads 1e-300 && batchwatch leads leads 1 |
      | costs more than there is     | 1 | batchwatch start leads && batchwatch cost leads 1e12 && batchwatch leads leads 1000000000000 |
      | has many costs and stages    | 1 | batchwatch start leads && for i in {1..30}; do batchwatch cost leads 0.01 --resource "r-$i" --stage "s.$i" && batchwatch stage leads "s.$i" --percent "$i"; done |
      | started in 1970              | 1 | batchwatch start leads --at 0 |
      | ended after 50 years         | 0 | batchwatch start leads --at 0 --run r && batchwatch end leads --run r |

  Scenario Outline: A reason with <what>
    Given node_exporter reads the textfile directory
    And I ran `batchwatch start leads --run night`
    When a stage fails and the run ends with a reason of <what>
    Then it succeeds
    And it prints nothing
    And every written series is scraped with its value
    And promtool finds no fault in the .prom files
    And the reason that is kept is text

    Examples:
      | what               |
      | quotes             |
      | newlines           |
      | backslashes        |
      | control characters |
      | invalid UTF-8      |
      | nothing            |
      | NaN                |
      | a metric's line    |
      | 100,000 characters |

  Scenario Outline: A configured <field> cannot hold <what>
    Given the configuration
      """
      batches:
        - name: leads
          <field>: <value>
      """
    When I run `batchwatch start leads`
    Then it fails with status 78
    And it says one line

    Examples:
      | field       | what               | value          |
      | team        | a newline          | "a\nb"        |
      | team        | quotes             | 'a"b'          |
      | team        | a backslash        | 'a\b'         |
      | team        | an escape          | "a\e[31m"     |
      | description | a newline          | "a\nb"        |
      | description | a control character | "a\u0007b"   |

  Scenario: A description and labels that look like something else
    Given the configuration
      """
      batches:
        - name: leads
          description: "{} %s \u00e4 # 'x'"
          severity: .nan
          team: "{} 1"
      """
    And node_exporter reads the textfile directory
    When I run `batchwatch start leads`
    Then it succeeds
    And every written series is scraped with its value
    And promtool finds no fault in the .prom files
    And a scrape has
      """
      batch_info{batch="leads",schedule="",timezone="",severity=".nan",team="{} 1"} 1
      """

  Scenario Outline: <planted> stands where the file belongs
    Given <planted> is planted as <name>
    And another program's file in the textfile directory
    When I run `batchwatch start leads --run night`
    Then it succeeds
    And it prints
      """
      night
      """
    And the target of the link is untouched
    And the other program's file is untouched
    And batchwatch_leads.prom is readable by everyone
    And the textfile directory holds only
      """
      batchwatch_leads.prom
      other.prom
      """
    Given node_exporter reads the textfile directory
    Then every written series is scraped with its value

    Examples:
      | planted            | name                  |
      | a symbolic link    | batchwatch_leads.prom |
      | a dangling link    | batchwatch_leads.prom |
      | a FIFO             | batchwatch_leads.prom |
      | a private file     | batchwatch_leads.prom |
      | a symbolic link    | DRAFT                 |
      | a dangling link    | DRAFT                 |
      | a FIFO             | DRAFT                 |
      | a private file     | DRAFT                 |

  Scenario Outline: A directory stands where <name> belongs
    Given a directory is planted as <name>
    When I run `batchwatch start leads --run night`
    Then it succeeds
    And the message contains `recorded, but the metrics file could not be refreshed`
    And run night of leads is running
    When I run `batchwatch export`
    Then it fails with status 74
    And the message names the planted directory
    And the planted directory is untouched

    Examples:
      | name                  |
      | batchwatch_leads.prom |
      | DRAFT                 |

  Scenario Outline: Every file is readable under umask <umask>
    Given node_exporter reads the textfile directory
    When I run in a shell
      """
      umask <umask>
      batchwatch start leads && batchwatch stage leads scrape && batchwatch export
      """
    Then it succeeds
    And batchwatch_leads.prom is readable by everyone
    And batchwatch_every.prom is readable by everyone
    And batchwatch.prom is readable by everyone
    And every written series is scraped with its value

    Examples:
      | umask |
      | 000   |
      | 077   |
      | 777   |

  Scenario Outline: What is published is noted as <what>
    Given I ran `batchwatch start leads --run night`
    And I ran in a shell
      """
      <change>
      """
    When I run in a shell
      """
      batchwatch leads leads 7 && batchwatch run other -- true && batchwatch export
      """
    Then it succeeds
    Given node_exporter reads the textfile directory
    Then a scrape has
      """
      batch_leads_total{batch="leads"} 7
      """

    Examples:
      | what                     | change |
      | the largest of numbers   | printf '\377\377\377\377\377\377\377\177%.0s' {1..99} >"$BATCHWATCH_TRACKER-published" |
      | minus one                | printf '\377\377\377\377\377\377\377\377%.0s' {1..99} >"$BATCHWATCH_TRACKER-published" |
      | a terabyte of nothing    | truncate -s 1T "$BATCHWATCH_TRACKER-published" |

  Scenario Outline: A batch whose row has the number <row>
    Given I ran `batchwatch start leads --run night`
    And I ran in a shell
      """
      python3 -c "import os, sqlite3
      database = sqlite3.connect(os.environ['BATCHWATCH_TRACKER'])
      database.executescript('UPDATE batches SET id = <row>; UPDATE runs SET batch = <row>')"
      """
    When I run in a shell
      """
      batchwatch leads leads 7 && batchwatch export
      """
    Then it succeeds
    Given node_exporter reads the textfile directory
    Then a scrape has
      """
      batch_leads_total{batch="leads"} 7
      """

    Examples:
      | row                 |
      | 9223372036854775807 |
      | -5                  |
      | 1000001             |
