Feature: What a power cut leaves of a .prom file is gone after a pass
  A .prom file repeats what the tracker keeps, so while passes come nobody waits until it is on the disk: after a power cut
  its name may have an empty file, a part of it, zeros, or the one before. Each pass compares every file with the tracker.

  Background:
    Given node_exporter reads the textfile directory
    And I ran `batchwatch start leads --run night-1`
    And I ran `batchwatch leads leads 5`
    And I ran `batchwatch start other`
    And I ran `batchwatch leads other 7`

  Scenario: Where no pass comes, the file is flushed
    When I run `batchwatch leads leads 1` and watch what it flushes
    Then it flushes the tracker's log
    And it flushes the file of leads

  Scenario: While passes come, a record flushes only the tracker, and a pass nothing
    Given I ran `batchwatch export`
    When I run `batchwatch leads leads 1` and watch what it flushes
    Then it flushes the tracker's log
    And it flushes no .prom file unless the file system is another
    Given batchwatch_leads.prom is missing
    When I run `batchwatch export` and watch what it flushes
    Then it flushes no .prom file unless the file system is another
    And a scrape has
      """
      batch_leads_total{batch="leads"} 6
      """

  Scenario: A batch that is forgotten doesn't come back
    When I run `batchwatch forget leads --yes` and watch what it flushes
    Then it flushes the textfile directory

  # A scrape before the first pass finds the host as if it were still booting: the batch's series are not there. Its
  # parser takes a part of a file only where that ends with a whole line.
  Scenario Outline: <what> is left, until a pass
    Given I ran `batchwatch export`
    And I ran in a shell
      """
      cd textfile && cp -p batchwatch_leads.prom ../before
      """
    And I ran `batchwatch leads leads 1`
    And I ran in a shell
      """
      cd textfile && <cut>
      """
    Then a scrape has
      """
      node_textfile_scrape_error <error>
      batch_leads_total{batch="other"} 7
      """
    And the scraped batch_leads_total of leads is <scraped>
    When I run `batchwatch export`
    Then it succeeds
    And it prints nothing
    And a scrape has
      """
      node_textfile_scrape_error 0
      batch_leads_total{batch="leads"} 6
      batch_leads_total{batch="other"} 7
      batchwatch_tracker_up 1
      """

    Examples:
      | what                | cut                                                                  | error | scraped |
      | An empty file       | : >batchwatch_leads.prom                                             | 0     | absent  |
      | The first 1000 bytes | truncate -s 1000 batchwatch_leads.prom                              | 1     | absent  |
      | The first 20 lines  | sed -i 20q batchwatch_leads.prom && chmod 644 batchwatch_leads.prom | 0     | absent  |
      | Zeros               | truncate -s 0 *leads.prom && truncate -s 4096 *leads.prom           | 1     | absent  |
      | The file before     | mv ../before batchwatch_leads.prom                                  | 0     | 5       |
      | No file             | rm batchwatch_leads.prom                                            | 0     | absent  |
      | The other batch's   | cp batchwatch_other.prom batchwatch_leads.prom                      | 0     | absent  |

  Scenario Outline: <what> of the log of what is published is left, and the batch's next record mends its file
    Given I ran `batchwatch export`
    And I ran `batchwatch leads leads 1`
    And I ran in a shell
      """
      : >textfile/batchwatch_leads.prom && <cut>
      """
    When I run `batchwatch leads leads 1`
    Then it succeeds
    And the message is empty
    And a scrape has
      """
      node_textfile_scrape_error 0
      batch_leads_total{batch="leads"} 7
      """

    Examples:
      | what      | cut                                                                      |
      | all       | true                                                                     |
      | nothing   | : >tracker.db-published                                                  |
      | a part    | truncate -s 30 tracker.db-published                                      |
      | zeros     | truncate -s 0 tracker.db-published && truncate -s 72 tracker.db-published |
      | no file   | rm tracker.db-published                                                  |
