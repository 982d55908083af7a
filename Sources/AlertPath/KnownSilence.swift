package import Batches
package import JSON

/// A silence that holds in Alertmanager, or will.
package struct KnownSilence: Equatable, Sendable {
  package var id: String
  package var start: Timestamp
  package var end: Timestamp
  /// Whether batchwatch has set it.
  package var isOurs: Bool
  package var matchers: [Matcher]

  package init(id: String, start: Timestamp, end: Timestamp, isOurs: Bool = false, matchers: [Matcher]) {
    self.id = id
    self.start = start
    self.end = end
    self.isOurs = isOurs
    self.matchers = matchers
  }

  /// What one label must be.
  package struct Matcher: Equatable, Sendable {
    package var name: String
    package var value: String
    package var isRegex: Bool
    /// Whether the label must match, or must not.
    package var isEqual: Bool

    package init(_ name: String, _ value: String, isRegex: Bool = false, isEqual: Bool = true) {
      self.name = name
      self.value = value
      self.isRegex = isRegex
      self.isEqual = isEqual
    }

    /// - Parameter text: the label's value; a label that isn't there is an empty one.
    /// - Returns: nil where nobody but Alertmanager can say.
    func holds(_ text: String, _ matches: (_ pattern: String, _ text: String) -> Bool?) -> Bool? {
      let isSame = isRegex ? matches(value, text) : value == text
      return isSame.map { $0 == isEqual }
    }
  }

  /// Whether it mutes an alert with these labels. A pattern of which that can't be said mutes nothing, since whoever
  /// hears too much is worse off than whoever hears nothing.
  /// - Parameter matches: whether the whole of a text matches a regular expression; nil where that can't be said.
  package func mutes(_ labels: [String: String], _ matches: (_ pattern: String, _ text: String) -> Bool?) -> Bool {
    !matchers.isEmpty && matchers.allSatisfy { $0.holds(labels[$0.name] ?? "", matches) ?? false }
  }

  /// Whether it may mute an alert of a host: no label that all its alerts have speaks against it.
  package func mayMute(host: [String: String], _ matches: (_ pattern: String, _ text: String) -> Bool?) -> Bool {
    matchers.allSatisfy { matcher in host[matcher.name].map { matcher.holds($0, matches) ?? false } ?? true }
  }
}

/// What a silence of batchwatch gives as its creator.
package let silenceCreator = "batchwatch"

/// The silences that hold or will hold, in the answer of a member: the members tell each other, so one answer is enough.
/// One that is listed twice counts once, as it is listed first.
/// - Returns: nil where no member gave a list.
package func knownSilences(_ answers: Answers, _ members: [String]) -> [KnownSilence]? {
  for member in members {
    guard case .success(let body)? = answers[.silences(member)], let document = try? JSON(parsing: body),
      case .array(let elements) = document
    else { continue }
    var ids: Set<String> = []
    return elements.compactMap(KnownSilence.init).filter { ids.insert($0.id).inserted }
  }
  return nil
}

extension KnownSilence {
  /// More than people write; the ledger keeps them.
  private static let mostMatchers = 64
  private static let longestMatchers = 16_384

  /// - Returns: nil for one that is over, or that can't be read: its times must be of the years 1970 to 9999, and its
  ///   matchers no more than 64, of 16 KiB together.
  init?(_ json: JSON) {
    guard let state = json["status"]?["state"]?.string, state == "active" || state == "pending",
      let id = json["id"]?.string, isSafeID(id),
      let start = json["startsAt"]?.string.flatMap({ try? Timestamp(parsing: $0) }),
      let end = json["endsAt"]?.string.flatMap({ try? Timestamp(parsing: $0) }),
      let listed = json["matchers"]?.elements, (1...Self.mostMatchers).contains(listed.count)
    else { return nil }
    let matchers = listed.compactMap(Matcher.init)
    let length = matchers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
    guard matchers.count == listed.count, length <= Self.longestMatchers else { return nil }
    self.init(
      id: id, start: start, end: end, isOurs: json["createdBy"]?.string == silenceCreator, matchers: matchers)
  }
}

extension KnownSilence.Matcher {
  /// - Returns: nil where it can't be read.
  package init?(_ json: JSON) {
    guard let name = json["name"]?.string, let value = json["value"]?.string, let isRegex = json["isRegex"]?.bool
    else { return nil }
    // Alertmanager before 0.22 had no negative matchers.
    self.init(name, value, isRegex: isRegex, isEqual: json["isEqual"]?.bool ?? true)
  }
}
