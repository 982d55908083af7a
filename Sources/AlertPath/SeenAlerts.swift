package import Batches
internal import JSON

/// An alert of this host, as a member of the Alertmanager cluster shows it.
package struct SeenAlert: Equatable, Sendable {
  package var labels: [String: String]
  /// Ids of the silences that mute it.
  package var silences: [String]
  /// Whether another alert mutes it.
  package var isInhibited: Bool
  /// When it ends unless somebody sends it again; nil where that can't be read.
  package var end: Timestamp?

  package init(labels: [String: String], silences: [String] = [], isInhibited: Bool = false, end: Timestamp? = nil) {
    self.labels = labels
    self.silences = silences
    self.isInhibited = isInhibited
    self.end = end
  }
}

/// What the cluster shows of this host's alerts: of each the state at a member that would tell people, if there is one,
/// since one that tells is enough.
/// - Returns: nil where no member gave a list.
package func seenAlerts(_ answers: Answers, _ members: [String]) -> [SeenAlert]? {
  var found: [[String: String]: SeenAlert]?
  for member in members {
    guard case .success(let body)? = answers[.alerts(member)], let document = try? JSON(parsing: body),
      case .array(let alerts) = document
    else { continue }
    found = found ?? [:]
    for alert in alerts {
      guard let labels = alert["labels"]?.texts, labels["alertname"] != nil else { continue }
      let status = alert["status"]
      func ids(_ key: String) -> [String] { status?[key]?.elements.compactMap(\.string) ?? [] }
      let seen = SeenAlert(
        labels: labels, silences: ids("silencedBy"), isInhibited: !ids("inhibitedBy").isEmpty,
        end: alert["endsAt"]?.string.flatMap { try? Timestamp(parsing: $0) })
      if let other = found?[labels], !other.isSuppressed { continue }
      found?[labels] = seen
    }
  }
  return found.map { Array($0.values) }
}

extension SeenAlert {
  package var isSuppressed: Bool { isInhibited || !silences.isEmpty }
}

/// The id in an answer to a silence that was posted.
package func silenceID(_ answer: [UInt8]) -> String? {
  guard let id = (try? JSON(parsing: answer))?["silenceID"]?.string, isSafeID(id) else { return nil }
  return id
}

/// Ids are UUIDs; whatever else a peer says must not get into a URL.
func isSafeID(_ id: String) -> Bool {
  (1...64).contains(id.utf8.count)
    && id.utf8.allSatisfy { byte in
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte == UInt8(ascii: "-")
    }
}
