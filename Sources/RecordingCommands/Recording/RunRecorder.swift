internal import Arguments
internal import Batches
internal import Commands
internal import Platform
internal import Tracker

/// Has a copy of this process record the beginning and the end of a command, and waits for each no longer than the
/// command's own fate allows. A copy that a damaged file or a bug ends, or that a disk or a lock keeps waiting, costs the
/// record, never the command.
struct RunRecorder: ~Copyable {
  /// How long the command waits for what is configured to guard it, in milliseconds.
  private static let guarding: Int64 = 5_000
  /// How long the command waits for the record of its beginning, in milliseconds: more than any record needs that nothing
  /// stands in the way of, and with what starting takes no more than 100.
  private static let beginning: Int64 = 80
  /// How long a beginning that is late may go on when the command has ended, and how long the end may take: more than two
  /// records, of which the second waits for the first, wait for their turn before they go to the spool.
  private static let ending: Int64 = 30_000

  /// How long the last messages wait for who doesn't read them, in milliseconds.
  private static let reading: Int32 = 1000

  private var command: WatchedCommand
  private let options: GuardOptions
  /// The copy that records.
  var side: SideProcess?
  private var state = Beginning.unknown
  /// What both hold as long as one of them lives.
  private var lock: Int32 = -1
  /// Where all of the output goes too.
  private(set) var log: Int32 = -1
  var logPath: String? { command.log }
  private let begun = monotonicMilliseconds()
  /// How many of our records the copy hasn't answered yet.
  private var unanswered = 0

  /// What became of the record of the beginning.
  enum Beginning: String {
    case recorded
    /// The copy said why.
    case failed
    /// The copy ended without a word, or there was none.
    case unknown
    /// The copy is at it.
    case late
  }

  /// What the copy says about its way to the command's start.
  enum Word: String {
    /// What guards the command.
    case guards
    /// The lock is ours; it comes with this line.
    case locked
    /// An earlier run goes on.
    case refused
    /// The file for all of the output, which comes with this line.
    case log
    /// How far the record of the beginning is.
    case beginning
    /// How a record of the end went.
    case recorded
  }

  /// Whether the command may start.
  enum Start {
    case go(Guards)
    /// An earlier run goes on; that is recorded.
    case refused
    /// Somebody ended us while we waited for it: the signal's number.
    case ended(Int32)
  }

  init(_ command: WatchedCommand, _ options: GuardOptions) {
    self.command = command
    self.options = options
  }

  deinit { closeFiles(lock, log) }

  /// What the command can use to report into this very run: `--run "$BATCHWATCH_RUN"`.
  var environment: [(name: String, value: String)] {
    [("BATCHWATCH_BATCH", command.batch)] + (command.run.map { [("BATCHWATCH_RUN", $0)] } ?? [])
  }

  /// Begins to record the beginning.
  mutating func begin(_ signals: inout CommandSignals) -> Start {
    let (command, options) = (command, options)
    do throws(SystemError) {
      side = try SideProcess("record the run", endingAfter: RecordKeeper.patience) { channel in
        var keeper = RecordKeeper(command, on: channel)
        keeper.keepRecords(options)
      }
    } catch {
      command.context.log.error(error.description)
      return .go(options.merged(over: Guards()))
    }
    var guards = options.merged(over: Guards())
    if case .line(let line) = side?.answer(waitingAtMost: Self.guarding), let known = line.after(.guards) {
      guards = Guards(coded: Substring(known)) ?? guards
    } else {
      command.context.log.error(
        "what is configured to guard the command can't be read in time; it runs with what its command line says",
        ["batch": command.batch])
      // What it might still say, nobody would understand.
      side?.end()
      return .go(guards)
    }
    if guards.noOverlap {
      switch waitForLock(&signals) {
      case .go: break
      case let other: return other
      }
    }
    if guards.keepLog != nil {
      guard case .line(let line) = side?.answer(waitingAtMost: Self.guarding), let path = line.after(.log) else {
        command.context.log.error("the file for the whole output is not there in time", ["batch": command.batch])
        side?.end()
        return .go(guards)
      }
      log = side?.takeDescriptor() ?? -1
      if log >= 0 { self.command.log = path }
    }
    listen(waitingAtMost: Self.beginning)
    return .go(guards)
  }

