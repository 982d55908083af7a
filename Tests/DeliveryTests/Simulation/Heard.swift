import Ledger

/// What people heard of an alert.
struct Heard: Sendable {
  enum News: String, Sendable {
    /// That it holds.
    case firing
    /// That it still holds.
    case reminder
    /// That it is over.
    case resolved
    /// It stands in a message that was sent because of others.
    case mentioned
  }

  var time: Int
  var key: AlertKey
  var news: News
  /// Whether a mail of the host said so; Alertmanager otherwise.
  var isMail: Bool

  var text: String { "\(clock(time)) \(isMail ? "mail" : "Alertmanager"): \(news.rawValue) \(key.text)" }
}
