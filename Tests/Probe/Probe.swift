internal import Platform

/// A process of its own, for tests of what concerns a process as a whole; each verb is one of `Platform`'s functions.
@main
struct Probe {
  static func main() {
    let words = commandLineArguments()
    do {
      switch words.first {
      case "beside": try executeBeside(words[1])
      case "filter": try filter(words[1], into: words[2])
      case "run": try run(lastArguments(words.count - 1))
      case "side": try beside(words[1])
      case "signals": try signals()
      default: exitProcess(64)
      }
    } catch {
      try? StandardStream.error.write("\(error)\n")
      exitProcess(74)
    }
  }

  /// Feeds `input` to a shell's script, and writes what came of it into a file.
  private static func filter(_ script: String, into path: String) throws {
    let result = try runFilter("/bin/sh", ["-c", script], input: Array("input".utf8), timeout: 5000)
    try File(path, .createNew(0o600)).write(Array("\(result.status) ".utf8) + result.output)
  }

  private static func run(_ words: [UnsafeMutablePointer<CChar>]) throws {
    var side: SideProcess?
    var signals = try CommandSignals()
    var relay = OutputRelay(OutputWishes(keeping: 0))
    exitProcess(try runCommand(words, signals: &signals, relay: &relay, beside: &side).status)
  }

  /// Has a copy of this process do what is named, and says what came of it.
  private static func beside(_ what: String) throws {
    var side = try SideProcess("show itself", endingAfter: what == "outlast" ? 1 : 30) { channel in
      switch what {
      case "answer":
        try? StandardStream.output.write("never seen")
        try? StandardStream.error.write("a message\n")
        channel.say("an answer")
      case "echo":
        var received: [UInt8] = []
        channel.say("heard \((channel.line(&received) ?? "").dropLast())")
      case "talk":
        for _ in 0..<200 { try? StandardStream.error.write(String(repeating: "x", count: 999) + "\n") }
        channel.say("an answer")
      case "trap": _ = Int8(words(of: what).count + 1000)
      case "outlast", "hang": while true { pause(milliseconds: 10_000) }
      default: break
      }
    }
    if what == "echo" { _ = side.send("a word\n") }
    try StandardStream.output.write("\(side.answer(waitingAtMost: what == "hang" ? 50 : 20_000))\n")
    if what == "hang" {
      try StandardStream.output.write("\(side.hasEnded())\n")
      side.end()
    }
    try StandardStream.output.write("\(side.hasEnded(waitingAtMost: 20_000))\n")
    side.passOnMessages(waitingAtMost: 20_000)
  }

  private static func words(of text: String) -> [Substring] { text.split(separator: " ") }

  /// Says `ready`, and then each signal that comes, until it is told to end.
  private static func signals() throws {
    var waiter = try SignalWaiter()
    try StandardStream.output.write("ready\n")
    while let signal = waiter.wait(milliseconds: 10_000) {
      try StandardStream.output.write("\(signal)\n")
      if signal == .terminate { return }
    }
  }
}
