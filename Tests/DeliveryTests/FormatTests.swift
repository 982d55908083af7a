import Testing

@testable import Batches
@testable import Delivery

@Suite("The format of a mail")
struct FormatTests {
  @Test(
    "has dates of RFC 5322",
    arguments: [
      (1_772_776_800, "Fri, 6 Mar 2026 01:00:00 -0500"), (1_772_953_200, "Sun, 8 Mar 2026 03:00:00 -0400"),
      (Int64.min / 1000, "Mon, 1 Jan 1900 00:00:00 +0000"), (Int64.max / 1000, "Fri, 31 Dec 9999 23:59:59 +0000"),
    ])
  func dates(seconds: Int64, text: String) {
    #expect(Timestamp(seconds: seconds).rfc5322(in: Mails.zone) == text)
  }

  @Test("has dates east of Greenwich, whose offsets are whole minutes")
  func offsets() {
    let zone = TimeZoneRules(
      name: "x", transitions: [], typeIndices: [], types: [LocalTimeType(offset: 20_732, abbreviation: "x")],
      footer: nil)
    #expect(Timestamp(seconds: 0).rfc5322(in: zone) == "Thu, 1 Jan 1970 05:45:00 +0545")
  }

  @Test("folds fields before words that don't fit")
  func folding() {
    let long = String(repeating: "x", count: 72)
    #expect(HeaderField("A", ["b", long, "c"]).text == "A: b\r\n \(long) c\r\n")
    #expect(HeaderField("A", [long + long, "c"]).text == "A: \(long)\(long)\r\n c\r\n")
    #expect(HeaderField("A", ["\r\nB: c", "é\u{0}"]).text == "A: ??B:?c ???\r\n")
  }

  @Test("leaves plain subjects as they are, and encodes the others")
  func encodedSubjects() {
    #expect(unstructuredWords("[critical] a: b (c)") == ["[critical]", "a:", "b", "(c)"])
    #expect(unstructuredWords("café au lait") == ["=?utf-8?q?caf=C3=A9_au_lait?="])
    #expect(unstructuredWords("漢字") == ["=?utf-8?b?5ryi5a2X?="])
    #expect(unstructuredWords("two  blanks") == ["=?utf-8?q?two__blanks?="])
    #expect(unstructuredWords("=?utf-8?q?x?=") == ["=?utf-8?b?PT91dGYtOD9xP3g/PQ==?="])
  }

  @Test("keeps encoded words short, with whole characters in each", arguments: ["漢", "é", "a\u{301}b", "🧟", "xé"])
  func encodedWordLength(unit: String) {
    let words = encodedWords(String(repeating: unit, count: 100))
    #expect(words.allSatisfy { $0.utf8.count <= 64 })
    #expect(words.count > 2)
  }

  @Test("writes quoted-printable")
  func quoted() {
    func encoded(_ text: String) -> String { String(decoding: quotedPrintable(text), as: UTF8.self) }
    #expect(encoded("a = b\nc \n\td\t") == "a =3D b\r\nc=20\r\n=09d=09")
    #expect(encoded(".\n..a\nFrom me\nFro") == "=2E\r\n=2E.a\r\n=46rom me\r\nFro")
    #expect(encoded("é\r") == "=C3=A9=0D")
    #expect(encoded("") == "")
    let line = String(repeating: "x", count: 76)
    #expect(encoded(line) == line)
    #expect(encoded(line + "y") == "\(line.dropLast())=\r\nxy")
    #expect(encoded(String(repeating: "x", count: 74) + "é") == "\(line.dropLast(2))=\r\n=C3=A9")
    #expect(encoded(String(repeating: "x", count: 75) + ".") == "\(line.dropLast()).")
    #expect(encoded(line + ".") == "\(line.dropLast())=\r\nx.")
  }

  @Test(
    "writes base 64 as RFC 4648 does", arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foobar", "Zm9vYmFy")])
  func base64Text(text: String, encoded: String) {
    #expect(base64(Array(text.utf8)) == encoded)
  }

  @Test("takes the encoding that is shorter")
  func encodings() {
    #expect(EncodedText("plain text\n").encoding == "quoted-printable")
    #expect(EncodedText(String(repeating: "漢字\n", count: 99)).encoding == "base64")
  }

  @Test("takes plain addresses only")
  func addresses() {
    #expect(recipientWords(["a@example.com", "b@example.org"]) == ["a@example.com,", "b@example.org"])
    #expect(
      recipientWords(["a@b\r\nBcc: c@d", "a b@c", "a@b,c@d", "@", "a@", "\"a\"@b"]) == ["undisclosed-recipients:;"])
    #expect(
      senderWords(name: "batchwatch on db1", address: "a@example.com") == [
        "\"batchwatch", "on", "db1\"", "<a@example.com>",
      ])
    #expect(senderWords(name: "say \"yes\"", address: "a@b").first == "=?utf-8?b?c2F5ICJ5ZXMi?=")
  }

  @Test(
    "has identifiers that are identifiers",
    arguments: [
      ("a.b@c", "<a.b@c>"), ("a b@c", "<a-b@c>"), ("<a>@c\r\n", "<-a-@c-->"), ("a@b@c", "<a-b@c>"),
      ("a", "<a@localhost>"),
      ("", "<-@localhost>"), ("..a..b.@c", "<a.b@c>"), ("é@c", "<--@c>"),
    ])
  func identifiers(id: String, word: String) {
    #expect(messageIDWord(id) == word)
  }

  @Test("refers to the first mail of a long thread and to the newest")
  func references() {
    let words = referenceWords((0..<99).map { "\($0)@c" })
    #expect(words.count == 20)
    #expect(words.first == "<0@c>")
    #expect(words.last == "<98@c>")
  }
}
