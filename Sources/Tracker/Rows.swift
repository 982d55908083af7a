internal import Batches
internal import SQLite

/// What is possible in each column of the tracker.
let trackerTables = [
  Table(
    "batches", .init("id", .key), .init("name", .title), .init("identity", .anyNumber),
    .init("revision", .revision), .init("last_record", .text, orNull: true), .init("schedule", .text),
    .init("schedule_since", .moment), .init("newest_run", .anyNumber, orNull: true),
    .init("last_run", .anyNumber, orNull: true), .init("last_success", .moment, orNull: true),
    .init("succeeded_start", .moment, orNull: true), .init("typical_duration", .span, orNull: true),
    .init("consecutive_failures", .count), .init("succeeded", .count), .init("failed", .count),
    .init("incomplete", .count), .init("lost", .count), .init("leads", .count), .init("duration_sum", .amount),
    .init("starts_refused", .count)),
  Table(
    "duration_buckets", .init("batch", .key), .init("upper_bound", .key(Kind.spans)), .init("count", .count)),
  Table(
    "cost_totals", .init("batch", .key), .init("resource", .name), .init("currency", .keyText(longestCurrency)),
    .init("amount", .amount)),
  Table(
    "runs", .init("id", .key), .init("batch", .key), .init("name", .title), .init("outcome", .outcome),
    .init("started_at", .moment), .init("ended_at", .moment, orNull: true), .init("progress_at", .moment),
    .init("leads", .count), .init("reason", .reason, orNull: true), .init("pid", .process, orNull: true),
    .init("pid_start", .anyNumber, orNull: true), .init("boot", .text, orNull: true),
    .init("duration", .span, orNull: true), .init("log", .path, orNull: true), .init("attempts", .count)),
  Table(
    "run_stages", .init("run", .key), .init("name", .name), .init("position", .anyNumber),
    .init("state", .stageState), .init("completion", .ratio), .init("done", .count, orNull: true),
    .init("total", .count, orNull: true), .init("started_at", .moment, orNull: true),
    .init("ended_at", .moment, orNull: true), .init("reported_at", .moment), .init("reason", .reason, orNull: true),
    .init("duration", .span, orNull: true), .init("log", .path, orNull: true)),
  Table(
    "run_costs", .init("run", .key), .init("resource", .name), .init("currency", .keyText(longestCurrency)),
    .init("stage", .nameOrEmpty), .init("amount", .amount)),
  Table(
    "run_commands", .init("run", .key), .init("stage", .nameOrEmpty), .init("exit_status", .exitStatus),
    .init("cpu_seconds", .amount), .init("peak_memory", .count), .init("output", .bytes(longestOutput))),
  Table(
    "run_attempts", .init("run", .key), .init("stage", .nameOrEmpty), .init("number", .key(attemptNumbers)),
    .init("most", .number(attemptNumbers)), .init("started_at", .moment), .init("ended_at", .moment),
    .init("duration", .span), .init("next_at", .moment, orNull: true), .init("reason", .reason, orNull: true),
    .init("exit_status", .exitStatus), .init("cpu_seconds", .amount), .init("peak_memory", .count),
    .init("output", .bytes(longestOutput))),
  Table(
    "refused_starts", .init("batch", .key), .init("refused_at", .key(Kind.moments)), .init("waited", .span),
    .init("holder", .text(longestHolder), orNull: true)),
  Table("taken_in", .init("record", .name)),
  Table(
    "configuration", .init("path", .keyText(longestPath)), .init("fingerprint", .text),
    .init("settings", .text(Kind.longestValue))),
  Table(
    "definitions", .init("path", .keyText(longestPath)), .init("name", .name),
    .init("definition", .text(Kind.longestValue))),
]

/// Rows of batches: the log of what is published has a place for each, and is read whole.
let batchRows: ClosedRange<Int64> = 1...250_000

