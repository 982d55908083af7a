Feature: run guards a job
  It ends one that takes too long, keeps a second one away, tries again and holds output back; all of it only where it was
  asked for, on the command line or in the configuration.

  Background:
    Given node_exporter reads the textfile directory

  # --timeout

  Scenario: A command that takes too long is ended
    When I run `batchwatch run leads --run night --timeout 200ms -- sleep 100`
    Then it fails with status 124
    And run night of leads is failed because `took longer than 200ms and was ended: --timeout`
    When I run `batchwatch history leads`
    Then the output contains `exit 124, took longer than 200ms and was ended: --timeout`
    And a scrape has
      """
      batch_consecutive_failures{batch="leads"} 1
      batch_runs_total{batch="leads",outcome="failed"} 1
      """

  Scenario: A command in time is not ended
    When I run `batchwatch run leads --run night --timeout 60s -- sh -c 'exit 3'`
    Then it fails with status 3
    And run night of leads is failed because `exit status 3`

  Scenario: A command that ends well when it is told to end has taken too long all the same
    When I run `batchwatch run leads --run night --timeout 200ms -- bash -c 'trap "echo tidied; exit 0" TERM; while :; do sleep 0.05; done'`
    Then it fails with status 124
    And the output contains `tidied`
    And run night of leads is failed because `took longer than 200ms and was ended: --timeout`

  @waits
  Scenario: A command that doesn't heed SIGTERM is killed after a grace
    When I run in a shell
      """
      begin=$(date +%s%N)
      batchwatch run leads --run night --timeout 200ms --kill-after 800ms -- \
        bash -c 'trap "echo told >>told" TERM; while :; do sleep 0.05; done' 2>/dev/null
      echo $? >status
      echo $((($(date +%s%N) - begin) / 1000000)) >took
      wc -l <told >times
      """
    Then the file status holds a number from 124 to 124
    And the file took holds a number from 1000 to 6000
    And the file times holds a number from 1 to 1

  @waits
  Scenario: What the command has started is ended with it
    When I run in a shell
      """
      batchwatch run leads --run night --timeout 300ms --kill-after 500ms -- bash -c '
        sleep 300 & echo $! >first
        bash -c "trap \"\" TERM; echo \$\$ >second; while :; do sleep 0.05; done" &
        until [ -s second ]; do sleep 0.01; done
        wait'
      echo $? >status
      cat first second | while read -r process; do ! grep -s '^State:.[^ZX]' "/proc/$process/status"; done
      """
    Then it prints nothing
    And the file status holds a number from 124 to 124

  @waits
  Scenario: What has ended and nobody waits for takes no grace
    When I run in a shell
      """
      begin=$(date +%s%N)
      # Its first process waits for none but its own child.
      unshare -rpf --mount-proc python3 -c '
      import subprocess, sys
      sys.exit(subprocess.call(["batchwatch", "run", "leads", "--timeout", "300ms", "--kill-after", "60s", "--",
                                "sh", "-c", "sleep 100 & exec sleep 100"]))'
      echo $? >status
      echo $((($(date +%s%N) - begin) / 1000000)) >took
      """
    Then the file status holds a number from 124 to 124
    And the file took holds a number from 300 to 20000

  Scenario: A stopped command is ended too
    When I run `batchwatch run leads --run night --timeout 300ms --kill-after 60s -- bash -c 'kill -STOP $$'`
    Then it fails with status 124

  # --no-overlap

  Scenario: A second run is refused while the first one goes on
    Given `batchwatch run leads --run first --no-overlap -- sleep 100` is running
    And its command is running
    When I run `batchwatch run leads --run second --no-overlap -- touch started`
    Then it fails with status 75
    And the message contains `an earlier run still goes on; this one is not started`
    And there is no file started
    And a scrape has
      """
      batch_starts_refused_total{batch="leads"} 1
      batch_running{batch="leads"} 1
      batch_runs_total{batch="leads",outcome="failed"} 0
      """
    When I run `batchwatch history leads`
    Then the output contains `refused  run first went on`
    When I run `batchwatch run leads --overlap -- true`
    Then it succeeds
    When I run `batchwatch run other --no-overlap -- true`
    Then it succeeds
    When I send SIGTERM to it
    Then it ends with status 143
    When I run `batchwatch run leads --no-overlap -- true`
    Then it succeeds

  @waits
  Scenario: A second run waits for the end of the first
    Given `batchwatch run leads --run first --no-overlap -- bash -c 'until [ -e go ]; do sleep 0.02; done; sleep 1; touch first-ended'` is running
    And its command is running
    When I run in a shell
      """
      touch go
      batchwatch run leads --run second --no-overlap --wait 60s -- test -e first-ended
      """
    Then it succeeds
    And run second of leads is succeeded
    And a scrape has
      """
      batch_starts_refused_total{batch="leads"} 0
      """

  Scenario: On a terminal a run says at once that it waits
    Given `batchwatch run leads --run first --no-overlap -- bash -c 'touch ready; until [ -e go ]; do sleep 0.02; done'` is running
    And the file ready appears
    When I run in a shell
      """
      script -qfc 'batchwatch run leads --run second --no-overlap --wait 10m -- true' typescript >/dev/null &
      for try in $(seq 200); do grep -q 'an earlier run goes on; waiting for its end' typescript && break; sleep 0.05; done
      touch go
      wait
      [ $try -lt 200 ]
      """
    Then it succeeds
    And run second of leads is succeeded

  @waits
  Scenario: A second run that waits gives up
    Given `batchwatch run leads --run first --no-overlap -- sleep 100` is running
    And its command is running
    When I run `batchwatch run leads --run second --no-overlap --wait 1s -- touch started`
    Then it fails with status 75
    And the message contains `an earlier run still goes on after 1s; this one is not started`
    And there is no file started
    When I run `batchwatch history leads`
    Then the output contains `refused  run first went on, waited 1s`

  @waits
  Scenario: A run that waits is told to end
    Given `batchwatch run leads --run first --no-overlap -- sleep 100` is running
    And its command is running
    When I run in a shell
      """
      batchwatch run leads --run second --no-overlap --wait 5m -- touch started &
      run=$!
      until for keeper in $(pgrep -P $run); do ls -l /proc/$keeper/fd; done | grep -q 'tracker.db-runs/leads'; do
        sleep 0.02
      done
      kill -TERM $run
      wait $run
      echo $? >status
      """
    Then the file status holds a number from 143 to 143
    And there is no file started
    And a scrape has
      """
      batch_starts_refused_total{batch="leads"} 0
      """
    When I run `batchwatch history leads`
    Then the output has no `refused`
    And the tracker holds 1 runs of leads

  Scenario: The lock goes with a run that is killed, and so does its command
    Given `batchwatch run leads --run first --no-overlap -- bash -c 'echo $$ >process; touch ready; sleep 100'` is running
    And the file ready appears
    When I send SIGKILL to it
    And I run in a shell
      """
      batchwatch run leads --run second --no-overlap --wait 20s -- true || exit
      ! grep -s '^State:.[^ZX]' "/proc/$(cat process)/status"
      """
    Then it succeeds
    And run second of leads is succeeded

  Scenario: The lock is the tracker's, not the working directory's
    Given `batchwatch run leads --run first --no-overlap -- sleep 100` is running
    And its command is running
    When I run in a shell
      """
      cd / && batchwatch run leads --no-overlap -- true
      """
    Then it fails with status 75

  Scenario: A command that outlives its run in the background holds no lock
    When I run in a shell
      """
      batchwatch run leads --no-overlap -- sh -c 'sleep 20 </dev/null >/dev/null 2>&1 & echo $! >process'
      batchwatch run leads --no-overlap -- true
      status=$?
      kill $(cat process)
      exit $status
      """
    Then it succeeds

  # --retries

  Scenario: A command succeeds at the third attempt
    When I run `batchwatch run leads --run night --retries 5 --retry-delay 10ms -- sh -c 'echo x >>tries; test $(wc -l <tries) = 3'`
    Then it succeeds
    And run night of leads is succeeded
    And a scrape has
      """
      batch_consecutive_failures{batch="leads"} 0
      batch_runs_total{batch="leads",outcome="succeeded"} 1
      batch_runs_total{batch="leads",outcome="failed"} 0
      """
    When I run `batchwatch history leads`
    Then the output contains `after 2 failed attempts: exit status 1, exit status 1`
    When I run in a shell
      """
      batchwatch history leads --json |
        python3 -c 'import json, sys; print(*((a["number"], a["of"], a["exit_status"]) for a in json.load(sys.stdin)["runs"][0]["attempts"]))'
      """
    Then it prints
      """
      (1, 6, 1) (2, 6, 1)
      """

  Scenario: All attempts fail, and that is one failure
    When I run `batchwatch run leads --run night --retries 2 --retry-delay 10ms -- sh -c 'echo x >>tries; exit $(wc -l <tries)'`
    Then it fails with status 3
    And run night of leads is failed because `exit status 3`
    And a scrape has
      """
      batch_consecutive_failures{batch="leads"} 1
      batch_runs_total{batch="leads",outcome="failed"} 1
      """

  Scenario: Each attempt has the whole time
    When I run `batchwatch run leads --run night --timeout 200ms --retries 1 --retry-delay 0s -- sh -c 'echo x >>tries; sleep 100'`
    Then it fails with status 124
    When I run in a shell
      """
      wc -l <tries >count
      """
    Then the file count holds a number from 2 to 2
    When I run `batchwatch history leads`
    Then the output contains `Attempt 1 of 2: `
    And the output contains `attempt: took longer than 200ms and was ended: --timeout`

  @waits
  Scenario: Delays between attempts double
    When I run in a shell
      """
      begin=$(date +%s%N)
      batchwatch run leads --retries 2 --retry-delay 500ms -- false
      echo $((($(date +%s%N) - begin) / 1000000)) >took
      """
    Then the file took holds a number from 1500 to 8000

  Scenario: A run that waits for its next attempt is told to end
    Given `batchwatch run leads --run night --retries 3 --retry-delay 10m -- sh -c 'echo x >>tries; exit 3'` is running
    And the file tries appears
    When I run in a shell
      """
      until batchwatch status leads | grep -q '1 of 4 failed'; do sleep 0.05; done
      """
    And I send SIGTERM to it
    Then it ends with status 143
    And run night of leads is failed because `exit status 3`
    When I run in a shell
      """
      wc -l <tries >count
      """
    Then the file count holds a number from 1 to 1

  Scenario: No further attempt follows a signal that told the command to end
    Given `batchwatch run leads --run night --retries 3 --retry-delay 0s -- bash -c 'echo x >>tries; trap "exit 9" TERM; touch ready; while :; do sleep 0.05; done'` is running
    And the file ready appears
    When I send SIGTERM to it
    Then it ends with status 9
    When I run in a shell
      """
      wc -l <tries >count
      """
    Then the file count holds a number from 1 to 1

  Scenario: A command that is not there is tried again too
    When I run `batchwatch run leads --run night --retries 1 --retry-delay 0s -- no-such-tool`
    Then it fails with status 127
    When I run `batchwatch history leads`
    Then the output contains `attempt: cannot run 'no-such-tool': No such file or directory`

  # --ok-status

  Scenario Outline: Exit statuses that count as success: <status>
    When I run `batchwatch run leads --run night --ok-status 3,24 --retries 2 --retry-delay 0s -- sh -c 'exit <status>'`
    Then it fails with status <status>
    And run night of leads is <outcome>
    And a scrape has
      """
      batch_success{batch="leads"} <success>
      """

    Examples:
      | status | outcome   | success |
      | 24     | succeeded | 1       |
      | 3      | succeeded | 1       |
      | 4      | failed    | 0       |

  Scenario: A signal is no success, whatever is listed
    When I run `batchwatch run leads --run night --ok-status 137,143 -- sh -c 'kill -TERM $$'`
    Then it fails with status 143
    And run night of leads is failed because `killed by SIGTERM`

  # --quiet

  Scenario: The output of a command that succeeds is not shown
    When I run `batchwatch run leads --run night --quiet -- sh -c 'echo out; echo err >&2'`
    Then it succeeds
    And it prints nothing
    And the kept output of run night is the lines `out` and `err`

  Scenario: The output of a command that fails is shown, in its order
    When I run in a shell
      """
      batchwatch run leads --quiet -- sh -c 'for i in 1 2 3; do echo out $i; echo err $i >&2; done; exit 7' 2>&1
      """
    Then it fails with status 7
    And it prints
      """
      out 1
      err 1
      out 2
      err 2
      out 3
      err 3
      """

  Scenario: Each stream comes where it belongs
    When I run `batchwatch run leads --quiet -- sh -c 'echo out; echo err >&2; exit 7'`
    Then it fails with status 7
    And it prints
      """
      out
      """
    And the message is
      """
      err
      """

  Scenario: Much output is held back
    When I run in a shell
      """
      batchwatch run leads --quiet -- sh -c 'seq 2000000; seq 1000000 >&2; exit 1' 2>errors | cmp - <(seq 2000000)
      cmp errors <(seq 1000000)
      batchwatch run leads --quiet -- sh -c 'seq 2000000; seq 1000000 >&2'
      """
    Then it succeeds
    And it prints nothing

  Scenario: The output of attempts that failed is not shown when the last one succeeds
    When I run `batchwatch run leads --quiet --retries 2 --retry-delay 0s -- sh -c 'echo try; echo x >>tries; test $(wc -l <tries) = 3'`
    Then it succeeds
    And it prints nothing

  Scenario: Nothing of what is held back is left when run is killed
    Given the environment variable TMPDIR is DIRECTORY/held
    And I ran `mkdir held`
    And `batchwatch run leads --quiet -- bash -c 'seq 100000; touch ready; sleep 100'` is running
    And the file ready appears
    When I send SIGKILL to it
    And I run `ls -A held`
    Then it prints nothing

  # --no-output

  Scenario: No output is kept
    When I run `batchwatch run leads --run night --no-output -- sh -c 'echo secret; exit 7'`
    Then it fails with status 7
    And the output contains `secret`
    When I run `batchwatch history leads --json`
    Then the output has no `secret`
    When I run in a shell
      """
      cat "$BATCHWATCH_TRACKER"* | grep -c secret >count
      true
      """
    Then the file count holds a number from 0 to 0

  # --keep-log

  Scenario: The whole output is kept in a file
    When I run in a shell
      """
      batchwatch run leads --run night --keep-log "$PWD/logs" -- sh -c 'seq 200000; echo the end >&2' >out 2>errors
      cmp out <(seq 200000) && cmp errors <(echo the end) && cmp logs/leads/night.log <(seq 200000; echo the end)
      """
    Then it succeeds
    When I run `batchwatch history leads`
    Then the output contains `/logs/leads/night.log`
    When I run `batchwatch status leads`
    Then the output contains `/logs/leads/night.log`
    When I run `batchwatch history leads --json`
    Then the output contains `/logs/leads/night.log",`

  Scenario: A run that goes on says where its log is
    Given I ran `mkdir logs`
    And I ran in a shell
      """
      batchwatch run leads --run night --keep-log "$PWD/logs" -- bash -c 'echo begun; until [ -e go ]; do sleep 0.02; done' >out &
      # A busy machine records the beginning later than the command begins.
      until batchwatch status leads >status && grep -q begun logs/leads/night.log && grep -q night status; do sleep 0.02; done
      touch go
      wait
      """
    When I run `cat status`
    Then the output contains `/logs/leads/night.log`

  Scenario: A log holds all attempts
    When I run in a shell
      """
      batchwatch run leads --run night --keep-log "$PWD/logs" --quiet --retries 2 --retry-delay 0s -- \
        sh -c 'echo x >>tries; echo try $(wc -l <tries); test $(wc -l <tries) = 3'
      cat logs/leads/night.log
      """
    Then it prints
      """
      try 1
      try 2
      try 3
      """

  Scenario: A log is its owner's and his group's
    When I run in a shell
      """
      umask 0
      batchwatch run leads --run night --keep-log "$PWD/logs" -- echo secret
      stat -c %a logs/leads logs/leads/night.log
      """
    Then the output contains `750`
    And the output contains `640`

  Scenario: The log can't be made, and the command runs all the same
    When I run `batchwatch run leads --run night --keep-log /dev/null/logs -- sh -c 'echo ran; exit 5'`
    Then it fails with status 5
    And the output contains `ran`
    And the message contains `the file for the whole output can't be made; the command runs without it`
    And run night of leads is failed because `exit status 5`

  Scenario: The log's disk is full, and the command runs all the same
    When I run in a shell on a small disk
      """
      head -c 1M /dev/zero >"$SMALL_DISK/ballast"
      rm "$SMALL_DISK/ballast"
      batchwatch run leads --run night --keep-log "$SMALL_DISK/logs" -- sh -c 'head -c 4M /dev/zero; exit 5' >out
      echo $? >status
      stat -c %s out >size
      """
    Then the file status holds a number from 5 to 5
    And the file size holds a number from 4194304 to 4194304
    And the message contains `the file with the whole output is not complete`
    And run night of leads is failed because `exit status 5`

  Scenario: A link that is planted as a log is not followed
    When I run in a shell
      """
      mkdir -p logs/leads
      echo untouched >target
      ln -s "$PWD/target" logs/leads/night.log
      batchwatch run leads --run night --keep-log "$PWD/logs" -- echo output
      cat target
      cat logs/leads/night-2.log
      """
    Then it prints
      """
      output
      untouched
      output
      """

  Scenario: Old logs go
    Given the configuration
      """
      retention: 30d
      batches:
        - {name: leads}
      """
    When I run in a shell
      """
      mkdir -p logs/leads logs/other
      touch -d '40 days ago' logs/leads/old.log logs/other/old.log logs/leads/notes.txt
      touch -d '20 days ago' logs/leads/recent.log
      batchwatch run leads --run night --keep-log "$PWD/logs" -- true
      find logs -type f | sort
      """
    Then it prints
      """
      logs/leads/night.log
      logs/leads/notes.txt
      logs/leads/recent.log
      logs/other/old.log
      """

  Scenario: The mail about a failed run names the log
    Given a mail server
    And the configuration, with mail
      """
      batches:
        - {name: leads}
      """
    And I ran in a shell
      """
      batchwatch run leads --run night --keep-log "$PWD/logs" -- sh -c 'echo no space; exit 7' || true
      """
    When I run `batchwatch monitor --once`
    Then it succeeds
    And the mail says
      """
      no space
      /logs/leads/night.log
      """

  # From the configuration

  @waits
  Scenario: The configuration asks for guards
    Given the configuration
      """
      batches:
        - name: leads
          run: {timeout: 200ms, kill_after: 1s, no_overlap: true, retries: 1, retry_delay: 10ms, ok_status: [24], quiet: true, no_output: true}
        - {name: other}
      """
    When I run `batchwatch run leads --run slow -- sleep 100`
    Then it fails with status 124
    When I run `batchwatch history leads`
    Then the output contains `Attempt 1 of 2: `
    And the output contains `attempt: took longer than 200ms and was ended: --timeout`
    When I run `batchwatch run leads --run odd -- sh -c 'echo secret; exit 24'`
    Then it fails with status 24
    And it prints nothing
    And run odd of leads is succeeded
    When I run `batchwatch run leads --timeout 0 --retries 0 -- batchwatch run leads --timeout 0 --retries 0 -- touch started`
    Then it fails with status 75
    And there is no file started
    When I run `batchwatch run leads --timeout 0 --retries 0 --ok-status 0 --no-quiet --keep-output --overlap --run off -- sh -c 'echo shown; sleep 0.5; exit 24'`
    Then it fails with status 24
    And the output contains `shown`
    And run off of leads is failed because `exit status 24`
    And the kept output of run off has 6 bytes and ends with `shown`

  Scenario: The configuration asks for a log, and an option does without
    Given I ran in a shell
      """
      printf 'batches:\n  - {name: leads, run: {keep_log: %s/logs}}\n' "$PWD" >asks.yml
      """
    And the environment variable BATCHWATCH_CONFIG is DIRECTORY/asks.yml
    When I run in a shell
      """
      batchwatch run leads --run one -- echo kept
      batchwatch run leads --run two --no-keep-log -- echo lost
      ls logs/leads
      """
    Then it prints
      """
      kept
      lost
      one.log
      """

  @waits
  Scenario: A stage has what its command line says
    Given the configuration
      """
      batches:
        - {name: leads, run: {timeout: 100ms, retries: 3, retry_delay: 0s, quiet: true}}
      """
    And I ran `batchwatch start leads --run night`
    When I run `batchwatch run leads --stage scrape -- sh -c 'sleep 0.4; echo shown'`
    Then it succeeds
    And the output contains `shown`
    When I run in a shell
      """
      batchwatch run leads --stage email --timeout 200ms --retries 1 --retry-delay 0s --keep-log "$PWD/logs" -- \
        sh -c 'echo begun; sleep 100'
      echo $? >status
      cat logs/leads/night.email.log
      """
    Then the file status holds a number from 124 to 124
    And a scrape has
      """
      batch_running{batch="leads"} 1
      batch_stage_completion_ratio{batch="leads",stage="email"} 0
      batch_stage_completion_ratio{batch="leads",stage="scrape"} 1
      """
    When I run `batchwatch status leads`
    Then the output contains `email: `
    And the output contains `/logs/leads/night.email.log`

  # Kills at moments that chance seldom finds

  @waits
  Scenario: run is killed before its beginning is recorded
    Given the configuration
      """
      batches: [{name: leads}]
      """
    When I run in a shell
      """
      strace -f -qq -o trace -P "$BATCHWATCH_CONFIG" -e inject=openat:delay_enter=1500000:when=1 \
        batchwatch run leads --run night -- touch started &
      tracer=$!
      # Its children are one that notes signals and one that keeps the records.
      until run=$(pgrep -P $tracer) && [ "$(pgrep -c -P "$run")" = 2 ]; do sleep 0.02; done
      kill -KILL "$run"
      wait $tracer
      batchwatch export
      """
    Then it succeeds
    And there is no file started
    And run night of leads is lost because `its process is gone and it never ended`

  @waits
  Scenario: run is killed at the moment when its command begins
    When I run in a shell
      """
      strace -f -qq -o trace -e trace=sendto -e inject=sendto:delay_enter=1500000:when=1 \
        batchwatch run leads --run night -- bash -c '(sleep 100 & echo $! >child); touch ready; sleep 100' &
      tracer=$!
      until [ -e ready ]; do sleep 0.02; done
      kill -KILL "$(pgrep -P $tracer)"
      for try in $(seq 250); do
        grep -qs '^State:.[^ZX]' "/proc/$(cat child)/status" || exit 0
        sleep 0.02
      done
      kill "$(cat child)"
      exit 1
      """
    Then it succeeds

  # The clock

  Scenario Outline: The clock is set by <seconds> s while a command runs
    When a clock is set by <seconds> s while this runs: `batchwatch run leads --run night -- bash -c 'touch ready; until [ -e go ]; do sleep 0.02; done; sleep 0.5'`
    Then it succeeds
    And run night of leads is succeeded
    And batch_last_duration_seconds of leads is from 0.5 to 60
    And batch_duration_seconds_sum of leads is from 0.5 to 60
    When I run in a shell
      """
      batchwatch history leads --json |
        python3 -c 'import json, sys; print(0.5 <= json.load(sys.stdin)["runs"][0]["duration_seconds"] <= 60)'
      """
    Then it prints
      """
      True
      """

    Examples:
      | seconds |
      | +7200   |
      | -7200   |

  @waits
  Scenario: Nobody reads what was held back, and the end is recorded all the same
    When I run in a shell
      """
      batchwatch run leads --run night --quiet -- sh -c 'seq 100000; exit 1' | sleep 20 &
      timeout 15 sh -c 'until batchwatch history leads | grep -q "exit status 1"; do sleep 0.1; done'
      """
    Then it succeeds
    And run night of leads is failed because `exit status 1`

  @waits
  Scenario: Output that is held back costs nothing when its reader is gone
    When I run in a shell
      """
      (batchwatch run leads --quiet -- sh -c 'sleep 1.5; cut -d" " -f14,15 /proc/$PPID/stat >ticks') | true
      awk '{ print $1 + $2 }' ticks >sum
      """
    Then the file sum holds a number from 0 to 30

  Scenario: Attempts give back what they opened
    When I run in a shell
      """
      batchwatch run leads --retries 4 --retry-delay 0s -- sh -c 'ls /proc/$PPID/fd | wc -l; exit 1' 2>&1 | cat >counts
      sort -u counts | wc -l >different
      """
    Then the file different holds a number from 1 to 1

  @waits
  Scenario: What cleans up after a timeout is read meanwhile
    When I run in a shell
      """
      batchwatch run leads --timeout 300ms --kill-after 20s -- bash -c '
        (trap "seq 100000; echo cleaned up; exit" TERM; while :; do sleep 0.1; done) & sleep 100' | tail -n 1
      """
    Then the output contains `cleaned up`
