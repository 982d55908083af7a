Feature: The doctor says whether somebody would hear, and what to mend
  Nobody should need to read the documents to find out why no alert came.

  Background:
    Given a mail server

  Scenario: Without a way to people
    Given the configuration
      """
      timezone: UTC
      """
    When I run `batchwatch doctor`
    Then it fails with status 69
    And the output says `NOBODY would hear of an alert that is raised now.`
    And the output says `none has ever run on this tracker, so nobody is mailed`
    And the output says `see docs/alert-path.md, installed below share/doc/batchwatch`

  Scenario: Mail without a monitor is nobody's path
    Given the configuration, with mail
      """
      timezone: UTC
      """
    When I run `batchwatch doctor`
    Then it fails with status 69
    And the output says `without a monitor nothing is mailed. Broken: monitor`
    When I run `batchwatch doctor --json`
    Then the output is JSON
    And its way is none
    And its link mail is ok

  Scenario: Mail is the path
    Given the configuration, with mail
      """
      batches: [{name: leads}]
      """
    And I ran `batchwatch monitor --once`
    When I run `batchwatch doctor`
    Then it succeeds
    And the output says `has no mistakes, and 1 batch`
    And the output says `mail smtp://127.0.0.1:`
    And the output says `alert_path is not configured`
    And the output says `An alert that is raised now is mailed by batchwatch.`
    And nobody is mailed
    When I run `batchwatch doctor --send-test-mail`
    Then it succeeds
    And these mails arrived
      | subject                                                |
      | [test] batchwatch: a test mail, nothing is wrong (HOST) |
    And the output says `test mail: taken for oncall@example.com (250 OK)`
    When I run `batchwatch doctor --json`
    Then it succeeds
    And the output is JSON
    And its link mail is ok
    And its link heartbeat is not_configured

  Scenario: A relay that nobody has started
    Given a mail server that nobody has started, and the configuration with it
      """
      timezone: UTC
      """
    And I ran in a shell
      """
      batchwatch monitor --once
      """
    When I run `batchwatch doctor`
    Then it fails with status 69
    And the output says `nobody listens there, or the way there is closed`
    And the output says `fix: mend the relay, or 'smtp', 'starttls', 'username' in mail`

  Scenario: A disk that is full is named, though what was written before can be read
    Given the configuration, with mail
      """
      batches: [{name: leads}]
      """
    When I run in a shell on a small disk
      """
      export BATCHWATCH_TRACKER=$SMALL_DISK/tracker.db BATCHWATCH_TEXTFILE_DIRECTORY=$SMALL_DISK
      batchwatch start leads && batchwatch monitor --once && batchwatch doctor >before || exit
      head -c 1M /dev/zero >"$SMALL_DISK/ballast"
      batchwatch doctor
      """
    Then it fails with status 69
    And the output says `tracker the disk of`
    And the output says `textfile the disk of`
    And the output says `is full:`
    And the output says `fix: make room: df -h`

  Scenario: A mistake in the configuration is named, and the rest is looked at all the same
    Given the configuration, with mail
      """
      batches: [{name: leads}]
      """
    And I ran `batchwatch monitor --once`
    And I ran in a shell
      """
      sed -i 's/^batches:/batchez:/' config.yml
      """
    When I run `batchwatch doctor`
    Then it fails with status 69
    And the output says `unknown key 'batchez'`
    And the output says `fix: mend it: batchwatch check-config`
    And the output says `An alert that is raised now is mailed by batchwatch.`

  Scenario: Whoever asks gets a diagnosis, but another user's notes of the configuration are not believed
    Given the configuration, with mail
      """
      batches: [{name: leads}]
      """
    And a directory for the tracker that belongs to a group
    When I run in a shell as user 64002 of the group
      """
      batchwatch monitor --once
      """
    And I run in a shell
      """
      sed -i 's/^batches:/batchez:/' config.yml
      """
    And I run in a shell as user 0 of the group
      """
      batchwatch doctor
      """
    Then it fails with status 69
    And the output says `unknown key 'batchez'`
    And the output says `its last pass ended`
    And the output says `the monitor's user may see more: sudo -u batchwatch batchwatch doctor`
    And the output says `can't be told without the configuration. Broken: configuration`
    When I run in a shell as user 64001 of the group
      """
      batchwatch doctor --json
      """
    Then it fails with status 69
    And the output is JSON
    And its link configuration is broken
    And its link textfile is ok
    And its link heartbeat is unknown
    And its link mail is unknown
    When I run in a shell as user 64002 of the group
      """
      batchwatch doctor --json
      """
    Then the output is JSON
    And its way is mail

  Scenario: A mistake before the first record, or a file that is not there
    Given the configuration
      """
      batchez: []
      """
    When I run `batchwatch doctor`
    Then it fails with status 69
    And the output says `unknown key 'batchez'`
    And the output says `tracker.db is not there yet`
    When I run `batchwatch doctor --config nowhere.yml`
    Then it fails with status 69
    And the output says `cannot read the configuration nowhere.yml: No such file or directory`
    And the file tracker.db does not exist

  Scenario: A program that is there, and refuses what waits
    Given the environment variable BATCHWATCH_CONFIG is DIRECTORY/config.yml
    When I run in a shell
      """
      printf '#!/bin/sh\ncat >/dev/null; exit 75\n' >mailer && chmod 755 mailer
      printf 'mail: {to: [a@example.com], from: c@example.com, sendmail: %s/mailer}\n' "$PWD" >config.yml
      batchwatch start leads && batchwatch end leads --failed
      batchwatch monitor --once
      """
    And I run `batchwatch doctor`
    Then it fails with status 69
    And the output says `mailer is there; a mail waits:`
    And the output says `it is node_exporter/systemd/sendmail.conf, installed below share/doc/batchwatch`
    And the output says `NOBODY would hear of an alert that is raised now. Broken: mail.`

  Scenario: A relay that answers, and refuses what waits
    Given the configuration, with mail
      """
      batches: [{name: leads}]
      """
    And the mail server refuses mail
    When I run in a shell
      """
      batchwatch start leads && batchwatch end leads --failed
      batchwatch monitor --once
      """
    And I run `batchwatch doctor`
    Then it fails with status 69
    And the output says `a mail waits:`
    And the output says `fix: mend what the relay refuses`
    And the output says `NOBODY would hear of an alert that is raised now. Broken: mail.`

  Scenario: A user who may not look at the tracker hears how to get the right
    Given an ordinary user owns the scenario's directory
    And the tracker and its spool are in directories of their own
    And I ran `batchwatch start leads` as the user
    When I run in a shell as the user
      """
      chmod 0 tracker
      batchwatch doctor
      status=$?
      chmod 755 tracker
      exit $status
      """
    Then it fails with status 69
    And the output says `tracker this user may not look there: cannot look at`
    And the output says `fix: who shares a tracker must be in its group: usermod --append --groups batchwatch USER`

  Scenario: A secret that others can read
    Given the secret file password with mode 0644
    And the configuration, with mail
      """
      timezone: UTC
      """
    And I ran in a shell
      """
      sed -i "s/starttls: never/starttls: required\n  username: u\n  password_file: ${PWD////\\/}\/password/" config.yml
      """
    When I run `batchwatch doctor`
    Then it fails with status 69
    And the output says `can be read by every user`
    And no secret is in what was written

  Scenario: The textfile directory is gone
    Given the configuration, with mail
      """
      timezone: UTC
      """
    And I ran `batchwatch monitor --once`
    And the environment variable BATCHWATCH_TEXTFILE_DIRECTORY is DIRECTORY/nowhere
    When I run `batchwatch doctor`
    Then it fails with status 69
    And the output says `nowhere is not there`
    And the output says `fix: make it, or set textfile_directory`
