import Configuration
import Testing

/// A file with one mistake, and what must be said of it.
struct BadFile: Sendable, CustomTestStringConvertible {
  var text: String
  var message: String

  init(_ text: String, _ message: String) {
    self.text = text
    self.message = message
  }

  /// A batch named `a` with these settings, each in a line of its own from line 3 on.
  init(batch settings: String, _ message: String) {
    let lines = settings.split(separator: "\n").map { "    \($0)\n" }
    self.init("batches:\n  - name: a\n" + lines.joined(), message)
  }

  /// Settings of a batch's `run`, in line 3 from column 11 on.
  init(guards settings: String, _ message: String) {
    self.init("batches:\n  - name: a\n    run: {\(settings)}\n", message)
  }

  /// Settings of `mail` from line 4 on.
  init(mail settings: String, _ message: String) {
    let lines = settings.split(separator: "\n").map { "  \($0)\n" }
    self.init("mail:\n  to: a@example.com\n  from: b@example.com\n" + lines.joined(), message)
  }

  /// Settings of `alert_path` from line 3 on.
  init(alertPath settings: String, _ message: String) {
    let lines = settings.split(separator: "\n").map { "  \($0)\n" }
    self.init("alert_path:\n  alertmanager: http://localhost:9093\n" + lines.joined(), message)
  }

  var testDescription: String { message }
}

@Suite struct `Each mistake and its message` {
  @Test(
    arguments: syntaxMistakes + topLevelMistakes + batchMistakes + guardMistakes + stageMistakes + alertPathMistakes
      + mailMistakes)
  func `one`(file: BadFile) {
    #expect(mistakes(file.text) == ["config.yml:" + file.message])
  }

  @Test func `all of a file at once, in its order`() {
    let text = """
      tracker: tracker.db
      curency: USD
      batches:
        - name: a
          schedule: "0 25 * * *"
          dealine: "05:00"
          weight: 1
        - name: a
          start_within: 15 minutes
          start_within: 1h
      mail:
        to: []
        password: hunter2
      """
    #expect(
      mistakes(text) == [
        "config.yml:1:10: 'tracker' must be an absolute path, such as /etc/batchwatch/file, not 'tracker.db'",
        "config.yml:2:1: unknown key 'curency', did you mean 'currency'?",
        "config.yml:5:18: 'schedule': bad hour: 25 is out of range, write 0 to 23",
        "config.yml:6:5: unknown key 'dealine', did you mean 'complete_by'?",
        "config.yml:7:5: unknown key 'weight' in a batch; it belongs into a stage",
        "config.yml:8:11: batch 'a' stands twice; the first is in line 4",
        "config.yml:9:5: 'start_within' needs a 'schedule' or 'every' to count from",
        "config.yml:9:19: 'start_within': '15 minutes' is no duration: write it without blanks, as in '1h30m'",
        "config.yml:10:5: key 'start_within' stands twice; the first is in line 9",
        "config.yml:12:3: 'mail' needs 'from', such as 'from: batchwatch@example.com'",
        "config.yml:12:3: 'mail' needs 'smtp' (a relay) or 'sendmail' (a program)",
        "config.yml:12:7: 'to' must have 1 to 100 items, not 0",
        "config.yml:13:3: 'password' must not stand here; put the secret into a file of its own and name it with "
          + "'password_file'",
      ])
  }

  @Test func `no message repeats a secret`() {
    for text in [
      "mail: {to: a@b, from: c@d, smtp: 'smtp://user:hunter2@relay'}", "mail: {password: hunter2}",
      "alert_path: {alertmanager: 'http://user:hunter2@host'}", "alert_path: {alertmanager: 'hunter2@host'}",
      "alert_path: {alertmanager: 'http://h', authorization: {credentials: hunter2}}",
      "alert_path: {alertmanager: 'http://h', basic_auth: {username: u, password: hunter2}}",
      "mail: {smtp: 'smtp://h ost/hunter2'}",
    ] {
      let found = mistakes(text)
      #expect(!found.isEmpty)
      #expect(!found.contains { $0.contains("hunter2") }, "\(found)")
    }
  }
}
