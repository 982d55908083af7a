import Batches
import Configuration
import Testing

/// Ways of writing a value that are all right.
@Suite struct `Accepted files` {
  @Test(
    arguments: [
      "", "\n", "# nothing but comments\n", "---\n", "---\n...\n", "\u{FEFF}", "\u{FEFF}currency: USD\n", "batches:\n",
      "batches: []\n", "{}\n", "currency: USD\r\nretention: 30d\r\n", "%YAML 1.1\n---\ncurrency: USD\n",
      "retention: !!str 30d\n", "currency: !<tag:yaml.org,2002:str> USD\n",
    ])
  func `are right`(text: String) {
    #expect(mistakes(text) == [])
  }

  @Test func `without settings it is the configuration of a host without a file`() throws {
    #expect(try parse("# none\n") == Configuration())
  }

  @Test(arguments: ["05:00", "\"05:00\"", "'05:00'", "!!str 05:00"])
  func `a time of day needs no quotes`(text: String) throws {
    let batch = try #require(parse("batches: [{name: a, every: 1h, complete_by: \(text)}]").batches.first)
    #expect(batch.deadline == .by(ClockTime(hour: 5, minute: 0)))
  }

  @Test func `a schedule has a start deadline even if none is written`() throws {
    let batches = try parse("batches: [{name: a, schedule: '@daily'}, {name: b, every: 6h}, {name: c}]").batches
    #expect(batches.map(\.startWithin) == [.minutes(15), .minutes(15), nil])
    #expect(batches[1].schedule == .every(.hours(6)))
    #expect(batches.map(\.severity) == ["warning", "warning", "warning"])
    #expect(batches[2] == BatchDefinition(name: "c"))
  }

  @Test func `early_tolerance may be none`() throws {
    let batch = try #require(parse("batches: [{name: a, early_tolerance: 0s}]").batches.first)
    #expect(batch.earlyTolerance == TimeSpan(seconds: 0))
  }

  @Test func `a batch may be spread over hosts, and the kept form says so too`() throws {
    let batch = try #require(parse("batches: [{name: a, hosts: 5}]").batches.first)
    #expect(batch.hosts == 5)
    #expect(BatchDefinition(name: "a", cached: batch.cached) == batch)
    let alone = BatchDefinition(name: "b")
    #expect(BatchDefinition(name: "b", cached: alone.cached) == alone)
  }

  @Test func `a description may be a folded block`() throws {
    let text = "batches:\n- name: a\n  description: >\n    One\n    line\n"
    #expect(try parse(text).batches.map(\.description) == ["One line"])
  }

  @Test func `an alias stands for its anchor's value`() throws {
    let text = "batches:\n- {name: a, stages: &steps [one, two]}\n- {name: b, stages: *steps}\n"
    let batches = try parse(text).batches
    #expect(batches.map(\.stages.count) == [2, 2])
  }

  @Test func `every alertmanager and one login`() throws {
    let text = """
      alert_path:
        alertmanager: [http://127.0.0.1:9093/, "https://a:9093/am/"]
        authorization: {credentials_file: /etc/token}
        tls_config: {ca_file: /ca, cert_file: /c, key_file: /k, server_name: x, insecure_skip_verify: true, min_version: TLS13}
      """
    let path = try #require(parse(text).alertPath)
    #expect(path.alertmanagers == ["http://127.0.0.1:9093", "https://a:9093/am"])
    #expect(path.authentication == .authorization(type: "Bearer", credentialsFile: "/etc/token"))
    #expect(path.tls.minVersion == .tls13)
    #expect(path.tls.insecureSkipVerify)
    #expect(path.heartbeatMaxAge == .minutes(5))
  }

  @Test func `mail by a program`() throws {
    let mail = try #require(parse("mail: {to: a@b, from: c@d, sendmail: /usr/sbin/sendmail}").mail)
    #expect(mail == MailSettings(to: ["a@b"], from: "c@d", transport: .sendmail("/usr/sbin/sendmail")))
  }

  @Test func `a login in the clear stays on this host`() {
    let login = "username: u, password_file: /p"
    #expect(mistakes("mail: {to: a@b, from: c@d, smtp: 'smtp://localhost:25', starttls: never, \(login)}") == [])
    #expect(mistakes("mail: {to: a@b, from: c@d, smtp: 'smtps://relay:465', starttls: never, \(login)}") == [])
    for host in ["http://localhost:9093/am", "http://[::1]", "http://127.0.0.1", "https://am:9093"] {
      #expect(mistakes("alert_path: {alertmanager: '\(host)', basic_auth: {\(login)}}") == [])
    }
  }
}
