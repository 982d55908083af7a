internal import Arguments
internal import BatchTracker
internal import Batches
internal import Commands
internal import Configuration
internal import Platform
internal import Tracker

/// What the copy of `run`'s process does: it keeps the records of one command, and is asked by lines.
struct RecordKeeper {
  /// How long a piece of its work may take, in seconds; then the kernel ends it.
  static let patience: UInt32 = 60
  /// How much of the time for the beginning is for a tracker that others use, in milliseconds. Then the record goes to the
  /// spool, before those that the command makes itself.
  private static let haste = 50
  /// A command that ends within this time has taken no time, in milliseconds.
  private static let briefly: Int64 = 15

  private var command: WatchedCommand
  private let channel: SideChannel
  private var beginning: RunRecorder.Beginning
  private var inbox = Inbox()

  init(_ command: WatchedCommand, on channel: SideChannel, beginning: RunRecorder.Beginning = .unknown) {
    self.command = command
    self.channel = channel
    self.beginning = beginning
  }

  /// Until the original says that all is recorded, or is gone.
  mutating func keepRecords(_ options: GuardOptions) {
    let said = SaidLines()
    command.context.log = command.context.log.filtered { _, line in said.isNew(line) }
    let guards = options.merged(over: command.stage == nil ? configuredGuards() : Guards())
    say(.guards, guards.coded)
    var lock: File?
    if guards.noOverlap {
      switch takeLock(waitingAtMost: guards.wait) {
      case .taken(let file): lock = consume file
      case .busy: return refuse(guards)
      case .gone: return
      }
    }
    if let directory = guards.keepLog { openLog(in: directory) }
    recordBeginning()
    while true {
      endAfter(seconds: 0)
      let order = inbox.next(channel)
      endAfter(seconds: Self.patience)
      switch order {
      case .record(let record):
        self.record(record)
        say(.recorded, record.id)
      case .lastRecord(let record):
        self.record(record)
        // Whoever waits for `run` finds nothing that we hold: no lock, no directory that is busy.
        lock = nil
        leaveDirectory()
        return say(.recorded, record.id)
      case .end: return
      case .none:
        // Whoever kills `run` means the command. Who leads the group is gone already.
        if let group = inbox.group { killGroup(group) }
        // Until here nobody else begins.
        _ = lock?.descriptor
        return
      }
    }
  }

  private func say(_ word: RunRecorder.Word, _ text: String) { channel.say(word.rawValue + " " + text) }

  private mutating func configuredGuards() -> Guards {
    do {
      return try command.session().guards(of: command.batch)
    } catch {
      // The record says it.
      return Guards()
    }
  }

  private mutating func recordBeginning() {
    var inbox = inbox
    do {
      try command.recordBeginning(haste: Self.haste) { known in
        let recorded = RunRecorder.Beginning.recorded.rawValue
        channel.say("\(RunRecorder.Word.beginning.rawValue) \(recorded) \(known.run ?? "")")
        // The end of a command that takes no time is published with its beginning.
        return !inbox.hasRecord(waitingAtMost: Self.briefly, channel)
      }
      self.inbox = inbox
      beginning = .recorded
    } catch {
      _ = report(error, of: .run, command.context)
      beginning = .failed
      say(.beginning, beginning.rawValue)
    }
  }

  /// Records something of the end, and the beginning before it where that isn't recorded.
  mutating func record(_ record: Record) {
    if beginning != .recorded {
      do {
        // What kept the beginning, such as a full disk, may be over.
        try command.recordBeginning()
        beginning = .recorded
      } catch {
        // That has been said.
        if beginning == .failed { return }
        // It may be in the tracker all the same, where nobody knows what became of it.
        guard error is RecordRefused else {
          _ = report(error, of: .run, command.context)
          return
        }
        beginning = .recorded
      }
    }
    var record = record
    if record.run == nil { record.run = command.run }
    do {
      try command.record(record)
    } catch {
      _ = report(error, of: .run, command.context)
    }
  }

  // MARK: One run at a time

  private enum Lock: ~Copyable {
    case taken(File?)
    case busy
    /// The original doesn't want it any more.
    case gone
  }

  /// A lock of the kernel: it ends with the processes that hold it, however they do.
  private mutating func takeLock(waitingAtMost wait: TimeSpan) -> Lock {
    let path: String
    let file: File
    do {
      path = try command.session().runLock(of: command.batch)
      try makeDirectory(parentDirectory(of: path), permissions: 0o770)
      try ensureFile(path, permissions: 0o660)
      file = try File(path, .readWrite)
    } catch {
      command.context.log.error(
        "it can't be told whether an earlier run goes on; the command runs all the same",
        ["batch": command.batch, "reason": "\(error)"])
      say(.locked, "")
      return .taken(nil)
    }
    let deadline = monotonicMilliseconds() + wait.milliseconds
    var received: [UInt8] = []
    var hasSaid = false
    while true {
      do throws(SystemError) {
        try file.lock(waitingAtMost: 0)
        channel.say(RunRecorder.Word.locked.rawValue + " ", with: file)
        return .taken(file)
      } catch {
        let left = deadline - monotonicMilliseconds()
        guard left > 0 else { return .busy }
        if !hasSaid {
          command.context.log.info(
            "an earlier run goes on; waiting for its end", ["batch": command.batch, "at_most": "\(wait)"])
          hasSaid = true
        }
        endAfter(seconds: 0)
        // Anything that the original says now is that it goes.
        guard channel.line(&received, waitingAtMost: Int32(clamping: min(left, 200))) == "" else { return .gone }
        endAfter(seconds: Self.patience)
      }
    }
  }

  private mutating func refuse(_ guards: Guards) {
    let waited = guards.wait > .zero ? " after \(guards.wait)" : ""
    command.context.log.error(
      "an earlier run still goes on\(waited); this one is not started", ["batch": command.batch])
    do {
      try command.recordRefusal(after: guards.wait)
    } catch {
      _ = report(error, of: .run, command.context)
    }
    say(.refused, "")
  }

  // MARK: The whole output

  private mutating func openLog(in directory: String) {
    // Its name says whose stage it is.
    command.findRun()
    do {
      let log = try KeptLog(of: command, in: directory)
      command.log = log.path
      channel.say("\(RunRecorder.Word.log.rawValue) \(log.path)", with: log.file)
      if let retention = try? command.session().settings.retention { log.removeOlder(than: retention) }
    } catch {
      command.context.log.error(
        "the file for the whole output can't be made; the command runs without it",
        ["batch": command.batch, "reason": "\(error)"])
      say(.log, "")
    }
  }
}

/// What stands in the way of the beginning's record stands in the way of the end's, and is said once.
private final class SaidLines: @unchecked Sendable {
  // Only one thread of the copy asks.
  private var lines: Set<String> = []

  func isNew(_ line: String) -> Bool { lines.insert(line).inserted }
}

extension Session {
  /// The guards that are configured for a batch.
  fileprivate func guards(of batch: String) throws -> Guards {
    guard file != nil else { return Guards() }
    let kept = try store.read { snapshot in
      try prepare(snapshot)
      return try self.batch(batch, in: snapshot).definition.guards
    }
    return try kept ?? readConfiguration().batches.first { $0.name == batch }?.guards ?? Guards()
  }

  /// The file whose lock says that a run of the batch goes on.
  fileprivate func runLock(of batch: String) -> String { settings.tracker + "-runs/" + batch }
}
