internal import Arguments
internal import Batches
internal import Commands
internal import Platform
internal import Tracker

/// Has copies of this process record the beginning and the end of a command, and waits for each no longer than the
/// command's own fate allows. A copy that a damaged file or a bug ends, or that a disk or a lock keeps waiting, costs the
/// record, never the command.
struct SideRecorder: ~Copyable {
  /// How long the command waits for the record of its beginning, in milliseconds: more than any record needs that nothing
  /// stands in the way of, and with what starting takes no more than 100.
  private static let beginning: Int64 = 80
  /// How much of that is for a tracker that others use. Then the record goes to the spool, before those that the command
  /// makes itself.
  private static let haste = 50
  /// How long a beginning that is late may go on when the command has ended, and how long the end may take: more than a
  /// record waits for its turn before it goes to the spool.
  private static let ending: Int64 = 15_000
  /// A copy never stays longer than that, in seconds.
  private static let lifetime: UInt32 = 60

  private var command: WatchedCommand
  /// The copy that records the beginning.
  var side: SideProcess?
  private var state = Beginning.unknown

  /// What became of the record of the beginning.
  private enum Beginning: String {
    case recorded
    /// The copy said why.
    case failed
    /// The copy ended without a word, or there was none.
    case unknown
    /// The copy is at it.
    case late
  }

  init(_ command: WatchedCommand) { self.command = command }

  /// What the command can use to report into this very run: `--run "$BATCHWATCH_RUN"`.
  var environment: [(name: String, value: String)] {
    [("BATCHWATCH_BATCH", command.batch)] + (command.run.map { [("BATCHWATCH_RUN", $0)] } ?? [])
  }

  /// Begins to record the beginning.
  mutating func begin() {
    let command = command
    do throws(SystemError) {
      side = try SideProcess("record the beginning", endingAfter: Self.lifetime) { answer in
        do {
          var command = command
          try command.recordBeginning(haste: Self.haste) { known in
            answer("\(Beginning.recorded.rawValue) \(known.run ?? "")")
          }
        } catch {
          _ = report(error, of: .run, command.context)
          answer(Beginning.failed.rawValue)
        }
      }
    } catch {
      command.context.log.error(error.description)
    }
    listen(waitingAtMost: Self.beginning)
  }

  private mutating func listen(waitingAtMost milliseconds: Int64) {
    switch side?.answer(waitingAtMost: milliseconds) {
    case .line(let line):
      let words = line.split(separator: " ")
      state = words.first.flatMap { Beginning(rawValue: String($0)) } ?? .unknown
      if words.count > 1 { command.run = String(words[1]) }
    case .late: state = .late
    case Optional.none, .some(.none): state = .unknown
    }
  }

  /// Records the end, and passes on what the copies had to say.
  /// - Parameter reason: why the command failed; nil if it succeeded.
  mutating func finish(reason: String?, _ result: CommandResult) {
    let time = Timestamp(milliseconds: command.context.now())
    if state == .late { listen(waitingAtMost: Self.ending) }
    if side?.hasEnded(waitingAtMost: state == .late ? 0 : Self.ending) == false { side?.end() }
    side?.passOnMessages()
    if state == .late || state == .unknown {
      command.context.log.error(
        "the process that records the beginning \(state == .late ? "hangs" : "was ended"); the command ran without it",
        ["batch": command.batch])
    }
    let (command, state) = (command, state)
    do throws(SystemError) {
      var end = try SideProcess("record the end", endingAfter: Self.lifetime) { answer in
        do {
          try Self.recordEnd(of: command, state, reason: reason, result, at: time)
        } catch {
          _ = report(error, of: .run, command.context)
        }
        answer("done")
      }
      let answer = end.answer(waitingAtMost: Self.ending)
      _ = end.hasEnded(waitingAtMost: answer == .late ? 0 : Self.ending)
      end.passOnMessages()
      if case .line = answer { return }
      command.context.log.error(
        "the process that records the end \(answer == .late ? "hangs" : "was ended")", ["batch": command.batch])
    } catch {
      command.context.log.error(error.description)
    }
  }

  private static func recordEnd(
    of command: WatchedCommand, _ beginning: Beginning, reason: String?, _ result: CommandResult, at time: Timestamp
  ) throws {
    var command = command
    if beginning != .recorded {
      do {
        // What kept the beginning, such as a full disk, may be over.
        try command.recordBeginning()
      } catch {
        // That has been said.
        if beginning == .failed { return }
        // It may be in the tracker all the same, where nobody knows what became of it.
        guard error is RecordRefused else { throw error }
      }
    }
    try command.recordEnd(reason: reason, result, at: time)
  }
}
