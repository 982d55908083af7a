@long
Feature: No fault loses a record, counts one twice or leaves half a file
  Each system call that changes something on the disk is disturbed once, by strace: the process killed with SIGKILL as it
  enters the call, or the call failing. What is left is read without batchwatch, and the next calls must set it right.
  `make test-faults` does the same at every system call, with every error that fits it.

  Scenario Outline: <verb>, <situation>
    Given a host in the situation "<situation>"
    When `batchwatch <verb>` is disturbed at each system call that changes the disk
    Then every acknowledged record is there once, and nothing is ever half there

    Examples: Records and exports of a night
      | situation | verb                        |
      | night     | start leads --run night-3   |
      | night     | stage leads scrape          |
      | night     | end leads                   |
      | night     | export                      |

    Examples: A tracker comes into being
      | situation | verb                        |
      | nothing   | start leads --run night-1   |

    Examples: Records wait in the spool, one of them already in the tracker's log
      | situation | verb                        |
      | spooled   | leads leads 7               |
      | phantom   | leads leads 7               |

    Examples: The tracker is damaged, its log is long, the configuration has changed
      | situation         | verb                            |
      | damaged           | leads leads 7 --run night-2     |
      | long log          | leads leads 7                   |
      | new configuration | leads leads 7                   |
