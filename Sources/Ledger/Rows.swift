internal import Batches
internal import SQLite

/// What is possible in each column of the ledger.
///
/// The values of `facts` differ from row to row, so they have no kind of their own: each is held to its range where it is
/// read, and every pass writes all of them anew.
let ledgerTables = [
  Table("facts", .init("name", .keyText(longestKey)), .init("value", .any, orNull: true)),
  Table("exports", .init("time", .key(Kind.moments))),
  Table("host_labels", .init("name", .keyText(longestKey)), .init("value", .text)),
  Table(
    "receivers", .init("member", .keyText(longestKey)), .init("integration", .keyText(longestKey)),
    .init("tried", .measured), .init("failed", .measured), .init("is_failing", .flag)),
  Table("members", .init("member", .keyText(longestKey)), .init("started", .measured)),
  Table(
    "links", .init("position", .key), .init("link", .text), .init("state", .text), .init("evidence", .text),
    .init("fix", .text)),
  Table(
    "alerts", .init("name", .keyText(longestKey)), .init("batch", .keyText(longestKey)),
    .init("link", .keyText(longestKey)), .init("severity", .text), .init("team", .text), .init("text", .text),
    .init("runbook", .text), .init("since", .moment), .init("cleared", .moment, orNull: true),
    .init("active", .moment, orNull: true), .init("lacking", .moment, orNull: true), .init("is_posted", .flag),
    .init("silenced_until", .moment, orNull: true), .init("is_inhibited", .flag),
    .init("told_way", .text, orNull: true), .init("told_at", .moment, orNull: true),
    .init("thread", .anyNumber, orNull: true), .init("silence", .text, orNull: true),
    .init("silence_end", .moment, orNull: true), .init("notified", .measured, orNull: true),
    .init("is_end_told", .flag)),
  Table(
    "silences", .init("id", .keyText(longestKey)), .init("starts", .moment), .init("ends", .moment),
    .init("matchers", .text(Kind.longestValue))),
  Table(
    "left_silences", .init("id", .keyText(longestKey)), .init("name", .text), .init("batch", .text),
    .init("link", .text), .init("until", .moment), .init("ends", .moment)),
  Table(
    "unsettled", .init("name", .keyText(longestKey)), .init("batch", .keyText(longestKey)),
    .init("link", .keyText(longestKey)), .init("until", .moment)),
  Table(
    "excused", .init("name", .keyText(longestKey)), .init("batch", .keyText(longestKey)), .init("moment", .moment)),
  Table("threads", .init("id", .key), .init("subject", .text), .init("started_at", .moment)),
  Table(
    "mails", .init("id", .key), .init("thread", .anyNumber), .init("message_id", .keyText(longestKey)),
    .init("occasion", .text), .init("written_at", .moment),
    .init("message", .bytes(Kind.longestValue), orNull: true), .init("attempts", .count),
    .init("next_attempt", .moment), .init("is_sending", .flag), .init("is_unknown", .flag),
    .init("outcome", .text, orNull: true), .init("ended_at", .moment, orNull: true), .init("detail", .text)),
  Table(
    "notifications", .init("path", .keyText(longestKey)), .init("outcome", .keyText(longestKey)),
    .init("count", .count)),
]

private let longestKey = 1 << 14
/// The monitor's intervals: what `--interval` takes.
let intervals: ClosedRange<Int64> = 1000...3_600_000
/// A heartbeat of a host whose clock is ahead is younger than now.
let ages: ClosedRange<Int64> = -Kind.spans.upperBound...Kind.spans.upperBound
private let measurements: ClosedRange<Double> = -1e300...1e300

extension Kind {
  /// What another program has measured.
  fileprivate static let measured = Kind.real(measurements)
}

extension Statement {
  borrowing func measured(_ column: Int32) -> Double { real(column, in: measurements) }
  borrowing func optionalMeasured(_ column: Int32) -> Double? { realOrNull(column, in: measurements) }
}
