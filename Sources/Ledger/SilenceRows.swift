internal import AlertPath
internal import Batches
internal import JSON
internal import SQLite

/// What is remembered of other people's silences, for a time in which Alertmanager can't be asked.
extension Ledger {
  /// - Throws: `DatabaseError`.
  func silences() throws(DatabaseError) -> [KnownSilence] {
    let statement = try database.prepare("SELECT id, starts, ends, matchers FROM silences ORDER BY id")
    var silences: [KnownSilence] = []
    while try statement.step() {
      let listed = (try? JSON(parsing: Array(statement.text(3, limit: Kind.longestValue).utf8)))?.elements ?? []
      silences.append(
        KnownSilence(
          id: statement.text(0), start: statement.moment(1), end: statement.moment(2),
          matchers: listed.compactMap(KnownSilence.Matcher.init)))
    }
    return silences
  }

  /// - Throws: `DatabaseError`.
  func keep(silences: [KnownSilence]) throws(DatabaseError) {
    guard try self.silences() != silences else { return }
    try database.run("DELETE FROM silences")
    for silence in silences {
      let matchers = JSONWriter.list(silence.matchers) { json, matcher in
        json.member("name", matcher.name)
        json.member("value", matcher.value)
        json.member("isRegex", matcher.isRegex)
        json.member("isEqual", matcher.isEqual)
      }
      try database.run(
        "INSERT OR REPLACE INTO silences VALUES(?1, ?2, ?3, ?4)", .text(silence.id), silence.start.value,
        silence.end.value, .text(matchers))
    }
  }
}
