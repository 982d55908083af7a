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
