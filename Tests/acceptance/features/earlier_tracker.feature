Feature: A tracker that an earlier release has made
  Whoever looks or records first brings it up to date; nothing of it is lost.

  Scenario Outline: It is brought up to date by `<command>`
    Given the tracker is one of the first release
    When I run `<command>`
    Then it succeeds
    When I run `batchwatch history leads`
    Then the output contains `1h 00m  succeeded`
    And the message is empty

    Examples:
      | command                 |
      | batchwatch status       |
      | batchwatch export       |
      | batchwatch start leads  |

  Scenario: A user who may only read it is told what to do
    Given an ordinary user owns the scenario's directory
    And the tracker is one of the first release
    And the tracker's lock file may not be written
    When I run `batchwatch status` as the user
    Then it fails with status 74
    And the message contains `was written by an earlier batchwatch, and must be brought up to date before it is read`
