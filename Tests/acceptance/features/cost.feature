Feature: What a night brings, and what it costs
  Sums are exact to the cent, whatever doubles make of them.

  Background:
    Given node_exporter reads the textfile directory

  Scenario: 75 bursts at 0.1 over 10 leads are 0.75 each
    Given I ran `batchwatch start leads`
    And I ran in a shell
      """
      for burst in {1..75}; do batchwatch cost leads 0.1 || exit; done
      batchwatch leads leads 4 && batchwatch leads leads 6
      """
    Then the file of leads has the lines
      """
      batch_cost_per_lead{batch="leads",currency="USD"} 0.75
      batch_run_cost{batch="leads",resource="gpu",currency="USD"} 7.5
      batch_cost_total{batch="leads",resource="gpu",currency="USD"} 7.5
      batch_leads{batch="leads"} 10
      """

  Scenario: Without a lead there is no cost per lead
    Given I ran `batchwatch start leads`
    When I run `batchwatch cost leads 3`
    Then a scrape has no batch_cost_per_lead

  Scenario: Costs by resource, and in another currency
    Given the environment variable BATCHWATCH_CURRENCY is EUR
    And I ran `batchwatch start leads`
    And I ran `batchwatch cost leads 0.50`
    And I ran `batchwatch cost leads 1.5 --resource api --stage enrich`
    When I run `batchwatch leads leads 4`
    Then a scrape has
      """
      batch_run_cost{batch="leads",resource="gpu",currency="EUR"} 0.5
      batch_run_cost{batch="leads",resource="api",currency="EUR"} 1.5
      batch_cost_per_lead{batch="leads",currency="EUR"} 0.5
      """

  Scenario: A new run begins at no cost, and totals go on
    Given I ran `batchwatch start leads`
    And I ran `batchwatch cost leads 2`
    And I ran `batchwatch leads leads 7`
    And I ran `batchwatch end leads`
    When I run `batchwatch start leads`
    Then a scrape has
      """
      batch_run_cost{batch="leads",resource="gpu",currency="USD"} 0
      batch_cost_total{batch="leads",resource="gpu",currency="USD"} 2
      batch_leads{batch="leads"} 0
      batch_leads_total{batch="leads"} 7
      """
