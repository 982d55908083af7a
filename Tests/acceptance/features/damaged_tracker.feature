Feature: A damaged tracker is put aside, and recording goes on
  Nothing is ever deleted: what can be read goes into a new tracker, the damaged one stays for a person to look at,
  and until that person has removed it the metrics say so.

  Background:
    Given node_exporter reads the textfile directory

  Scenario Outline: <damage>
    Given 5 batches were recorded
    And <damage>
    And I remember the damaged tracker
    When I run `batchwatch start leads`
    Then it succeeds
    And the message contains `the tracker is damaged; it was moved aside`
    And the message contains `salvaged the tracker`
    And the damaged tracker lies beside the new one
    And the damaged tracker is what I remember
    And the tracker holds 1 runs of leads
    And a scrape has
      """
      batch_running{batch="leads"} 1
      """
    When I run `batchwatch export`
    Then it succeeds
    And the message contains `remove it when it is no longer needed`
    And a scrape has
      """
      batchwatch_tracker_up 0
      """
    Given the damaged tracker is removed
    When I run `batchwatch export`
    Then it succeeds
    And it prints nothing
    And a scrape has
      """
      batchwatch_tracker_up 1
      """

    Examples:
      | damage                                        |
      | the first bytes of the tracker are overwritten |
      | the tracker is cut off in the middle          |

  @long
  Scenario: A page in the middle is overwritten
    Given 200 batches were recorded
    And a page in the middle of the batches is overwritten
    When I run in a shell
      """
      # Whoever meets the damage first moves it aside; which record that is depends on the page.
      for number in {1..200}; do
        batchwatch start "batch-$number" --run again 2>>messages >>runs || exit
        ! grep -q salvaged messages || break
      done
      cat messages >&2
      """
    Then it succeeds
    And the message contains `salvaged the tracker`
    And the damaged tracker lies beside the new one
    And at least all batches but those of the lost page are in the tracker, of 200

  Scenario: An export that meets damage salvages the tracker, and says that it was down
    Given 5 batches were recorded
    And the first bytes of the tracker are overwritten
    When I run `batchwatch export`
    Then it succeeds
    And the message contains `salvaged the tracker`
    And the damaged tracker lies beside the new one
    And a scrape has
      """
      batchwatch_tracker_up 0
      batch_running{batch="batch-3"} 1
      """

  Scenario Outline: The record that meets the damage is judged by the configuration, <now>
    Given the configuration
      """
      batches:
        - name: leads
          stages: [scrape, enrich]
      """
    And I ran `batchwatch start leads --run night`
    And I ran `batchwatch stage leads scrape`
    And the index of the open runs is overwritten
    And I ran in a shell
      """
      <change>
      """
    When I run `batchwatch end leads`
    Then it succeeds
    And the message contains `salvaged the tracker`
    And run night of leads is incomplete because `not complete: enrich`

    Examples:
      | now                           | change                         |
      | as it is                      | true                           |
      | as it was before it was wrong | echo 'mistake: 1' >>config.yml |

  Scenario: An empty file is a tracker that has yet to be filled
    Given the tracker is empty
    When I run `batchwatch start leads`
    Then it succeeds
    And a scrape has
      """
      batch_running{batch="leads"} 1
      """

  Scenario: A file that is no database, named by a slip, is refused, and stays as it is where it is
    When I run in a shell
      """
      mkdir etc && echo root:x:0:0 >etc/passwd && export BATCHWATCH_TRACKER=$PWD/etc/passwd
      for verb in 'start a' 'leads a 3' export 'monitor --once'; do batchwatch $verb; echo -n "$? "; done
      cat etc/passwd
      """
    Then the message contains `belongs to another program: it is not touched`
    And the output contains `74 74 74 74 root:x:0:0`

  Scenario Outline: <whose> is refused, and not touched
    Given I ran `<first>`
    And <whose>
    And I remember the tracker
    When I run `batchwatch start leads`
    Then it fails with status 74
    And the message contains `<message>`
    And the tracker has not changed
    When I run `batchwatch export`
    Then it fails with status 74
    And the tracker has not changed
    And a scrape has
      """
      batchwatch_tracker_up 0
      """

    Examples:
      | whose                                       | first                  | message                                           |
      | the tracker's schema is of a later version  | batchwatch start leads | written by a newer batchwatch (schema 99          |
      | the tracker is the database of another program | true                | belongs to another program: it is not touched     |
