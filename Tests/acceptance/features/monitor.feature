Feature: A monitor sees to it that somebody hears
  On a host without Prometheus and Alertmanager its mails are the alert path.

  Background:
    Given a mail server
    And the configuration, with mail
      """
      timezone: UTC
      batches:
        - {name: leads, severity: critical, stages: [scrape, enrich]}
      """

  Scenario: A failure is mailed once, and its end in the same thread
    Given I ran in a shell
      """
      batchwatch start leads --run first && batchwatch stage leads scrape
      batchwatch end leads --failed --reason 'relay refused'
      """
    When I run `batchwatch monitor --once`
    Then it succeeds
    And these mails arrived
      | subject                                               |
      | [critical] leads: failed: relay refused (HOST)        |
    And the mail says
      """
      the last run failed: relay refused
      docs/runbooks/BatchFailed.md
      This host has no alert_path configured, so batchwatch mails you itself.
      """
    When I run `batchwatch monitor --once`
    And I run in a shell
      """
      batchwatch run leads -- sh -c 'batchwatch stage leads scrape; batchwatch stage leads enrich'
      batchwatch monitor --once; sleep 0.1; batchwatch monitor --once; batchwatch monitor --once
      """
    Then these mails arrived
      | subject                                               |
      | [critical] leads: failed: relay refused (HOST)        |
      | [resolved] leads: failed: relay refused (HOST)        |
    And they are one thread

  Scenario: Many batches that fail at once are one mail, the gravest first, and each has its end in its thread
    Given the configuration, with mail
      """
      timezone: UTC
      batches:
        - {name: a, severity: warning}
        - {name: b, severity: critical}
        - {name: c, severity: warning}
        - {name: d, severity: critical}
        - {name: e, severity: warning}
        - {name: f, severity: warning}
      """
    And I ran in a shell
      """
      for batch in a b c d e f; do batchwatch start $batch && batchwatch end $batch --failed; done
      """
    When I run `batchwatch monitor --once`
    Then the mail says
      """
      [CRITICAL] 6 batches on
      b: failed; and 5 more alerts
      """
    When I run in a shell
      """
      batchwatch run d -- true
      batchwatch monitor --once; sleep 0.1; batchwatch monitor --once
      batchwatch run a -- true; batchwatch run c -- true
      batchwatch monitor --once; sleep 0.1; batchwatch monitor --once
      """
    Then these mails arrived
      | subject                                               |
      | [critical] 6 batches need a look: b, d, a, … (HOST)   |
      | [resolved] d: failed (HOST)                           |
      | [resolved] 2 batches: a, c (HOST)                     |
    And they are one thread

  Scenario: Where all is well nobody hears anything, and cron has nothing to mail
    Given I ran `batchwatch run leads -- sh -c "batchwatch stage leads scrape; batchwatch stage leads enrich"`
    When I run `batchwatch monitor --once`
    Then it succeeds
    And it prints nothing
    And nobody is mailed

  Scenario: Where nothing is configured status says that nobody would hear
    Given the configuration
      """
      batches: [{name: leads}]
      """
    And I ran `batchwatch monitor --once`
    When I run `batchwatch status`
    Then the output contains `alert path  NOBODY would hear: neither 'alert_path' nor 'mail' is configured`
    When I run `batchwatch status --json`
    Then the output contains `"way": "none"`

  Scenario: Two monitors would tell everything twice
    Given another monitor runs
    When I run `batchwatch monitor --once`
    Then it fails with status 75
    And the message contains `another monitor watches`

  @waits
  Scenario: A service manager knows that it is ready, alive, and stopping
    Given a service manager
    And a monitor runs each second
    Then the service manager hears READY=1
    And the service manager hears WATCHDOG=1
    And the service manager hears STATUS=alerts are mailed; 0 alerts hold
    When I send SIGHUP to it
    Then the service manager hears RELOADING=1
    And the service manager hears READY=1
    When I send SIGTERM to it
    Then it ends with status 0
    And the service manager hears STOPPING=1

  @waits
  Scenario: A script's alert is told at once, and its end
    Given a monitor runs every 6 seconds
    When I run `batchwatch alert DiskFull --batch backup --summary "95 % used"`
    Then it succeeds
    And the output contains `the monitor that runs tells people`
    And these mails arrive
      | subject                               |
      | [critical] backup: 95 % used (HOST) |
    When I run `batchwatch alert DiskFull --batch backup --resolve`
    Then these mails arrive
      | subject                                 |
      | [critical] backup: 95 % used (HOST) |
      | [resolved] backup: 95 % used (HOST) |
    And they are one thread

  Scenario: Without a monitor a script's alert is told by itself
    When I run `batchwatch alert DiskFull --batch backup --summary "95 % used" --severity warning`
    Then it succeeds
    And the output contains `DiskFull about backup is mailed`
    When I run `batchwatch alert DiskFull --batch backup --summary "96 % used" --severity warning`
    Then it succeeds
    And the output contains `DiskFull about backup was told before`
    And these mails arrived
      | subject                                |
      | [warning] backup: 95 % used (HOST) |

  Scenario: An alert that nobody takes is noted, and tried again by the next monitor
    Given a mail server that nobody has started, and the configuration with it
      """
      timezone: UTC
      """
    When I run `batchwatch alert DiskFull --batch backup --summary full`
    Then it fails with status 69
    And the message contains `nobody could be told yet; the alert is noted`
    Given the configuration, with mail
      """
      timezone: UTC
      """
    And I ran in a shell
      """
      faketime -f +2m batchwatch monitor --once
      """
    Then these mails arrived
      | subject                              |
      | [critical] backup: full (HOST)   |

  Scenario: Watching never breaks the batch
    Given the environment variable BATCHWATCH_BEST_EFFORT is 1
    And a mail server that nobody has started, and the configuration with it
      """
      timezone: UTC
      """
    When I run `batchwatch alert DiskFull --batch backup --summary full`
    Then it succeeds
    When I run `batchwatch alert 1x --batch backup --summary full`
    Then it succeeds
    And the message contains `not raised; going on because`

  Scenario: An alert of another user's is told once, by the monitor
    Given the configuration, with mail
      """
      timezone: UTC
      """
    And a directory for the tracker that belongs to a group
    When I run in a shell as user 64001 of the group
      """
      batchwatch alert DiskFull --batch backup --summary '95 % used'
      """
    Then it succeeds
    And the message contains `no monitor ran for ten minutes`
    And nobody is mailed
    When I run in a shell as user 64002 of the group
      """
      batchwatch monitor --once
      """
    Then these mails arrived
      | subject                              |
      | [critical] backup: 95 % used (HOST)  |
    When I run in a shell as user 64001 of the group
      """
      batchwatch alert DiskFull --batch backup --summary '96 % used'
      """
    Then it succeeds
    And the output contains `the monitor tells people at its next pass`
    When I run in a shell as user 64002 of the group
      """
      batchwatch monitor --once
      """
    Then these mails arrived
      | subject                              |
      | [critical] backup: 95 % used (HOST)  |

  Scenario Outline: An alert that can't be is refused
    When I run `batchwatch alert <arguments>`
    Then it fails with status 64
    And the message contains `<message>`

    Examples:
      | arguments                                     | message                                   |
      | BatchFailed --batch x --summary y             | is an alert of batchwatch's own           |
      | 1x --batch x --summary y                      | is not a name for an alert                |
      | X --batch ../x --summary y                    | is not a name for a batch                 |
      | X --batch x --summary y --severity "a b"      | is not a severity                         |
      | X --batch x --summary y --expires 1s          | from 1m to 366d is possible               |

  Scenario: A mistake in the configuration doesn't keep people from hearing of it
    Given I ran `batchwatch monitor --once`
    And I ran in a shell
      """
      sed -i 's/^batches:/batchez:/' config.yml
      """
    When I run `batchwatch monitor --once`
    Then it fails with status 78
    And these mails arrived
      | subject                                                        |
      | [warning] batchwatch: the configuration has mistakes (HOST)    |

  @waits
  Scenario: A mail that nobody takes waits, and the trouble is logged once
    Given a mail server that nobody has started, and the configuration with it
      """
      batches: [{name: leads, severity: critical}]
      """
    And a monitor runs each second
    When I run `batchwatch start leads`
    And I run `batchwatch end leads --failed`
    Then batchwatch.prom has `batchwatch_outbox_messages 1`
    And batchwatch.prom has `batchwatch_alert_path_up{link="mail"} 0`

  Scenario: The host's own mail program takes the mail, and gets no secret of ours
    Given I ran in a shell
      """
      printf '#!/bin/sh\nenv >environment; echo "$@" >arguments; cat >mail\n' >mailer && chmod 755 mailer
      printf 'mail: {to: [a@example.com, b@example.com], from: c@example.com, sendmail: %s/mailer}\n' "$PWD" >config.yml
      batchwatch start leads && batchwatch end leads --failed
      """
    When I run `batchwatch monitor --once`
    Then it succeeds
    When I run in a shell
      """
      cat arguments; grep -c BATCHWATCH environment; grep -E '^(From|To|Subject):' mail; grep -c "$(printf '\r')" mail
      """
    Then the output contains `-i -f c@example.com -- a@example.com b@example.com`
    And the output contains `To: a@example.com, b@example.com`
    And the output contains `leads: failed`
    And the output has 6 lines

  Scenario: A password that every user can read is no secret, and is not used
    Given the secret file password with mode 0644
    And I ran in a shell
      """
      sed -i "s/starttls: never/starttls: required\n  username: u\n  password_file: ${PWD////\\/}\/password/" config.yml
      batchwatch start leads && batchwatch end leads --failed
      """
    When I run `batchwatch monitor --once`
    Then it fails with status 69
    And the message contains `password can be read by every user: chmod g-w,o=`
    And no secret is in what was written
    And batchwatch.prom has `batchwatch_outbox_messages 1`

  Scenario: Who was away doesn't call jobs missed
    Given the configuration, with mail
      """
      timezone: UTC
      batches:
        - {name: leads, schedule: "0 1 * * *", start_within: 15m, complete_by: "05:00", severity: critical}
      """
    And the time is 2026-03-05T12:00:00Z
    And I ran `batchwatch monitor --once`
    And the time is 2026-03-05T23:00:00Z
    And I ran `batchwatch monitor --once`
    And the time is 2026-03-06T08:00:00Z
    When I run `batchwatch monitor --once`
    Then these mails arrived
      | subject                                                               |
      | [warning] batchwatch: did not watch this host for a while (HOST)      |
    And the mail says
      """
      for 9h 00m
      what was due in that time is not recorded: leads
      """
    Given the time is 2026-03-06T08:01:00Z
    When I run `batchwatch monitor --once`
    Then it succeeds
    Given the time is 2026-03-06T08:02:00Z
    When I run `batchwatch monitor --once`
    Then these mails arrived
      | subject                                                               |
      | [warning] batchwatch: did not watch this host for a while (HOST)      |

  Scenario: A script's alert between the passes of a monitor that looks each hour finds no gap
    Given the configuration, with mail
      """
      timezone: UTC
      batches:
        - {name: leads, schedule: "0 1 * * *", start_within: 15m, complete_by: "05:00", severity: critical}
      """
    And the time is 2026-03-06T00:50:00Z
    And I ran `batchwatch monitor --once --interval 1h`
    And the time is 2026-03-06T01:20:00Z
    When I run `batchwatch alert DiskFull --batch backup --summary "95 % used"`
    Then these mails arrived
      | subject                                                            |
      | [critical] backup: 95 % used (HOST)                                |
      | [critical] leads: did not start, due by 01:15 UTC (HOST)           |

  Scenario: What is missed while somebody watches is missed
    Given the configuration, with mail
      """
      timezone: UTC
      batches:
        - {name: leads, schedule: "0 1 * * *", start_within: 15m, complete_by: "05:00", severity: critical}
      """
    And the time is 2026-03-06T00:59:00Z
    And I ran `batchwatch monitor --once`
    And the time is 2026-03-06T01:15:01Z
    When I run `batchwatch monitor --once --interval 10m`
    Then these mails arrived
      | subject                                                            |
      | [critical] leads: did not start, due by 01:15 UTC (HOST)           |

  Scenario: A full disk keeps nobody from hearing of it, once
    When I run in a shell on a small disk
      """
      export BATCHWATCH_TRACKER=$SMALL_DISK/tracker.db BATCHWATCH_SPOOL=$PWD/spool RUNTIME_DIRECTORY=$PWD/run
      mkdir run
      batchwatch start leads && batchwatch monitor --once || exit
      head -c 1M /dev/zero >"$SMALL_DISK/ballast"
      batchwatch end leads --failed --reason 'disk full'
      for _ in 1 2 3; do batchwatch monitor --once; done
      ls -d run/*.db
      rm "$SMALL_DISK/ballast"
      batchwatch leads leads 0
      for _ in 1 2 3; do batchwatch monitor --once; sleep 0.1; done
      rmdir run
      """
    Then these mails arrived
      | subject                                                               |
      | [critical] batchwatch: the tracker is down; and 1 more alert (HOST)   |
      | [critical] leads: failed: disk full (HOST)                            |
      | [resolved] batchwatch: the tracker is down; and 1 more alert (HOST)   |
    And the message contains `the monitor's ledger`
    And the output contains `.db`
    And the file run does not exist

  Scenario: What another user puts in the place of the monitor's notes is not believed
    Given the configuration, with mail
      """
      timezone: UTC
      """
    And a directory for the tracker that belongs to a group
    When I run in a shell as user 64002 of the group
      """
      batchwatch start leads && batchwatch end leads
      batchwatch alert DiskFull --batch backup --summary '95 % used' && batchwatch monitor --once
      """
    Then these mails arrived
      | subject                              |
      | [critical] backup: 95 % used (HOST)  |
    When I run in a shell as user 64001 of the group
      """
      t=$BATCHWATCH_TRACKER
      cp "$t-monitor" "$t-mine" && chmod 666 "$t-mine" && mv -f "$t-mine" "$t-monitor"
      printf '#!/bin/sh\ntouch %s-proof\n' "$t" >"$t-theirs" && chmod 755 "$t-theirs"
      {
        printf '# The monitor of batchwatch keeps this of %s, fingerprint 1\n' "$BATCHWATCH_CONFIG"
        printf 'mail: {to: a@example.com, from: b@example.com, sendmail: %s}\n' "$t-theirs"
      } >"$t-kept" && chmod 644 "$t-kept" && mv -f "$t-kept" "$t-monitor-config"
      """
    And I run in a shell
      """
      cp config.yml good && echo 'batchez: []' >>config.yml
      """
    And I run in a shell as user 64002 of the group
      """
      batchwatch monitor --once
      """
    Then it fails with status 78
    And the message contains `belongs to another user`
    And the file shared/tracker.db-proof does not exist
    When I run in a shell
      """
      cat good >config.yml
      """
    And I run in a shell as user 64002 of the group
      """
      batchwatch monitor --once
      """
    # It knows nothing of the mail any more, and rather tells once more.
    Then these mails arrived
      | subject                              |
      | [critical] backup: 95 % used (HOST)  |
      | [critical] backup: 95 % used (HOST)  |

  Scenario: A unit that fails because the disk is full is told of all the same
    When I run in a shell on a small disk
      """
      export BATCHWATCH_TRACKER=$SMALL_DISK/tracker.db RUNTIME_DIRECTORY=$PWD/run
      mkdir run
      batchwatch start leads && batchwatch monitor --once || exit
      head -c 1M /dev/zero >"$SMALL_DISK/ballast"
      batchwatch alert UnitFailed --batch leads --summary 'the unit leads failed'
      for _ in 1 2; do batchwatch monitor --once; done
      rm "$SMALL_DISK/ballast"
      for _ in 1 2; do batchwatch monitor --once; sleep 0.1; done
      batchwatch alert UnitFailed --batch leads --resolve
      for _ in 1 2; do batchwatch monitor --once; sleep 0.1; done
      rmdir run
      """
    Then the message contains `noted in memory only`
    And these mails arrived
      | subject                                         |
      | [critical] leads: the unit leads failed (HOST)  |
      | [resolved] leads: the unit leads failed (HOST)  |
    And the file run does not exist

  Scenario: Notes in memory that are older than the ledger are thrown away
    When I run in a shell on a small disk
      """
      export BATCHWATCH_TRACKER=$SMALL_DISK/tracker.db BATCHWATCH_SPOOL=$PWD/spool RUNTIME_DIRECTORY=$PWD/run
      mkdir run other
      batchwatch start leads && batchwatch monitor --once || exit
      head -c 1M /dev/zero >"$SMALL_DISK/ballast"
      RUNTIME_DIRECTORY=$PWD/other batchwatch monitor --once
      rm "$SMALL_DISK/ballast"
      batchwatch end leads --failed --reason printer
      for _ in 1 2; do batchwatch monitor --once; sleep 0.1; done
      RUNTIME_DIRECTORY=$PWD/other batchwatch monitor --once
      sleep 0.1
      batchwatch monitor --once
      rmdir other
      """
    Then these mails arrived
      | subject                             |
      | [critical] leads: failed: printer (HOST) |
    And the file other does not exist

  Scenario: What ends two passes in a row is left out, people are told, and the rest goes on
    Given I ran in a shell
      """
      batchwatch start leads --run first && batchwatch end leads --failed --reason 'relay refused'
      for death in 1 2; do
        strace -f -qq -o trace -P "$BATCHWATCH_TRACKER-published" -e inject=openat:signal=SIGSEGV \
          batchwatch monitor --once && exit 1
      done
      true
      """
    When I run `batchwatch monitor --once`
    Then it fails with status 69
    And the message contains `the last pass died or hung; this one looks closer" step="it exports the batches"`
    And these mails arrived
      | subject                                               |
      | [critical] batchwatch: can't do all of its work (HOST) |
      | [critical] leads: failed: relay refused (HOST)        |
    When I run in a shell
      """
      rm "$BATCHWATCH_TRACKER-monitor-pass"
      batchwatch monitor --once; sleep 0.1; batchwatch monitor --once; batchwatch monitor --once
      """
    Then these mails arrived
      | subject                                               |
      | [critical] batchwatch: can't do all of its work (HOST) |
      | [critical] leads: failed: relay refused (HOST)        |
      | [resolved] batchwatch: can't do all of its work (HOST) |