/// In bytes: far more than any value of a tracker has, and so little that a few of them cost no memory.
let longestValue = 1 << 20
let longestCurrency = 16
/// Several times what is ever written, so that no view has megabytes to wrap.
let longestKeptReason = 4 * longestReason
/// More than `run` keeps.
let longestOutput = 1 << 16
private let longestPath = 1 << 14
/// As long as the name of a run.
let longestHolder = 64
let exitStatuses: ClosedRange<Int64> = Int64(Int32.min)...Int64(Int32.max)
private let processes: ClosedRange<Int64> = 1...Int64(Int32.max)

extension Kind {
  fileprivate static let reason = Kind.text(longestKeptReason)
  fileprivate static let path = Kind.text(longestLogPath)
  fileprivate static let exitStatus = Kind.number(exitStatuses)
  fileprivate static let process = Kind.number(processes)
  fileprivate static let outcome = Kind.word(Outcome.allCases.map(\.rawValue), otherwise: Outcome.lost.rawValue)
  fileprivate static let stageState = Kind.word(
    StageReport.State.allCases.map(\.rawValue), otherwise: StageReport.State.pending.rawValue)
}

extension Statement {
  borrowing func outcome(_ column: Int32) -> Outcome { word(column, otherwise: .lost) }

  /// A resource, a currency and an amount in three columns; nil without the first two.
  borrowing func cost(from column: Int32) -> Cost? {
    guard let resource = name(column), let currency = keyText(column + 1, limit: longestCurrency) else { return nil }
    return Cost(resource: resource, currency: currency, amount: amount(column + 2))
  }

  /// A stage in the columns name, state, completion, done, total, started_at, ended_at, reason, duration, log; nil without
  /// a name.
  borrowing func stage(from column: Int32) -> StageReport? {
    guard let name = name(column) else { return nil }
    var stage = StageReport(name: name, isOptional: false, weight: 1)
    stage.state = word(column + 1, otherwise: .pending)
    stage.completion = ratio(column + 2)
    stage.done = optionalCount(column + 3)
    stage.total = optionalCount(column + 4)
    stage.start = optionalMoment(column + 5)
    stage.end = optionalMoment(column + 6)
    stage.reason = optionalText(column + 7, limit: longestKeptReason)
    stage.measured = optionalSpan(column + 8)
    stage.log = optionalText(column + 9, limit: longestLogPath)
    return stage
  }

  /// An attempt in the columns stage, number, most, started_at, ended_at, duration, next_at, reason, exit_status,
  /// cpu_seconds, peak_memory; nil where its stage or its number can't be.
  borrowing func attempt(from column: Int32) -> AttemptReport? {
    guard let stage = nameOrEmpty(column), let number = numberOrNull(column + 1, in: attemptNumbers) else { return nil }
    var attempt = AttemptReport(
      stage: stage.isEmpty ? nil : stage, number: Int(clamping: number),
      most: Int(clamping: self.number(column + 2, in: attemptNumbers)), start: moment(column + 3),
      end: moment(column + 4), duration: span(column + 5),
      exitStatus: Int32(clamping: self.number(column + 8, in: exitStatuses)), cpuSeconds: amount(column + 9),
      peakMemoryBytes: count(column + 10))
    attempt.next = optionalMoment(column + 6)
    attempt.reason = optionalText(column + 7, limit: longestKeptReason)
    return attempt
  }

  /// What `run` saw of a command, in the columns exit_status, cpu_seconds, peak_memory, output.
  borrowing func command(from column: Int32) -> CommandResult {
    CommandResult(
      exitStatus: Int32(clamping: number(column, in: exitStatuses)), cpuSeconds: amount(column + 1),
      peakMemoryBytes: count(column + 2), output: blob(column + 3, limit: longestOutput))
  }

  /// A process's id, nil for what can't be one.
  borrowing func process(_ column: Int32) -> Int32? { numberOrNull(column, in: processes).map { Int32(clamping: $0) } }
}
