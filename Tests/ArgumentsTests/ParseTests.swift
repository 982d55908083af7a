import Testing

@testable import Arguments

@Suite struct ParseTests {
  @Test func readsOperandsInTheirOrder() throws {
    #expect(
      try parseArguments(["stage", "leads-nightly", "scrape"]) == Invocation(.stage, ["leads-nightly", "scrape"]))
  }

  @Test func takesOptionsAnywhereAfterTheVerb() throws {
    let expected = Invocation(.stage, ["nightly", "scrape"], options: [.done: "3", .total: "9"])
    #expect(try parseArguments(["stage", "--done", "3", "nightly", "--total=9", "scrape"]) == expected)
    #expect(try parseArguments(["stage", "nightly", "scrape", "--total", "9", "--done=3"]) == expected)
  }

  @Test func takesTheConfigurationBeforeTheVerbToo() throws {
    let expected = Invocation(.status, options: [.config: "x.yml"])
    #expect(try parseArguments(["--config", "x.yml", "status"]) == expected)
    #expect(try parseArguments(["--config=x.yml", "status"]) == expected)
    #expect(try parseArguments(["status", "--config", "x.yml"]) == expected)
  }

  @Test func tellsFlagsFromValues() throws {
    let invocation = try parseArguments(["status", "--follow", "--interval", "5s"])
    #expect(invocation.contains(.follow))
    #expect(invocation.value(.follow) == nil)
    #expect(invocation.value(.interval) == "5s")
    #expect(!invocation.contains(.json))
    #expect(invocation.value(.config) == nil)
  }

  @Test func twoDashesEndTheOptions() throws {
    #expect(try parseArguments(["status", "--json", "--", "--follow", "--"]).operands == ["--follow", "--"])
  }

  @Test(arguments: ["-5", "-0.5", "-.5", "-1e3", "-1E-3", "-7."])
  func aNegativeNumberIsAWord(_ number: String) throws {
    #expect(try parseArguments(["cost", "nightly", number]).operands == ["nightly", number])
    #expect(try parseArguments(["start", "nightly", "--at", number]).value(.at) == number)
  }

  @Test func aJoinedValueIsTakenAsItIs() throws {
    #expect(
      try parseArguments(["end", "x", "--failed", "--reason=--config=a=b"]).value(.reason) == "--config=a=b")
    #expect(try parseArguments(["end", "x", "--failed", "--reason="]).value(.reason) == "")
    #expect(try parseArguments(["end", "x", "--failed", "--reason", ""]).value(.reason) == "")
    #expect(try parseArguments(["end", "x", "--failed", "--reason", "-"]).value(.reason) == "-")
  }

  @Test(arguments: ["--- FAIL: x", "-x", "--", "--failed", "--run=7", "--reason"])
  func aTextIsWhateverFollows(_ text: String) throws {
    let expected = Invocation(.end, ["x"], options: [.failed: "", .reason: text, .run: "night"])
    #expect(try parseArguments(["end", "x", "--failed", "--reason", text, "--run", "night"]) == expected)
    let alert = Invocation(.alert, ["Failed"], options: [.batch: "x", .summary: text])
    #expect(try parseArguments(["alert", "Failed", "--summary", text, "--batch", "x"]) == alert)
  }

  @Test func theCommandOfRunIsVerbatim() throws {
    let command = ["sh", "-c", "exit 3", "--", "--help", "", "--stage=x"]
    let invocation = try parseArguments(["run", "nightly", "--stage=scrape", "--"] + command)
    #expect(invocation == Invocation(.run, ["nightly"], options: [.stage: "scrape"], trailing: command))
  }

  @Test func helpIsAVerbHoweverItIsWritten() throws {
    let expected = Invocation(.help, ["stage"])
    for line in [["help", "stage"], ["stage", "--help"], ["stage", "-h"], ["--help", "stage"], ["-h", "stage"]] {
      #expect(try parseArguments(line) == expected)
    }
    for line in [["help"], ["--help"], ["-h"], ["--config", "x", "--help"]] {
      #expect(try parseArguments(line).verb == .help)
      #expect(try parseArguments(line).operands == [])
    }
  }

  @Test func helpIsFoundBeforeWhatIsMissing() throws {
    #expect(try parseArguments(["run", "--help", "--", "x"]) == Invocation(.help, ["run"]))
    #expect(try parseArguments(["end", "--reason", "x", "--help"]) == Invocation(.help, ["end"]))
  }

  @Test(arguments: ["version", "--version", "-V"])
  func versionIsAVerbHoweverItIsWritten(_ word: String) throws {
    #expect(try parseArguments([word]) == Invocation(.version))
  }

  @Test func completionScriptsAskForNames() throws {
    #expect(try parseArguments(["completion", "--batches"]) == Invocation(.completion, options: [.batches: ""]))
    #expect(try parseArguments(["completion", "--stages", "x"]).value(.stages) == "x")
    #expect(try parseArguments(["completion", "fish"]).operands == ["fish"])
    #expect(try parseArguments(["docs", "metrics"]) == Invocation(.docs, ["metrics"]))
  }
}
