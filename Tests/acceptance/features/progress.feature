Feature: progress counts what passes through a pipe, and leaves it as it is
  The data, its end and its errors are what they would be with cat; how far the stage is stands in the tracker.

  Background:
    Given node_exporter reads the textfile directory
    And I ran `batchwatch start leads --run night`

  Scenario: Lines, of which the number is known
    When I run in a shell
      """
      seq 480 | batchwatch progress leads scrape --total 480 | sha256sum >piped
      seq 480 | sha256sum | cmp - piped
      """
    Then it succeeds
    And it prints nothing
    And stage scrape of night is complete with 480 of 480
    And a scrape has
      """
      batch_stage_completion_ratio{batch="leads",stage="scrape"} 1
      """

  Scenario Outline: What counts: <what>
    When I run in a shell
      """
      printf '<input>' | batchwatch progress leads scrape <options> | od -An -c >piped
      printf '<input>' | od -An -c | cmp - piped
      """
    Then it succeeds
    And it prints nothing
    And stage scrape of night is complete with <done> of <total>

    Examples:
      | what                                 | input                | options | done | total |
      | lines                                | a\nb\n               |         | 2    | 2     |
      | a last line without its end          | a\nb                 |         | 2    | 2     |
      | nothing                              |                      |         | 0    | None  |
      | nothing, which was known beforehand  |                      | --total 0 | None | None |
      | records                              | a\nb\0c\0            | --null  | 2    | 2     |
      | bytes                                | a\nb\0               | --bytes | 4    | 4     |
      | what the program tells               | begun\r1/9\r9/9 done | --read  | 9    | 9     |
      | its percentage                       | 50%%\n100%%\n        | --read  | None | None  |

  Scenario: Fewer lines than there should be
    When I run `sh -c 'seq 300 | batchwatch progress leads scrape --total 480'`
    Then it succeeds
    And the output has 300 lines
    And the message contains `the input ended after 300 of 480 lines, so the stage is not complete`
    And stage scrape of night is running with 300 of 480

  Scenario: More lines than there should be
    When I run `sh -c 'seq 500 | batchwatch progress leads scrape --total 480'`
    Then it succeeds
    And the output has 500 lines
    And the message contains `more than --total 480 came`
    And stage scrape of night is complete with 500 of 500

  Scenario: The program doesn't say that it is done
    When I run `sh -c 'echo 45% | batchwatch progress leads scrape --read'`
    Then it succeeds
    And the message contains `the input ended at 45 %, so the stage is not complete`
    And stage scrape of night is running with None of None
    And a scrape has
      """
      batch_stage_completion_ratio{batch="leads",stage="scrape"} 0.45
      """

  @waits
  Scenario: The count is seen while lines come
    Given `bash -c '(seq 7; touch came; until [ -e go ]; do sleep 0.05; done; seq 3) | batchwatch progress leads scrape >piped'` is running
    And the file came appears
    Then stage scrape of night becomes running with 7 of None
    When I run `batchwatch status leads`
    Then the output contains `0 %  7`
    When I run `touch go`
    Then it ends with status 0
    And stage scrape of night is complete with 10 of 10

  @waits
  Scenario: A stage belongs to the run that was the newest one when it began
    Given `bash -c '(echo 1; touch came; until [ -e go ]; do sleep 0.05; done; echo 2) | batchwatch progress leads scrape >piped'` is running
    And the file came appears
    And stage scrape of night becomes running with 1 of None
    When I run `batchwatch start leads --run second`
    And I run `touch go`
    Then it ends with status 0
    And stage scrape of night is complete with 2 of 2

  Scenario: Another run, by its id
    Given I ran `batchwatch start leads --run second`
    When I run `sh -c 'seq 3 | batchwatch progress leads scrape --run night'`
    Then it succeeds
    And stage scrape of night is complete with 3 of 3

  Scenario: Nobody reads any more
    When I run in a shell
      """
      seq 10000000 | batchwatch progress leads scrape | head -n 1
      echo "${PIPESTATUS[*]}"
      """
    Then it prints
      """
      1
      141 141 0
      """
    And stage scrape of night is running, not complete

  Scenario: Nobody reads any more, and SIGPIPE is ignored, as in a service
    When I run in a shell
      """
      (trap '' PIPE; seq 10000000 2>seq.log | batchwatch progress leads scrape; echo "$?" >status) | head -n 1
      cat status
      """
    Then it prints
      """
      1
      74
      """
    And the message contains `cannot write to standard output: nobody reads it`

  Scenario Outline: What cannot be read or written: <redirection>
    When I run in a shell
      """
      seq 10000000 | batchwatch progress leads scrape <options> <redirection>
      """
    Then it fails with status 74
    And the message contains `<message>`
    And stage scrape of night is running, not complete

    Examples:
      | options | redirection | message                                                   |
      |         | >/dev/full  | cannot write to standard output: No space left on device  |
      | --bytes | >/dev/full  | cannot write to standard output: No space left on device  |
      |         | </          | cannot read standard input: Is a directory                |
      |         | <&-         | cannot read standard input: Bad file descriptor           |
      | --bytes | <&-         | cannot read standard input: Bad file descriptor           |
      |         | >&-         | cannot write to standard output: Bad file descriptor      |

  Scenario Outline: A signal that asks it to end, SIG<signal>
    Given `bash -c 'exec batchwatch progress leads scrape < <(seq 7; touch came; exec sleep 20 2>/dev/null) >piped'` is running
    And the file came appears
    And stage scrape of night becomes running, not complete
    When I send SIG<signal> to it
    Then it ends with status <status>
    And stage scrape of night is running with 7 of None

    Examples:
      | signal | status |
      | TERM   | 143    |
      | INT    | 130    |
      | HUP    | 129    |

  Scenario: A signal that ends the whole pipeline is no end of the input
    When I run in a shell
      """
      setsid sh -c 'sh -c "seq 7; exec sleep 20 2>/dev/null" | batchwatch progress leads scrape >piped' &
      until batchwatch status leads | grep -q '0 %  *7 '; do sleep 0.05; done
      kill -TERM -- "-$!"
      wait
      until [ -z "$(pgrep -g "$!")" ]; do sleep 0.05; done
      """
    Then it succeeds
    And stage scrape of night is running with 7 of None

  Scenario Outline: Nothing can be recorded, and the data goes on: <why>
    Given the environment variable <name> is <value>
    When I run `sh -c 'seq 100000 | batchwatch progress <batch> scrape'`
    Then it succeeds
    And the output has 100000 lines
    And the message contains `<message>`
    And the message has 1 line

    Examples:
      | why                   | name               | value                | batch | message                                        |
      | no run                | TZ                 | UTC                  | other | batch 'other' has no run                       |
      | no configuration      | BATCHWATCH_CONFIG  | DIRECTORY/no.yml     | leads | no.yml                                         |
      | a tracker that is none | BATCHWATCH_TRACKER | /dev/null/tracker.db | leads | progress is not recorded; the data goes on     |

  @waits
  Scenario: What stands in the way each second is said once
    When I run in a shell
      """
      for number in 1 2 3 4 5 6 7; do echo "$number"; sleep 0.5; done | batchwatch progress other scrape
      """
    Then it succeeds
    And the output has 7 lines
    And the message has 1 line

  @waits
  Scenario: A tracker that others hold doesn't keep the data
    Given another program holds the lock file
    And `bash -c 'seq 100000 | batchwatch progress leads scrape | wc -l >piped; touch ended'` is running
    Then the file piped comes to hold a number from 100000 to 100000
    And the file ended does not exist
    When the lock is given back
    Then it ends with status 0
    And stage scrape of night is complete with 100000 of 100000

  Scenario: Recording crashes, and the data goes on
    When I run in a shell
      """
      seq 100000 | strace -f -qq -o trace -P "$BATCHWATCH_TRACKER-lock" -e inject=openat:signal=SIGSEGV \
        batchwatch progress leads scrape
      """
    Then it succeeds
    And the output has 100000 lines
    And the message contains `the process that records progress was ended; its record may be missing`

  Scenario Outline: Wrong usage: <command>
    When I run `sh -c 'echo data | <command>'`
    Then it fails with status 64
    And it prints nothing on standard output
    And the message contains `<message>`

    Examples:
      | command                                          | message                                       |
      | batchwatch progress leads scrape --total many    | --total is 'many': write a whole number       |
      | batchwatch progress leads scrape --read --total 5 | --read takes the total from what it reads     |
      | batchwatch progress leads a/b                    | 'a/b' is not a name for a stage               |

  Scenario Outline: Wrong usage keeps no data back where watching must not break the batch: <options>
    Given the environment variable BATCHWATCH_BEST_EFFORT is 1
    When I run `sh -c 'echo data | batchwatch progress leads scrape <options>'`
    Then it succeeds
    And it prints
      """
      data
      """
    And the message contains `<message>`

    Examples:
      | options      | message         |
      | --total many | whole number    |
      | --total ""   | value is empty  |

  @long
  Scenario: What a pipe holds is passed on in either way
    When I run in a shell
      """
      head -c 50M /dev/urandom >sent
      for way in --bytes --null --read ''; do
        cat sent | batchwatch progress leads scrape $way 2>>log | cmp - sent || echo "$way: pipe to pipe"
        batchwatch progress leads scrape $way <sent 2>>log | cmp - sent || echo "$way: file to pipe"
        cat sent | batchwatch progress leads scrape $way 2>>log >got && cmp got sent || echo "$way: pipe to file"
        : >got; cat sent | batchwatch progress leads scrape $way 2>>log >>got && cmp got sent || echo "$way: appended"
        batchwatch progress leads scrape $way <sent 2>>log >got && cmp got sent || echo "$way: file to file"
      done
      """
    Then it succeeds
    And it prints nothing

  @waits
  Scenario: On a terminal it draws a bar
    When I run on a terminal of 70 columns
      """
      for number in $(seq 12); do echo "$number"; sleep 0.1; done | batchwatch progress leads scrape --total 12 >piped
      """
    Then it succeeds
    And the terminal shows `scrape  █+░+ +\d+ %  \d+/12  [\d.]+/s  \d+s left` at some time
    And the terminal shows `scrape  █+  100 %  12/12  [\d.]+/s  in \d+s` in the end
    And no line of the terminal is longer than 69 columns

  Scenario Outline: A terminal that can do less: <which>
    Given the environment variable <name> is <value>
    When I run on a terminal of <columns> columns
      """
      for number in $(seq 6); do echo "$number"; sleep 0.1; done | batchwatch progress leads scrape --total 12 >piped
      """
    Then it succeeds
    And the terminal shows `<text>` in the end
    And no line of the terminal is longer than <columns> columns but for messages

    Examples:
      | which          | name     | value | columns | text                                               |
      | ASCII          | LC_ALL   | C     | 70      | scrape  #+\.+   50 %  6/12  [\d.]+/s  in [\dms]+   |
      | without colour | NO_COLOR | 1     | 70      | ^scrape  █+░+   50 %  6/12  [\d.]+/s  in [\dms]+   |
      | narrow         | NO_COLOR | 1     | 24      | ^scrape   50 %                                     |

  Scenario Outline: No bar is drawn: <where>
    Given the environment variable TERM is <term>
    When I run on a terminal of 70 columns
      """
      for number in $(seq 6); do echo "$number"; sleep 0.1; done | batchwatch progress leads scrape <redirection>
      """
    Then it succeeds
    And the terminal shows no `%`

    Examples:
      | where                            | term  | redirection |
      | the terminal can't draw          | dumb  | >piped      |
      | the data goes to the terminal    | xterm |             |
      | standard error is somewhere else | xterm | >piped 2>&1 |

  Scenario: From Python
    Given the Python function of the page batch-completion-monitoring.md is in recorded.py
    When I run in a shell
      """
      python3 - <<'END'
      import subprocess, time
      from recorded import recorded

      assert list(recorded(range(3), "leads", "known", 3)) == [0, 1, 2]
      assert list(recorded(iter("ab"), "leads", "unknown", None, "--run", "night")) == ["a", "b"]
      assert list(recorded([], "leads", "none", 0)) == []
      assert list(recorded(range(2), "leads", "fewer", 5)) == [0, 1]
      assert list(recorded(range(7), "leads", "more", 5)) == list(range(7))
      began = time.monotonic()
      assert sum(1 for _ in recorded(range(100_000), "leads", "many", 100_000)) == 100_000
      assert time.monotonic() - began < 30
      for item in recorded(range(5), "leads", "broken", 5):
          if item == 1:
              break
      END
      """
    Then it succeeds
    And it prints nothing
    And stage known of night is complete with 3 of 3
    And stage unknown of night is complete with 2 of 2
    And stage none of night is complete with None of None
    And stage fewer of night is running with 2 of 5
    And stage more of night is complete with 7 of 7
    And stage many of night is complete with 100000 of 100000
    And stage broken of night is running with 1 of 5
