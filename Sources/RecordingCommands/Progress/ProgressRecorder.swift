internal import Arguments
internal import BatchTracker
internal import Batches
internal import Commands
internal import Platform
internal import Tracker

/// Where progress is recorded.
struct ProgressTarget {
  let batch: String
  let stage: String
  /// The run's id; nil for the newest open run, as long as that isn't known.
  var run: String?
  let configuration: String?

  /// Records how far the stage is.
  /// - Returns: the run's id; nil if it isn't known even now.
  /// - Throws: why it could not be recorded.
  func record(_ update: StageUpdate, at time: Timestamp, _ context: CommandContext) throws -> String? {
    let session = try Session(configuration: configuration, log: context.log)
    // A stage belongs to the run that is the newest open one now, also if another opens before it is done.
    let run = try self.run ?? session.store.read { try $0.newestOpenRun(of: batch) } ?? nil
    let record = Record(id: makeRecordID(), batch: batch, run: run, time: time, event: .stage(stage, update))
    try Recorder(session, now: Timestamp(milliseconds: context.now())).record(record)
    return run
  }
}

/// Has copies of this process record progress, one after the other: a copy that a lock, a disk or a damaged file keeps
/// waiting or ends costs its record, and never holds up what passes through us.
struct ProgressRecorder: ~Copyable {
  /// The time from one record to the next, in milliseconds.
  private static let pace: Int64 = 1000
  /// How long the last record may take: more than a record waits for its turn before it goes to the spool.
  private static let ending: Int64 = 15_000
  /// A copy never stays longer than that, in seconds.
  private static let lifetime: UInt32 = 60
  /// So many different messages are passed on.
  private static let mostMessages = 20

  private var target: ProgressTarget
  private let context: CommandContext
  private var copy: SideProcess?
  /// What the copy at work records, and what is known to be recorded.
  private var begun: StageUpdate?
  private var recorded: StageUpdate?
  private var begunAt: Int64 = .min
  private var messages: [Substring] = []

  init(_ target: ProgressTarget, _ context: CommandContext) {
    self.target = target
    self.context = context
  }

  /// Begins to record how far the stage is, if that is news and the one before is done and old enough.
  /// - Returns: what there is to say on standard error.
  mutating func record(_ update: StageUpdate) -> String {
    let said = takeResult(waitingAtMost: 0)
    guard copy == nil, update != recorded, begunAt == .min || monotonicMilliseconds() - begunAt >= Self.pace else {
      return said
    }
    return said + begin(update)
  }

  /// Records the last of it, and waits for that.
  mutating func finish(_ update: StageUpdate, waitingAtMost milliseconds: Int64 = ending) -> String {
    var said = takeResult(waitingAtMost: milliseconds)
    if copy != nil {
      said += complain("the process that records progress hangs; its record may be missing")
      copy?.end()
      copy = nil
    }
    guard update != recorded else { return said }
    said += begin(update)
    said += takeResult(waitingAtMost: milliseconds)
    if copy != nil { said += complain("the process that records progress hangs; its record may be late, or missing") }
    return said
  }

  private mutating func begin(_ update: StageUpdate) -> String {
    let (target, context) = (target, context)
    let time = Timestamp(milliseconds: context.now())
    begunAt = monotonicMilliseconds()
    do throws(SystemError) {
      copy = try SideProcess("record progress", endingAfter: Self.lifetime) { channel in
        do {
          channel.say("recorded \(try target.record(update, at: time, context) ?? "")")
        } catch {
          context.log.warn(
            "progress is not recorded; the data goes on",
            [
              "batch": target.batch, "stage": target.stage,
              "reason": account(of: error, in: .progress).lines.joined(separator: "; "),
            ])
          channel.say("failed")
        }
      }
      begun = update
      return ""
    } catch {
      return complain(error.description)
    }
  }

  /// Looks what became of the copy's record.
  private mutating func takeResult(waitingAtMost milliseconds: Int64) -> String {
    guard copy?.hasEnded(waitingAtMost: milliseconds) == true else { return "" }
    let answer = copy?.answer(waitingAtMost: 0)
    var said = once(String(decoding: copy?.newMessages() ?? [], as: UTF8.self))
    copy = nil
    guard case .line(let line) = answer else {
      said += complain("the process that records progress was ended; its record may be missing")
      return said
    }
    let words = line.split(separator: " ")
    if words.first == "recorded" {
      recorded = begun
      if words.count > 1 { target.run = String(words[1]) }
    }
    return said
  }

  private mutating func complain(_ message: String) -> String {
    once(Log.warning(message, ["batch": target.batch, "stage": target.stage]))
  }

  /// The lines of `text` that weren't said before: what stands in the way of a record each second is said once.
  private mutating func once(_ text: String) -> String {
    var news = ""
    for line in text.split(separator: "\n") {
      // They differ in their times.
      let what = line.drop { $0 != " " }
      guard !messages.contains(what), messages.count < Self.mostMessages else { continue }
      messages.append(what)
      news += line + "\n"
    }
    return news
  }
}
