Feature: An alert mutes another that it explains, and no more
  Every alert of the shipped rules meets every other one in a real Alertmanager with the shipped configuration.

  Background:
    Given Alertmanager with the shipped routes

  Scenario: Alerts of the same batch on the same host
    When each alert fires together with each other one of the same batch
    Then these mute others, and no others do
      | alert                 | mutes                                      |
      | BatchNotStarted       | BatchIncomplete, BatchStalled              |
      | BatchLost             | BatchFailed, BatchIncomplete, BatchStalled |
      | BatchIncomplete       | BatchSlow                                  |
      | BatchStalled          | BatchSlow                                  |
      | BatchwatchExportStale | BatchStalled, BatchSlow                    |
      | BatchwatchTrackerDown | BatchwatchRecordsSpooled                   |

  Scenario: Alerts of two batches on the same host: only those of the host's batchwatch mute
    When each alert fires together with each other one of another batch
    Then these mute others, and no others do
      | alert                 | mutes                    |
      | BatchwatchExportStale | BatchStalled, BatchSlow  |
      | BatchwatchTrackerDown | BatchwatchRecordsSpooled |

  Scenario: Alerts of the same batch on two hosts
    When each alert fires together with each other one of the same batch on another host
    Then none mutes another
