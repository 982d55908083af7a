import Testing

@testable import Spelling

@Suite("The word that was meant")
struct NearestTests {
  @Test(
    "is the nearest one, if it is near",
    arguments: [
      ("dealine", "deadline"), ("shedule", "schedule"), ("start-within", "start_within"), ("Stages", "stages"),
      ("teh", "the"), ("xyz", nil), ("", nil), (String(repeating: "schedule", count: 100), nil),
    ] as [(String, String?)])
  func near(word: String, expected: String?) {
    #expect(nearest(to: word, among: ["deadline", "schedule", "start_within", "stages", "the"]) == expected)
  }

  @Test("is none where there are no words")
  func none() {
    #expect(nearest(to: "start", among: [String]()) == nil)
  }

  @Test(
    "is the only one that begins alike",
    arguments: [
      ("batch", "batches"), ("Stall", "stall_after"), ("start-w", "start_within"), ("complete", nil), ("s", nil),
      ("within", nil),
    ] as [(String, String?)])
  func begun(word: String, expected: String?) {
    let candidates = ["batches", "complete_by", "complete_within", "stall_after", "start_within"]
    #expect(onlyOne(beginningAs: word, among: candidates) == expected)
  }

  @Test("counts a swap of neighbours as one slip")
  func slips() {
    #expect(editDistance(Array("abcd".utf8), Array("acbd".utf8)) == 1)
    #expect(editDistance(Array("".utf8), Array("abc".utf8)) == 3)
    #expect(editDistance(Array("kitten".utf8), Array("sitting".utf8)) == 3)
  }
}
