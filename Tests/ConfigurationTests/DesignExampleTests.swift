import Batches
import Configuration
import Testing

@Suite struct `The example of the documentation` {
  @Test func `every setting arrives`() throws {
    let configuration = try parse(example)
    let settings = configuration.settings
    #expect(settings.tracker == "/var/lib/batchwatch/tracker.db")
    #expect(settings.textfileDirectory == "/var/lib/prometheus/node-exporter")
    #expect(settings.timezone == "America/New_York")
    #expect(settings.currency == "USD")
    #expect(settings.retention == .days(400))
    #expect(settings.spool == nil)
    #expect(configuration.batches == [try expectedBatch()])

    var alertPath = AlertPathSettings()
    alertPath.alertmanagers = ["http://localhost:9093"]
    alertPath.prometheus = "http://localhost:9090"
    alertPath.nodeExporter = "http://localhost:9100"
    alertPath.heartbeatMaxAge = .minutes(5)
    #expect(configuration.alertPath == alertPath)

    var smtp = SMTPSettings(relays: ["smtp://relay.example.com:587"])
    smtp.startTLS = .required
    smtp.login = SMTPLogin(username: "apikey", passwordFile: "/etc/batchwatch/smtp-password")
    var mail = MailSettings(to: ["oncall@example.com"], from: "batchwatch@example.com", transport: .smtp(smtp))
    mail.repeatEvery = .hours(4)
    mail.sendResolved = true
    #expect(configuration.mail == mail)
  }

  private func expectedBatch() throws -> BatchDefinition {
    var batch = BatchDefinition(name: "leads-nightly")
    batch.description = "Scrape, enrich and mail the night's leads"
    batch.schedule = .cron(try CronExpression(parsing: "0 1 * * *"))
    batch.startWithin = .minutes(15)
    batch.deadline = .by(ClockTime(hour: 5, minute: 0))
    batch.maxDuration = .hours(3)
    batch.minDuration = .minutes(5)
    batch.stallAfter = .minutes(45)
    batch.failuresBeforeAlert = 1
    batch.stages = [
      StageDefinition(name: "scrape"), StageDefinition(name: "enrich"), StageDefinition(name: "dedupe"),
      StageDefinition(name: "score"), StageDefinition(name: "mockup", isOptional: true, weight: 2),
      StageDefinition(name: "email"),
    ]
    batch.costPerLeadLimit = 0.75
    batch.gpuCostLimit = 20
    batch.durationBuckets = [.minutes(30), .hours(1), .hours(2), .hours(4), .hours(8), .hours(12)]
    batch.severity = "critical"
    batch.team = "data-engineering"
    batch.runbookURL = "https://wiki.example.com/leads-nightly"
    return batch
  }

  private let example = """
    tracker: /var/lib/batchwatch/tracker.db
    textfile_directory: /var/lib/prometheus/node-exporter
    timezone: America/New_York
    currency: USD
    retention: 400d

    batches:
      - name: leads-nightly
        description: Scrape, enrich and mail the night's leads
        schedule: "0 1 * * *"        # when it should start
        start_within: 15m            # later than this: BatchNotStarted
        complete_by: "05:00"         # or complete_within: 4h
        max_duration: 3h             # BatchSlow
        min_duration: 5m             # BatchTooFast
        stall_after: 45m             # no progress for so long: BatchStalled
        failures_before_alert: 1
        stages: [scrape, enrich, dedupe, score, {name: mockup, optional: true, weight: 2}, email]
        cost_per_lead_limit: 0.75
        gpu_cost_limit: 20           # per run
        duration_buckets: [30m, 1h, 2h, 4h, 8h, 12h]
        severity: critical
        team: data-engineering
        runbook_url: https://wiki.example.com/leads-nightly

    alert_path:
      alertmanager: http://localhost:9093      # or a list: every member of the cluster
      prometheus: http://localhost:9090        # optional: names the broken link more exactly
      node_exporter: http://localhost:9100     # optional: likewise
      heartbeat_max_age: 5m
      # basic_auth, authorization, tls_config: as in Prometheus's own http_config

    mail:
      to: [oncall@example.com]
      from: batchwatch@example.com
      smtp: smtp://relay.example.com:587       # or smtps://, or sendmail: /usr/sbin/sendmail
      starttls: required
      username: apikey
      password_file: /etc/batchwatch/smtp-password
      repeat_every: 4h
      send_resolved: true

    """
}
