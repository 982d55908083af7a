internal import AlertPath
internal import Ledger

/// What `doctor` found out of one thing on the way from the tracker to a person.
struct Check: Equatable {
  /// The raw values are part of the JSON: never rename one.
  enum State: String {
    case ok, broken, unknown
    case notConfigured = "not_configured"
  }

  /// A raw value of `AlertPath.Link`, or `configuration`, `tracker`, `monitor`.
  var link: String
  var state: State
  /// What was seen.
  var evidence: String
  /// What mends it; empty where it isn't broken.
  var fix: String

  init(_ link: String, _ state: State, _ evidence: String, fix: String = "") {
    self.link = link
    self.state = state
    self.evidence = evidence
    self.fix = fix
  }

  /// - Parameter isConfigured: whether the configuration names what is looked at.
  init(_ link: Link, _ state: LinkState, isConfigured: Bool = true) {
    switch state {
    case .up(let evidence): self.init(link.rawValue, .ok, evidence)
    case .down(let evidence, let fix): self.init(link.rawValue, .broken, evidence, fix: fix)
    case .unknown(let reason): self.init(link.rawValue, isConfigured ? .unknown : .notConfigured, reason)
    }
  }
}
