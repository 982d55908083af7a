@long
Feature: Many at once
  Pipelines report in parallel, and Prometheus scrapes whenever it likes.

  Scenario: 64 processes record 100 times each
    Given node_exporter reads the textfile directory
    When 64 processes each run in a shell
      """
      batchwatch start crowd --run "run-$NUMBER" >/dev/null || exit
      for _ in {1..98}; do batchwatch leads crowd 1 --run "run-$NUMBER" || exit; done
      batchwatch end crowd --run "run-$NUMBER"
      """
    Then all of them succeed
    And no record waits in the spool
    And the tracker holds 64 runs of crowd
    And every run of crowd succeeded with 98 leads
    And a scrape has
      """
      batch_leads_total{batch="crowd"} 6272
      batch_runs_total{batch="crowd",outcome="succeeded"} 64
      batch_duration_seconds_count{batch="crowd"} 64
      batch_running{batch="crowd"} 0
      """
    When I run `batchwatch export`
    Then it succeeds
    And every written series is scraped with its value

  Scenario: No scrape sees a file torn or missing
    Given node_exporter reads the textfile directory
    And I ran `batchwatch start leads`
    And a writer reports progress as fast as it can
    Then 1000 scrapes, over 200 rewritten files, each have the whole file
