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
      case "run": exitProcess(try runChild(lastArguments(words.count - 1), environment: [], keeping: 0).status)
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
