import Testing

@testable import JSON

private func parsed(_ text: String) throws -> JSON { try JSON(parsing: Array(text.utf8)) }

@Suite("JSON that others wrote")
struct JSONTests {
  @Test("is read whole, in order, with its types and escapes")
  func values() throws {
    #expect(try parsed(" null ") == .null)
    #expect(try parsed("[]") == .array([]))
    #expect(
      try parsed(#"[1, -2.5e3, true, false, null, "a\"\\\/\u00e9\ud83d\ude00\n", {}, [[]]]"#)
        == .array([
          .number(1), .number(-2500), .bool(true), .bool(false), .null, .string("a\"\\/é😀\n"), .object([:]),
          .array([.array([])]),
        ]))
    let alert = try parsed(#"{"labels": {"a.b": "1", "c\"d": "2", "n": 3}, "list": [{"x": 1}, {"y": [2, 3]}], "z": 0}"#)
    #expect(alert["labels"]?.texts == ["a.b": "1", "c\"d": "2"])
    #expect(alert["list"]?.elements.count == 2 && alert["list"]?.elements[1]["y"]?.elements[1].number == 3)
    #expect(alert["z"]?.number == 0 && alert["missing"] == nil && JSON.null["a"] == nil)
  }

  @Test(
    "is refused where it is none", arguments: ["", "{", "[1,]", "{'a': 1}", "nonsense", "[1] x", "\"\u{0}\"", "<html>"])
  func mistakes(text: String) { #expect(throws: JSONError.self) { try parsed(text) } }

  @Test("is of no more values than a pass has time for, whatever stands in its strings")
  func bounded() throws {
    for unit in ["{}", "[]", "0", #""""#, #"{"a":1}"#] {
      let text = "[" + String(repeating: unit + ",", count: JSON.mostMarks) + unit + "]"
      #expect(throws: JSONError(reason: "the answer has more than some 100000 values")) { try parsed(text) }
    }
    let commas = String(repeating: #",[{\","#, count: 100_000)
    #expect(try parsed("[\"\(commas)\", 1]").elements.count == 2)
  }

  @Test("may be hostile: not UTF-8, deep, or long")
  func hostile() throws {
    #expect(throws: JSONError.self) { try JSON(parsing: [0x22, 0xff, 0x22]) }
    #expect(throws: JSONError.self) { try parsed(String(repeating: "[", count: 100_000)) }
    let deep = String(repeating: "[", count: 900) + String(repeating: "]", count: 900)
    #expect(try parsed(deep).elements.count == 1)
    let long = "[" + Array(repeating: #"{"labels":{"a":"b"}}"#, count: 30_000).joined(separator: ",") + "]"
    #expect(try parsed(long).elements.count == 30_000)
  }
}
