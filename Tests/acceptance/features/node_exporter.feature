Feature: What a pipeline records reaches Prometheus
  The pipeline's records are in the textfile directory as soon as they are acknowledged, and a real node_exporter
  publishes them without loss.

  Background:
    Given the configuration
      """
      timezone: UTC
      currency: USD
      batches:
        - name: leads
          schedule: "0 1 * * *"
          complete_by: "05:00"
          stages: [scrape, enrich, {name: mockup, optional: true, weight: 2}]
          cost_per_lead_limit: 0.75
          gpu_cost_limit: 20
          team: data
      """
    And node_exporter reads the textfile directory

  Scenario: Zeros are there before the first run
    When I run `batchwatch export`
    Then it succeeds
    And every written series is scraped with its value
    And a scrape has
      """
      batch_running{batch="leads"} 0
      batch_completion_ratio{batch="leads"} 0
      batch_runs_total{batch="leads",outcome="succeeded"} 0
      batch_runs_total{batch="leads",outcome="failed"} 0
      batch_runs_total{batch="leads",outcome="incomplete"} 0
      batch_runs_total{batch="leads",outcome="lost"} 0
      batch_leads_total{batch="leads"} 0
      batch_duration_seconds_count{batch="leads"} 0
      batch_gpu_cost_limit{batch="leads"} 20
      """
    And a scrape has no batch_cost_per_lead

  Scenario: A stage's progress is on the next scrape
    Given I ran `batchwatch start leads`
    When I run `batchwatch stage leads scrape --done 50 --total 200`
    Then it succeeds
    And a scrape has
      """
      batch_running{batch="leads"} 1
      batch_stage_completion_ratio{batch="leads",stage="scrape"} 0.25
      batch_stage_completion_ratio{batch="leads",stage="enrich"} 0
      batch_completion_ratio{batch="leads"} 0.0625
      """
    When I run `batchwatch stage leads mockup --skip`
    Then a scrape has
      """
      batch_completion_ratio{batch="leads"} 0.125
      """

  Scenario: A whole night, with its cost
    Given I ran `batchwatch start leads --run night-1`
    And I ran `batchwatch stage leads scrape`
    And I ran `batchwatch stage leads enrich`
    And I ran `batchwatch stage leads mockup --percent 50`
    And I ran `batchwatch cost leads 0.50`
    And I ran `batchwatch cost leads 1.5 --resource api --stage enrich`
    And I ran `batchwatch leads leads 30`
    And I ran `batchwatch leads leads 10`
    When I run `batchwatch end leads --run night-1`
    Then it succeeds
    And every written series is scraped with its value
    And promtool finds no fault in the .prom files
    And a scrape has
      """
      batch_running{batch="leads"} 0
      batch_success{batch="leads"} 1
      batch_completion_ratio{batch="leads"} 0.75
      batch_stage_completion_ratio{batch="leads",stage="mockup"} 0.5
      batch_runs_total{batch="leads",outcome="succeeded"} 1
      batch_duration_seconds_count{batch="leads"} 1
      batch_leads{batch="leads"} 40
      batch_run_cost{batch="leads",resource="gpu",currency="USD"} 0.5
      batch_run_cost{batch="leads",resource="api",currency="USD"} 1.5
      batch_cost_per_lead{batch="leads",currency="USD"} 0.05
      """

  Scenario: Ending a run completes no stage
    Given I ran `batchwatch start leads`
    And I ran `batchwatch stage leads scrape`
    When I run `batchwatch end leads`
    Then it succeeds
    And a scrape has
      """
      batch_success{batch="leads"} 0
      batch_stage_completion_ratio{batch="leads",stage="enrich"} 0
      batch_runs_total{batch="leads",outcome="incomplete"} 1
      batch_consecutive_failures{batch="leads"} 1
      """

  Scenario: Batches don't get in each other's way
    Given I ran `batchwatch start leads`
    And I ran `batchwatch start invoices`
    And I ran `batchwatch stage invoices print --percent 40`
    When I run `batchwatch export`
    Then it succeeds
    And the textfile directory holds only
      """
      batchwatch.prom
      batchwatch_invoices.prom
      batchwatch_leads.prom
      """
    And batchwatch_leads.prom is readable by everyone
    And every written series is scraped with its value
    And 2 series reach Prometheus under the name batch_running
