@waits
Feature: A person hears of every bad state, and of its end
  Real commands record, a real node_exporter, Prometheus and Alertmanager carry it with the shipped rules and routes to a
  mail server and a web server. Only addresses and waiting times are others: a minute of `for` passes in a second.

  Scenario: Every alert fires, reaches those whom it concerns, and is resolved
    Given the hosts batches, stale, torn, down, wrong and full
    And on the host batches
    And the configuration
      """
      timezone: UTC
      batches:
        - {name: leads-asleep, every: 90m, start_within: 5m, complete_within: 9m, severity: critical, team: data-engineering}
        - {name: leads-late, every: 1d, complete_within: 30m, stages: [scrape, enrich], severity: critical, team: machine-learning}
        - {name: leads-failed, severity: warning, team: data-engineering}
        - {name: leads-lost, severity: critical}
        - {name: leads-silent, stall_after: 10m, severity: critical, team: data-engineering}
        - {name: leads-slow, max_duration: 1h, severity: critical, team: machine-learning}
        - {name: leads-hasty, min_duration: 5m, severity: info, team: data-engineering}
        - {name: leads-twice, severity: critical, team: marketing}
        - {name: leads-dear, cost_per_lead_limit: 0.75, severity: info, team: machine-learning}
        - {name: leads-burning, gpu_cost_limit: 20, severity: warning}
      """
    And I ran in a shell
      """
      set -e
      faketime -f -2h batchwatch export     # since then the schedules are known
      batchwatch start leads-late --at "$(date -d '1 hour ago' +%s)"
      batchwatch stage leads-late scrape
      batchwatch start leads-failed
      batchwatch end leads-failed --failed
      sleep 300 & batchwatch start leads-lost --pid $!
      kill -9 $!
      wait $! || true
      batchwatch start leads-silent --at "$(date -d '1 hour ago' +%s)"
      batchwatch start leads-slow --at "$(date -d '2 hours ago' +%s)"
      batchwatch start leads-hasty
      batchwatch end leads-hasty
      batchwatch start leads-twice --run first
      batchwatch start leads-twice
      batchwatch start leads-dear
      batchwatch leads leads-dear 10
      batchwatch cost leads-dear 10 --resource api
      batchwatch start leads-burning
      batchwatch cost leads-burning 20.5
      batchwatch export
      """
    And on the host stale
    And I ran in a shell
      """
      faketime -f -10m batchwatch export
      """
    And on the host torn
    And I ran in a shell
      """
      batchwatch export && echo 'no metric' >textfile/other.prom
      """
    And on the host down
    And I ran `batchwatch start leads`
    And the tracker's schema is of a later version
    And I ran in a shell
      """
      ! batchwatch export
      """
    And on the host wrong
    And the configuration
      """
      batches: [{name: leads, complete_within: 4h, every: 1d}]
      """
    And I ran in a shell
      """
      batchwatch export && sed -i s/complete_within/complete_wihtin/ config.yml && ! batchwatch export
      """
    And on the host full
    And an ordinary user owns the scenario's directory
    And the tracker and its spool are in directories of their own
    And I ran `batchwatch start leads` as the user
    And the tracker's directory is read-only
    And I ran `batchwatch leads leads 4` as the user
    # It says that it couldn't take in the record, and publishes that one waits.
    When I run `batchwatch export` as the user
    And Prometheus and Alertmanager watch them with the shipped rules and routes
    Then these alerts fire, and people are told
      | alert                    | of            | severity | team             | receiver                  | told by           |
      | BatchNotStarted          | leads-asleep  | critical | data-engineering | data-engineering-critical | pager, chat, mail |
      | BatchIncomplete          | leads-late    | critical | machine-learning | machine-learning-critical | pager, chat, mail |
      | BatchFailed              | leads-failed  | warning  | data-engineering | data-engineering-warning  | chat, mail        |
      | BatchLost                | leads-lost    | critical |                  | operations-critical       | pager, chat, mail |
      | BatchStalled             | leads-silent  | critical | data-engineering | data-engineering-critical | pager, chat, mail |
      | BatchSlow                | leads-slow    | warning  | machine-learning | machine-learning-warning  | chat, mail        |
      | BatchTooFast             | leads-hasty   | info     | data-engineering | data-engineering-info     | mail              |
      | BatchOverlap             | leads-twice   | warning  | marketing        | operations-warning        | chat, mail        |
      | BatchCostPerLeadHigh     | leads-dear    | info     | machine-learning | machine-learning-info     | mail              |
      | BatchGPUCostHigh         | leads-burning | warning  |                  | operations-warning        | chat, mail        |
      | BatchwatchExportStale    | stale         | critical |                  | operations-critical       | pager, chat, mail |
      | BatchwatchTextfileError  | torn          | critical |                  | operations-critical       | pager, chat, mail |
      | BatchwatchTrackerDown    | down          | critical |                  | operations-critical       | pager, chat, mail |
      | BatchwatchConfigInvalid  | wrong         | warning  |                  | operations-warning        | chat, mail        |
      | BatchwatchTrackerDown    | full          | critical |                  | operations-critical       | pager, chat, mail |
    And these alerts fire, and another one mutes them
      | alert                    | of           |
      | BatchIncomplete          | leads-asleep |
      | BatchFailed              | leads-lost   |
      | BatchwatchRecordsSpooled | full         |
    And nobody else is told
    And every host's heartbeat is in Alertmanager, with the time of its export, for nobody
    When on the host batches
    And I run in a shell
      """
      set -e
      batchwatch start leads-asleep
      batchwatch end leads-asleep
      batchwatch stage leads-late enrich
      batchwatch end leads-late
      batchwatch start leads-failed
      batchwatch end leads-failed
      batchwatch start leads-lost
      batchwatch end leads-lost
      batchwatch stage leads-silent scrape
      batchwatch end leads-slow
      batchwatch start leads-slow
      batchwatch start leads-hasty
      batchwatch end leads-twice --run first
      batchwatch leads leads-dear 10
      batchwatch end leads-burning
      batchwatch start leads-burning
      batchwatch export
      """
    Then it succeeds
    When on the host stale
    And I run `batchwatch export`
    Then it succeeds
    When on the host torn
    And I run `rm textfile/other.prom`
    And on the host down
    And the tracker's schema is of its own version again
    And I run `batchwatch export`
    Then it succeeds
    When on the host wrong
    And I run `sed -i s/complete_wihtin/complete_within/ config.yml`
    And I run `batchwatch export`
    Then it succeeds
    Given on the host full
    And the tracker's directory is writable
    When I run `batchwatch export` as the user
    Then it succeeds
    And people are told that all of it is resolved
