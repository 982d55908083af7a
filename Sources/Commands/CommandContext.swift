package import Platform
package import Presentation

/// Everything that a verb does to the world, so that tests stand in for all of it.
package struct CommandContext: Sendable {
  /// Milliseconds since the epoch.
  package var now: @Sendable () -> Int64
  /// Writes to standard output; throws where it is closed or full.
  package var print: @Sendable (String) throws -> Void
  /// Writes a line to standard error that is no log line: what the caller wrote wrong.
  package var complain: @Sendable (String) -> Void
  /// Waits so many milliseconds.
  package var sleep: @Sendable (Int) -> Void
  package var log: Log
  /// The observer never breaks the batch: with `BATCHWATCH_BEST_EFFORT=1` a record that fails is a warning.
  package var bestEffort: Bool
  /// How text may look where standard output goes.
  package var style: OutputStyle

  package init(
    now: @escaping @Sendable () -> Int64, print: @escaping @Sendable (String) throws -> Void,
    complain: @escaping @Sendable (String) -> Void, sleep: @escaping @Sendable (Int) -> Void, log: Log,
    bestEffort: Bool = false, style: OutputStyle = OutputStyle()
  ) {
    self.now = now
    self.print = print
    self.complain = complain
    self.sleep = sleep
    self.log = log
    self.bestEffort = bestEffort
    self.style = style
  }

  /// The context of a process: its clock, its streams, its environment.
  package static var ofProcess: CommandContext {
    CommandContext(
      now: wallClockMilliseconds, print: { try StandardStream.output.write($0) },
      complain: { try? StandardStream.error.write($0 + "\n") }, sleep: { pause(milliseconds: $0) }, log: .standardError,
      bestEffort: isSwitchedOn(environmentVariable("BATCHWATCH_BEST_EFFORT")), style: .ofProcess)
  }
}

/// Whether a variable of the environment switches something on: with any value but those that say no.
package func isSwitchedOn(_ value: String?) -> Bool {
  guard let value else { return false }
  return !["0", "no", "false", "off"].contains(value.lowercased())
}

extension OutputStyle {
  static var ofProcess: OutputStyle { OutputStyle(of: .output) }

  /// Colours and bars only on a terminal; `NO_COLOR` (no-color.org) and `TERM=dumb` are respected.
  package init(of stream: StandardStream) {
    let terminal = stream.isTerminal
    let locale =
      environmentVariable("LC_ALL") ?? environmentVariable("LC_CTYPE") ?? environmentVariable("LANG") ?? ""
    let name = locale.uppercased()
    self.init(
      width: terminal ? stream.columns ?? 80 : 80,
      colour: terminal && environmentVariable("NO_COLOR") == nil && environmentVariable("TERM") != "dumb",
      unicode: name.hasSuffix("UTF-8") || name.hasSuffix("UTF8"), isTerminal: terminal)
  }
}
