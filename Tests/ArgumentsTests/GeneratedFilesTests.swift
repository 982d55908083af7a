import Foundation
import Testing

@testable import Arguments

/// The files that are generated from the table and kept in the repository.
@Suite struct GeneratedFilesTests {
  @Test(arguments: [DocumentKind.commands, .man]) func theCommittedFileIsFresh(_ kind: DocumentKind) throws {
    let path = kind == .commands ? "docs/commands.md" : "docs/man/batchwatch.1"
    let generated = kind == .commands ? commandReference() : manPage()
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let committed = try? String(contentsOf: root.appending(path: path), encoding: .utf8)
    #expect(committed == generated, "\(path) is stale; repair it with: make docs")
  }

  @Test func theManPageKeepsTextFromBecomingMacros() {
    for line in manPage().split(separator: "\n") {
      if line.first == "." { #expect(line.dropFirst().first?.isLetter == true || line.hasPrefix(".\\\""), "\(line)") }
      #expect(line.first != "'", "\(line)")
      #expect(line.utf8.allSatisfy { $0 >= 32 && $0 < 127 }, "\(line)")
    }
  }

  /// The real shells complete with these in `Tests/acceptance/completions.sh`.
  @Test(arguments: Shell.allCases) func everyCompletionScriptKnowsEveryVerbAndOption(_ shell: Shell) {
    let script = completionScript(shell)
    for verb in Verb.listed {
      #expect(script.contains(verb.rawValue))
      for option in verb.syntax.listedOptions {
        #expect(script.contains((shell == .fish ? "-l " : "--") + option.rawValue))
      }
    }
    #expect(!script.contains("docs"))
  }
}
