import Testing

@testable import Arguments

/// What must hold of the table for all that is made from it to be right.
@Suite struct TableTests {
  @Test func everyListedVerbStandsInOneGroup() {
    let grouped = VerbGroup.allCases.flatMap(\.verbs)
    #expect(Set(grouped) == Set(Verb.listed))
    #expect(grouped.count == Verb.listed.count)
  }

  @Test func everyOptionBelongsToAVerb() {
    for option in Option.allCases { #expect(Verb.allCases.contains { $0.syntax.knows(option) }, "\(option)") }
  }

  @Test(arguments: Verb.allCases) func noVerbHasAnOptionTwice(_ verb: Verb) {
    let options = verb.syntax.allOptions
    #expect(Set(options).count == options.count)
    #expect(options.allSatisfy(verb.syntax.knows))
  }

  @Test(arguments: Verb.allCases) func everyVerbIsExplained(_ verb: Verb) {
    let manual = verb.manual
    #expect(manual.summary.count <= 60)
    #expect(manual.summary.last != ".")
    #expect(manual.meaning.last == ".")
    #expect(verb.isHidden || (2...4).contains(manual.examples.count))
    for operand in verb.syntax.operands { #expect(!operand.kind.meaning.isEmpty) }
    for text in [manual.meaning] + verb.syntax.allOptions.map({ $0.meaning(for: verb) }) {
      #expect(text.filter { $0 == "`" }.count.isMultiple(of: 2), "\(text)")
    }
  }

  @Test(arguments: Verb.allCases) func everyExampleParses(_ verb: Verb) throws {
    for example in verb.manual.examples {
      let words = try #require(wordsAfterProgram(example.command), "\(example.command)")
      #expect(throws: Never.self, "\(example.command)") { try parseArguments(words) }
    }
  }

  /// The words after `batchwatch`, as a shell would split them, up to where another command or a redirection begins.
  private func wordsAfterProgram(_ command: String) -> [String]? {
    guard let program = command.firstRange(of: "batchwatch ") else { return nil }
    // An example for `trap` is itself quoted.
    let isQuoted = command.hasPrefix("trap '")
    var words: [String] = []
    var word = ""
    var quote: Character?
    for character in command[program.upperBound...] {
      if character == quote {
        quote = nil
      } else if quote != nil {
        word.append(character)
      } else if ")>|".contains(character) || (isQuoted && character == "'") {
        break
      } else if character == "'" || character == "\"" {
        quote = character
      } else if character == " " {
        if !word.isEmpty { words.append(word) }
        word = ""
      } else {
        word.append(character)
      }
    }
    return word.isEmpty ? words : words + [word]
  }
}
