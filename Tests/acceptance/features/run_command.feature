Feature: run watches a command and leaves its fate alone
  Its exit status, its output and its signals are what they would be without batchwatch.

  Background:
    Given node_exporter reads the textfile directory

  Scenario: Exit status, output, CPU time and memory
    When I run `batchwatch run leads --run night -- python3 -c 'import sys, time; b = bytearray(64 << 20); t = time.process_time() + 0.2; exec("while time.process_time() < t: pass"); print("out"); print("err", file=sys.stderr); sys.exit(7)'`
    Then it fails with status 7
    And it prints
      """
      out
      """
    And the message is
      """
      err
      """
    And run night of leads is failed because `exit status 7`
    And the kept output of run night is the lines `out` and `err`
    And batch_last_cpu_seconds of leads is from 0.2 to 10
    And batch_last_peak_memory_bytes of leads is from 67108864 to 1000000000

  Scenario: A command that succeeds
    When I run `batchwatch run leads --run night -- true`
    Then it succeeds
    And it prints nothing
    And run night of leads is succeeded
    And a scrape has
      """
      batch_success{batch="leads"} 1
      batch_completion_ratio{batch="leads"} 1
      """

  Scenario Outline: The command cannot be run: <command>
    When I run `batchwatch run leads --run night -- <command>`
    Then it fails with status <status>
    And the message contains `<message>`
    And run night of leads is failed

    Examples:
      | command      | status | message                                                |
      | no-such-tool | 127    | cannot run 'no-such-tool': No such file or directory   |
      | /etc/passwd  | 126    | cannot run '/etc/passwd': Permission denied            |

  Scenario Outline: Why the command cannot be run: <command>
    Given I ran in a shell
      """
      printf '#!/bin/sh\r\necho ran\r\n' >windows
      printf '#!/nosuch/python\n' >stranger
      printf 'echo ran\n' >bare
      printf '#!/bin/sh\necho ran\n' >closed
      chmod +x windows stranger bare
      """
    When I run `batchwatch run leads --run night -- <command>`
    Then it fails with status <status>
    And the message contains `<message>`
    And run night of leads is failed

    Examples:
      | command       | status | message                                                                  |
      | 'echo a b'    | 127    | 'echo a b': No such file or directory; 'run' starts a program, not a shell; for a shell's line write: -- sh -c 'echo a b' |
      | FOO=1 env     | 127    | to set a variable, write: -- env FOO=… COMMAND                           |
      | cd /opt       | 127    | for a shell's line write: -- sh -c 'cd /opt'                             |
      | ./windows     | 127    | its first line ends in a carriage return (Windows line ending); to mend that: sed -i 's/[[:cntrl:]]$//' ./windows |
      | ./stranger    | 127    | its first line names '/nosuch/python', which is not there                |
      | ./closed      | 126    | it is not executable; to mend that: chmod +x ./closed                    |
      | . ./bare      | 126    | for a shell's line write: -- sh -c '. ./bare'                            |
      | ./            | 126    | it is a directory                                                        |

  Scenario: A shell runs a script without a first line, as it does everywhere
    Given I ran in a shell
      """
      printf 'echo ran with $1; exit 3\n' >bare
      chmod +x bare
      """
    When I run `batchwatch run leads --run night -- ./bare words`
    Then it fails with status 3
    And the output contains `ran with words`

  Scenario: What the message says mends the command
    When I run in a shell
      """
      printf '#!/bin/sh\r\nexit 3\r\n' >job
      chmod +x job
      batchwatch run leads -- ./job 2>message
      sh -c "$(sed -n 's/.*to mend that: \(.*\)"$/\1/p' message)" && batchwatch run leads -- ./job
      """
    Then it fails with status 3

  Scenario: The last of much output is kept, and all of it passed on
    When I run `batchwatch run leads --run night -- sh -c 'seq 100000; echo the end'`
    Then it succeeds
    And the output has 100001 lines
    And the kept output of run night has 10000 bytes and ends with `the end`

  Scenario Outline: A signal goes to the command, SIG<signal>
    Given `batchwatch run leads --run night -- sleep 100` is running
    And its command is running
    When I send SIG<signal> to it
    Then it ends with status <status>
    And run night of leads is failed because `killed by SIG<signal>`

    Examples:
      | signal | status |
      | TERM   | 143    |
      | INT    | 130    |
      | HUP    | 129    |
      | QUIT   | 131    |

  Scenario: A command that handles the signal decides itself
    Given `batchwatch run leads --run night -- bash -c 'trap "exit 3" TERM; touch ready; while :; do sleep 0.05; done'` is running
    And the file ready appears
    When I send SIGTERM to it
    Then it ends with status 3
    And run night of leads is failed because `exit status 3`

  Scenario: batchwatch itself is killed
    Given `batchwatch run leads --run night -- sleep 100` is running
    And its command is running
    When I send SIGKILL to it
    And I run `batchwatch export`
    Then it succeeds
    And run night of leads is lost because `its process is gone and it never ended`

  Scenario: A stage around a command
    Given I ran `batchwatch start leads --run night`
    When I run `batchwatch run leads --stage scrape -- echo done`
    Then it succeeds
    And it prints
      """
      done
      """
    And a scrape has
      """
      batch_stage_completion_ratio{batch="leads",stage="scrape"} 1
      """
    When I run `batchwatch run leads --stage email -- false`
    Then it fails with status 1
    And a scrape has
      """
      batch_running{batch="leads"} 1
      batch_stage_completion_ratio{batch="leads",stage="email"} 0
      """

  Scenario: The command can report into its own run
    When I run `batchwatch run leads --run night -- sh -c 'batchwatch leads "$BATCHWATCH_BATCH" 4 --run "$BATCHWATCH_RUN"'`
    Then it succeeds
    And a scrape has
      """
      batch_leads{batch="leads"} 4
      """

  Scenario: A command that starts a second run of its batch is warned
    When I run in a shell
      """
      batchwatch run leads --run outer -- sh -c 'batchwatch start other >/dev/null; batchwatch start leads >/dev/null'
      """
    Then the message contains `records this batch already, so this is a second run of it`
    And the message contains `batch=leads run=outer`

  Scenario: Words, however odd, reach the command as they are
    When I run `batchwatch run leads -- printf '[%s]' --failed -- '' 'a  b' "it's" '$HOME' '*'`
    Then it succeeds
    And the output contains `[--failed][--][][a  b][it's][$HOME][*]`

  Scenario: Nothing can be recorded, and the command runs all the same
    Given the environment variable BATCHWATCH_TRACKER is /dev/null/tracker.db
    When I run `batchwatch run leads -- sh -c 'echo ran; exit 5'`
    Then it fails with status 5
    And the output contains `ran`

  Scenario: A disk that was full when the command began is tried again when it has ended
    When I run in a shell on a small disk
      """
      export BATCHWATCH_TRACKER=$SMALL_DISK/tracker.db
      batchwatch start other || exit
      head -c 1M /dev/zero >"$SMALL_DISK/ballast"
      batchwatch run leads -- sh -c 'exit 3' 2>still-full
      grep -c 'has no run' still-full >wrong
      batchwatch run leads -- rm "$SMALL_DISK/ballast"
      """
    Then it succeeds
    And the file wrong holds a number from 0 to 0
    And a scrape has
      """
      batch_runs_total{batch="leads",outcome="succeeded"} 1
      batch_runs_total{batch="leads",outcome="failed"} 0
      """

  Scenario: Recording crashes, and the command is run all the same
    When I run in a shell
      """
      strace -f -qq -o trace -P "$BATCHWATCH_TRACKER-lock" -e inject=openat:signal=SIGSEGV \
        batchwatch run leads --run night -- sh -c 'echo ran; exit 5'
      """
    Then it fails with status 5
    And the output contains `ran`
    And the message contains `the process that records the beginning was ended; the command ran without it`
    And the message contains `the process that records the end was ended`

  @waits
  Scenario: The beginning is recorded late, and the command doesn't wait for it
    When I run in a shell
      """
      strace -f -qq -o trace -P "$BATCHWATCH_TRACKER-lock" -e inject=openat:delay_enter=1500000:when=1 \
        batchwatch run leads --run night -- sh -c 'test ! -e "$BATCHWATCH_TRACKER" && echo started first'
      """
    Then it succeeds
    And the output contains `started first`
    And run night of leads is succeeded

  Scenario: Another program uses the tracker, and the command doesn't wait for it
    Given I ran `batchwatch start other`
    And another program holds the lock file
    And `batchwatch run leads --run night -- touch started` is running
    And the file started appears
    Then 1 record waits in the spool
    When the lock is given back
    Then it ends with status 0
    And run night of leads is succeeded
    And no record waits in the spool

  Scenario: Recording that waits keeps no lock and no output open
    Given I ran `batchwatch start other`
    And another program holds the lock file
    When I run in a shell
      """
      (
        flock 9
        batchwatch run leads --run night -- sleep 100 &
        run=$!
        until [ -d "$BATCHWATCH_TRACKER-spool" ]; do sleep 0.05; done
        kill -KILL $run
      ) 9>job.lock | cat
      flock --timeout 3 job.lock echo free
      """
    Then the output contains `free`
    When the lock is given back
    And I run in a shell
      """
      until [ -e "$BATCHWATCH_TEXTFILE_DIRECTORY/batchwatch_leads.prom" ]; do sleep 0.05; done
      """
    Then it succeeds
    And run night of leads is running
