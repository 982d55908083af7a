internal import Arguments
internal import Batches
internal import Commands
internal import Platform
internal import Tracker

/// `progress BATCH STAGE […]`: passes standard input on, and counts it into a stage.
func progress(_ invocation: Invocation, _ context: CommandContext) throws -> Int32 {
  do {
    return try passOn(progressTarget(invocation), progressMeter(invocation), context)
  } catch  where context.bestEffort {
    // The data that the script's next command waits for is not to be kept back by a variable that is empty one night.
    _ = report(error, of: .progress, context)
    return passInputOn(context)
  }
}

private func passOn(_ target: ProgressTarget, _ meter: ProgressMeter, _ context: CommandContext) -> Int32 {
  var relay = InputRelay()
  var watch = ProgressWatch(target, meter, context)
  let end = relay.run(tickingEach: 200, &watch)
  watch.finish(end)
  return exitStatus(after: end, context)
}

private func progressTarget(_ invocation: Invocation) throws(InvalidValue) -> ProgressTarget {
  ProgressTarget(
    batch: try name(invocation.operands[0], "batch"), stage: try name(invocation.operands[1], "stage"),
    run: try invocation.value(.run).map { text throws(InvalidValue) in try name(text, "run") },
    configuration: invocation.value(.config))
}

private func progressMeter(_ invocation: Invocation) throws(InvalidValue) -> ProgressMeter {
  let total = try invocation.value(.total).map { text throws(InvalidValue) in
    try wholeNumber(text, "--total", in: 0...ProgressMeter.most)
  }
  if invocation.contains(.read) {
    guard total == nil else { throw InvalidValue("--read takes the total from what it reads: leave out '--total'") }
    return ProgressMeter(.told)
  }
  return ProgressMeter(
    invocation.contains(.null) ? .records : invocation.contains(.bytes) ? .bytes : .lines, total: total)
}

/// Measures, records and shows what passes through.
private struct ProgressWatch: RelayObserver, ~Copyable {
  private var meter: ProgressMeter
  private var recorder: ProgressRecorder
  private var bar: ProgressBar?
  private let fields: KeyValuePairs<String, String>
  private var toldExcess = false

  var looksAtBytes: Bool { meter.unit != .bytes }

  init(_ target: ProgressTarget, _ meter: ProgressMeter, _ context: CommandContext) {
    self.meter = meter
    fields = ["batch": target.batch, "stage": target.stage]
    recorder = ProgressRecorder(target, context)
    bar = ProgressBar(target.stage, meter.unit)
    say(recorder.record(meter.update))
  }

  mutating func passedOn(_ bytes: UnsafeRawBufferPointer) { meter.take(bytes) }
  mutating func passedOn(count: Int) { meter.take(bytes: count) }

  mutating func tick() {
    meter.rest()
    let messages = recorder.record(meter.update) + excess()
    if bar != nil { bar?.draw(meter.update, below: messages) } else { say(messages) }
  }

  /// Records how far it came, and what the end means for the stage.
  mutating func finish(_ end: InputRelay.End) {
    var update = meter.update
    if end == .input { update = meter.finish() }
    var messages = excess()
    if end == .input, let shortfall = meter.shortfall {
      messages += warning("\(shortfall), so the stage is not complete: say 'batchwatch stage' if it is")
    }
    // Whoever asks us to end by a signal doesn't wait for long.
    if case .signal = end {
      messages += recorder.finish(update, waitingAtMost: 1000)
    } else {
      messages += recorder.finish(update)
    }
    if bar != nil { bar?.draw(update, below: messages, isLast: true) } else { say(messages) }
  }

  /// Says once that there is more than there should be.
  private mutating func excess() -> String {
    guard meter.isBeyondTotal, !toldExcess, let total = meter.total else { return "" }
    toldExcess = true
    return warning("more than --total \(total) came; the stage counts as complete")
  }

  private func warning(_ message: String) -> String { Log.warning(message, fields) }

  private func say(_ messages: String) {
    if !messages.isEmpty { try? StandardStream.error.write(messages) }
  }
}
