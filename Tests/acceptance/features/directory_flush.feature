@waits
Feature: A power cut takes no log away
  A commit stands in the tracker's log. Should the log's name not be on the disk yet, a power cut would take the name and
  every commit with it. So whoever finds a log whose name may be new flushes its directory before the record is
  acknowledged. Where it is known to be on the disk, nothing is flushed for it.

  Background:
    Given I ran `batchwatch start leads --run night-1`
    And I ran `batchwatch leads leads 1`
    And I ran in a shell
      """
      cat >fold <<'END'
      #!/usr/bin/python3
      import sqlite3
      tracker = sqlite3.connect("tracker.db")
      tracker.execute("SELECT * FROM runs").fetchall()
      tracker.close()
      END
      cat >write <<'END'
      #!/usr/bin/python3
      import os, sqlite3
      tracker = sqlite3.connect("tracker.db")
      tracker.execute("UPDATE runs SET leads = leads")
      tracker.commit()
      os._exit(0)
      END
      chmod +x fold write
      """

  Scenario: The first records flush the directory, later ones find it flushed
    When I run `batchwatch leads leads 2` and watch what it flushes
    Then it flushes the tracker's directory
    When nothing happens in the tracker's directory for 4 seconds
    And I run `batchwatch leads leads 3` and watch what it flushes
    Then it flushes the tracker's directory
    When I run `batchwatch leads leads 4` and watch what it flushes
    Then it flushes the tracker's log, but not its directory unless the file system is another

  Scenario Outline: It is flushed again when <something happens>
    When nothing happens in the tracker's directory for 4 seconds
    And I run `batchwatch leads leads 2` and watch what it flushes
    And I run in a shell
      """
      <command>
      """
    Then it succeeds
    When I run `batchwatch leads leads 3` and watch what it flushes
    Then it flushes the tracker's directory
    And it flushes the tracker's log

    Examples:
      | something happens                           | command                                                         |
      | another program has folded the log away     | ./fold && ! test -e tracker.db-wal                              |
      | another program has made the log anew       | ./fold && ./write                                               |
      | the log was moved away and back             | mv tracker.db-wal aside && mv aside tracker.db-wal              |
      | a file was made beside it                   | touch beside                                                    |
      | the lock file with the note was emptied     | : >tracker.db-lock                                              |
      | every file was put back from a copy          | mkdir copy && cp -a tracker.db* copy && mv -f copy/tracker.db* . |

  Scenario: A record whose directory can't be flushed is left to SQLite, which flushes too
    When I run `batchwatch leads leads 2` while flushing the tracker's directory fails once
    Then it succeeds
    And it flushes the tracker's directory
