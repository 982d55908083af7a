Feature: A record that cannot reach the tracker waits in the spool
  An acknowledged record is never lost: it waits beside the tracker, and the next call that succeeds takes it in, in
  order and once.

  Background:
    Given node_exporter reads the textfile directory

  @waits
  Scenario Outline: The tracker is locked, <how>
    Given I ran `batchwatch start leads --run night`
    And another program holds <lock>
    When I run `batchwatch leads leads 5`
    Then it succeeds
    And the message contains `the record waits in the spool`
    And 1 record waits in the spool
    When the lock is given back
    And I run `batchwatch leads leads 2`
    Then it succeeds
    And the message contains `took in spooled records`
    And no record waits in the spool
    And a scrape has
      """
      batch_leads{batch="leads"} 7
      batch_leads_total{batch="leads"} 7
      """

    Examples:
      | how                                  | lock               |
      | by a batchwatch that hangs           | the lock file      |
      | by another program that writes to it | the database       |

  Scenario: The tracker's directory is read-only, and the records come in their order
    Given an ordinary user owns the scenario's directory
    And the tracker and its spool are in directories of their own
    And I ran `batchwatch start leads --run night` as the user
    And the tracker's directory is read-only
    When I run in a shell as the user
      """
      batchwatch stage leads scrape --percent 10 &&
        batchwatch stage leads scrape --percent 20 &&
        batchwatch leads leads 4 &&
        batchwatch end leads &&
        batchwatch start leads --run second &&
        batchwatch stage leads scrape --percent 30
      """
    Then it succeeds
    And 6 records wait in the spool
    When I run `batchwatch export` as the user
    Then a scrape has
      """
      batchwatch_spooled_records 6
      """
    Given the tracker's directory is writable
    When I run `batchwatch export` as the user
    Then it succeeds
    And no record waits in the spool
    And a scrape has
      """
      batchwatch_spooled_records 0
      batch_running{batch="leads"} 1
      batch_leads_total{batch="leads"} 4
      batch_stage_completion_ratio{batch="leads",stage="scrape"} 0.3
      """
    And run night of leads is incomplete because `not complete: scrape`
    And run second of leads is running

  Scenario: The disk is full
    When I run in a shell on a small disk
      """
      export BATCHWATCH_TRACKER=$SMALL_DISK/tracker.db BATCHWATCH_SPOOL=$PWD/spool
      batchwatch start leads || exit
      head -c 1M /dev/zero >"$SMALL_DISK/ballast"
      for _ in {1..30}; do
        batchwatch leads leads 1 || exit
      done
      ls spool | grep -c '[.]record$' >waiting
      rm "$SMALL_DISK/ballast"
      batchwatch leads leads 1
      """
    Then it succeeds
    And the message contains `the record waits in the spool`
    And the file waiting holds a number from 1 to 30
    And no record waits in the spool
    And a scrape has
      """
      batch_leads{batch="leads"} 31
      batch_leads_total{batch="leads"} 31
      """

  Scenario: Neither the tracker nor the spool can be written
    Given an ordinary user owns the scenario's directory
    And the tracker and its spool are in directories of their own
    And the tracker's directory is read-only
    And the spool's directory is read-only
    When I run `batchwatch start leads` as the user
    Then it fails with status 74
    And it says one line
    And the message contains `Permission denied; who shares a tracker must be in its group: usermod --append`
    Given the environment variable BATCHWATCH_BEST_EFFORT is 1
    When I run `batchwatch leads leads 1` as the user
    Then it succeeds
    And it says one line
    And the message contains `not recorded; going on because BATCHWATCH_BEST_EFFORT is set`

  @waits
  Scenario: A record that no longer fits is put aside, and the others go on
    Given I ran `batchwatch start leads --run night`
    And another program holds the database
    And I ran `batchwatch end leads --run night`
    And the lock is given back
    And a spooled record is copied under another id
    When I run `batchwatch start leads --run second`
    Then it succeeds
    And the message contains `a spooled record does not fit the tracker; it is put aside`
    And run night of leads is succeeded
    And run second of leads is running
    And no record waits in the spool
    When I run `batchwatch export`
    Then it succeeds
    And the message contains `records contradicted the tracker and were put aside`

  Scenario: A record that was torn by a crash is put aside
    Given I ran `batchwatch start leads --run night`
    And a spooled record is half written
    When I run `batchwatch leads leads 1`
    Then it succeeds
    And the message contains `a spooled record can't be read; it is put aside`
    And a scrape has
      """
      batch_leads{batch="leads"} 1
      """

  Scenario Outline: A FIFO named <name> keeps no call waiting
    Given I ran `batchwatch start leads --run night`
    And I ran in a shell
      """
      rm -f "$BATCHWATCH_TRACKER<name>" && mkfifo "$BATCHWATCH_TRACKER<name>"
      """
    When I run `batchwatch run other -- true`
    Then it succeeds
    And the message contains `what stood in the place of a file is moved aside`
    When I run `batchwatch export`
    Then it succeeds
    And it prints nothing

    Examples:
      | name     |
      | -journal |
      | -shm     |
