@waits
Feature: A message says what is wrong and what to do
  A real Alertmanager writes mails and chat messages with the shipped templates.

  Background:
    Given Alertmanager with the shipped routes

  Scenario: A mail about a batch
    When the alert BatchIncomplete of leads-nightly says `leads-nightly on web1:9100 missed its deadline at 67%`
    Then the mail to operations has the subject
      """
      [critical] leads-nightly on web1:9100 missed its deadline at 67%
      """
    And its text has the lines
      """
      1 critical alert fires for the batch leads-nightly

      * leads-nightly on web1:9100 missed its deadline at 67%
        leads-nightly on web1:9100 missed its deadline at 67% It goes on until the
        line is full, so that another one has to follow.

        Alert:    BatchIncomplete, critical
      """
    And its text has the lines
      """
        Host:     web1:9100
        Look:     batchwatch status leads-nightly
        Runbook:  https://wiki.example.com/
      """
    And no line of its text is longer than 80 columns, but for links
    And its HTML shows `batchwatch status leads-nightly`
    And its links lead to a silence of {alertname="BatchIncomplete",batch="leads-nightly",instance="web1:9100"}

  Scenario: A message about a failed batch names where the reason and the end of the output stand
    When the alert BatchFailed of leads-nightly says `leads-nightly on web1:9100 failed`
    Then the mail to operations has the subject
      """
      [critical] leads-nightly on web1:9100 failed
      """
    And its text has the lines
      """
        Look:     batchwatch status leads-nightly
                  batchwatch history leads-nightly --limit 1
        Runbook:  https://wiki.example.com/
      """
    And no line of its text is longer than 80 columns, but for links
    And its HTML shows `batchwatch history leads-nightly --limit 1`
    And the chat of operations is told
      """
      `batchwatch status leads-nightly` · `batchwatch history leads-nightly --limit 1` ·
      """

  Scenario: A mail about batchwatch itself
    When the alert BatchwatchConfigInvalid of web1 says `The configuration of batchwatch on web1:9100 has mistakes`
    Then the mail to operations has the subject
      """
      [critical] The configuration of batchwatch on web1:9100 has mistakes
      """
    And its text has the line
      """
        Look:     batchwatch check-config
      """
    And its HTML shows `batchwatch check-config`
    And its links lead to a silence of {alertname="BatchwatchConfigInvalid",instance="web1:9100"}

  Scenario: Words that mean something elsewhere stay words
    When the alert BatchFailed of le"ads+\ ,x says `a\r\nBcc: all@example.com <!channel> <b>&amp;</b> \u202eb{{ .x }}`
    Then the mail to operations has the subject
      """
      [critical] a Bcc: all@example.com <!channel> <b>&amp;</b> b{{ .x }}
      """
    And it has no header Bcc
    And its text has the line
      """
        a Bcc: all@example.com <!channel> <b>&amp;</b> b{{ .x }} It goes on until
      """
    And its HTML shows `a Bcc: all@example.com &lt;!channel&gt; &lt;b&gt;&amp;amp;&lt;/b&gt; b{{ .x }} It goes on until`
    And its links lead to a silence of {alertname="BatchFailed",batch="le\"ads+\\ ,x",instance="web1:9100"}
    And the chat of operations is told
      """
      [critical] a Bcc: all@example.com &lt;!channel&gt; &lt;b&gt;&amp;amp;&lt;/b&gt; b{{ .x }}
      a Bcc: all@example.com &lt;!channel&gt; &lt;b&gt;&amp;amp;&lt;/b&gt; b{{ .x }} It goes on until
      """
    And the chat of operations got no `<!channel>`

  Scenario: A second critical alert of a batch is a message of its own, or a pager would hide it in the first one's incident
    Given the alert BatchFailed of leads-nightly says `leads-nightly on web1:9100 failed`
    Then the mail to operations has the subject
      """
      [critical] leads-nightly on web1:9100 failed
      """
    When the alert BatchIncomplete of leads-nightly says `leads-nightly on web1:9100 missed its deadline`
    Then the mail to operations has the subject
      """
      [critical] leads-nightly on web1:9100 missed its deadline
      """

  Scenario: A batch that fails on seven hosts is one message, and so is its end
    When 7 alerts of leads fire at once
    Then the mail to operations has the subject
      """
      [critical] leads on web1:9100 failed (and 6 more)
      """
    And its text has the line
      """
      7 critical alerts fire for the batch leads
      """
    And its text has the line
      """
      * leads on web7:9100 failed
      """
    And the chat of operations is told
      """
      [critical] leads on web1:9100 failed (and 6 more)
      *BatchFailed* on web5:9100 since
      And 2 more that fire.
      """
    And the chat of operations got no `web6:9100`
    And nothing more arrives within 2 seconds
    When the first 6 of them are resolved
    Then the mail to operations has the subject
      """
      [critical] leads on web7:9100 failed
      """
    And its text has the line
      """
      6 alerts are resolved for the batch leads
      """
    And the chat of operations is told
      """
      *BatchFailed* on web7:9100 since
      Resolved: leads on web1:9100 failed
      And 1 more that are resolved.
      """
    When the rest is resolved
    Then the mail to operations has the subject
      """
      [resolved] leads on web7:9100 failed
      """
    And the chat of operations is told
      """
      [resolved] leads on web7:9100 failed
      *BatchFailed* on web7:9100, fired for
      """

  Scenario: The heartbeat reaches nobody
    When the alert BatchwatchHeartbeat of web1 says `The alert path of web1:9100 works`
    Then nothing more arrives within 3 seconds