  private mutating func waitForLock(_ signals: inout CommandSignals) -> Start {
    while true {
      // What it has to say meanwhile is passed on each time.
      switch side?.answer(waitingAtMost: 250, alsoFor: signals.descriptor) {
      case .line(let line):
        if line.after(.refused) != nil {
          _ = side?.hasEnded(waitingAtMost: Self.ending)
          side?.passOnMessages(waitingAtMost: Self.reading)
          return .refused
        }
        lock = side?.takeDescriptor() ?? -1
        return .go(Guards())
      case .late:
        side?.passOnMessages()
        if let signal = signals.nextOrder() {
          _ = side?.send(Inbox.endLine)
          return .ended(signal)
        }
      case Optional.none, .some(.none):
        side?.passOnMessages()
        command.context.log.error(
          "it can't be told whether an earlier run goes on; the command runs all the same", ["batch": command.batch])
        return .go(Guards())
      }
    }
  }

  private mutating func listen(waitingAtMost milliseconds: Int64) {
    switch side?.answer(waitingAtMost: milliseconds) {
    case .line(let line):
      let words = (line.after(.beginning) ?? "").split(separator: " ")
      state = words.first.flatMap { Beginning(rawValue: String($0)) } ?? .unknown
      if words.count > 1 { command.run = String(words[1]) }
    case .late: state = .late
    case Optional.none, .some(.none): state = .unknown
    }
  }

  /// Records an attempt that is followed by another one, without waiting for that.
  mutating func attempt(_ end: CommandEnd, _ number: Int, of guards: Guards, next delay: TimeSpan) {
    if state == .late { listen(waitingAtMost: 0) }
    let time = Timestamp(milliseconds: command.context.now())
    send(command.attemptRecord(end, number, of: guards, next: delay, at: time))
  }

  private mutating func send(_ record: Record, isLast: Bool = false) {
    // What is sent in part is understood by nobody.
    if side?.send(Inbox.recordLine(record, isLast: isLast)) == true { unanswered += 1 } else { side?.end() }
  }

  /// Records the end, and passes on what the copy had to say.
  mutating func finish(_ end: CommandEnd) {
    let time = Timestamp(milliseconds: command.context.now())
    let duration = TimeSpan(milliseconds: monotonicMilliseconds() - begun)
    if state == .late { listen(waitingAtMost: Self.ending) }
    let record = command.endRecord(end, after: duration, at: time)
    var answer = SideProcess.Answer.none
    if state != .late {
      send(record, isLast: true)
      answer = waitForAnswers()
    } else {
      side?.end()
    }
    side?.passOnMessages(waitingAtMost: Self.reading)
    if case .line = answer { return }
    if state == .late || state == .unknown {
      command.context.log.error(
        "the process that records the beginning \(state == .late ? "hangs" : "was ended"); the command ran without it",
        ["batch": command.batch])
    }
    if answer == .late {
      side?.end()
      return command.context.log.error("the process that records the end hangs", ["batch": command.batch])
    }
    recordAnew(record)
  }

  private mutating func waitForAnswers() -> SideProcess.Answer {
    var answer = SideProcess.Answer.none
    while unanswered > 0 {
      answer = side?.answer(waitingAtMost: Self.ending) ?? .none
      guard case .line(let line) = answer else { return answer }
      if line.after(.recorded) != nil { unanswered -= 1 }
    }
    return answer
  }

  /// The copy is gone: another one records.
  private mutating func recordAnew(_ record: Record) {
    let (command, state) = (command, state)
    do throws(SystemError) {
      var last = try SideProcess("record the end", endingAfter: RecordKeeper.patience) { channel in
        var keeper = RecordKeeper(command, on: channel, beginning: state)
        keeper.record(record)
        channel.say("\(Word.recorded.rawValue) \(record.id)")
      }
      let answer = last.answer(waitingAtMost: Self.ending)
      _ = last.hasEnded(waitingAtMost: answer == .late ? 0 : Self.ending)
      last.passOnMessages(waitingAtMost: Self.reading)
      if case .line = answer { return }
      command.context.log.error(
        "the process that records the end \(answer == .late ? "hangs" : "was ended")", ["batch": command.batch])
    } catch {
      command.context.log.error(error.description)
    }
  }
}

extension String {
  /// What stands behind a word; nil where the line begins with another.
  fileprivate func after(_ word: RunRecorder.Word) -> String? {
    hasPrefix(word.rawValue + " ") ? String(dropFirst(word.rawValue.count + 1)) : nil
  }
}
