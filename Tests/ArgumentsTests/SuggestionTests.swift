import Testing

@testable import Arguments

@Suite struct SuggestionTests {
  static let verbs = Verb.listed.map(\.rawValue)

  @Test(arguments: [
    ("strat", "start"), ("START", "start"), ("stat", "status"), ("hist", "history"), ("check", "check-config"),
    ("satge", "stage"), ("lead", "leads"), ("schedul", "schedule"), ("enf", "end"), ("runn", "run"), ("ned", "end"),
  ])
  func namesTheNearest(_ word: String, _ verb: String) {
    #expect(suggestion(for: word, among: Self.verbs) == ", did you mean '\(verb)'?")
  }

  @Test(arguments: ["", "x", "sta", "d", "leads-nightly", "frobnicate", "12", "endendend"])
  func isSilentWhenNothingIsNear(_ word: String) {
    #expect(suggestion(for: word, among: Self.verbs) == "")
  }
}
