internal import Batches
internal import Platform
internal import SQLite

/// The text form of a record in the spool: fields in a fixed order, separated by tabs, each escaped, closed by a
/// newline. A file without its newline is a write that never finished.
extension Record {
  package var encoded: String {
    var fields = ["1", id, batch, run ?? "", String(time.milliseconds), timeIsGiven ? "given" : "now"]
    switch event {
    case .start(let process, let log):
      fields.append("start")
      if let process { fields += [String(process.pid), String(process.startTicks), process.boot] }
      if let log { fields.append(log) }
    case .stage(let stage, let update, nil): fields += ["stage", stage] + update.fields
    case .stage(let stage, let update, let command?):
      fields += ["command-stage", stage, text(command.duration), command.log ?? "", command.result == nil ? "0" : "1"]
      fields += (command.result.map(encode) ?? []) + update.fields
    case .leads(let count): fields += ["leads", String(count)]
    case .cost(let cost, let stage):
      fields += ["cost", cost.resource, cost.currency, String(cost.amount), stage ?? ""]
    case .end(let end):
      fields += ["end", end.failed ? "failed" : "ended"] + optional(end.reason)
      if end.duration != nil || end.log != nil { fields += [text(end.duration), end.log ?? ""] }
      if let command = end.command { fields += encode(command) }
    case .command(let stage, let command): fields += ["command", stage] + encode(command)
    case .attempt(let attempt):
      fields += [
        "attempt", attempt.stage ?? "", String(attempt.number), String(attempt.most),
        String(attempt.start.milliseconds), text(attempt.duration), attempt.next.map { String($0.milliseconds) } ?? "",
      ]
      fields += optional(attempt.reason) + encode(attempt.command)
    case .refused(let refusal): fields += ["refused", text(refusal.waited), refusal.holder ?? ""]
    case .lost: fields.append("lost")
    }
    return fields.map(escaped).joined(separator: "\t") + "\n"
  }

  /// The record that `text` encodes; nil if it is not whole or not one of this version.
  package init?(encoded text: String) {
    guard text.utf8.last == UInt8(ascii: "\n") else { return nil }
    let fields = text.dropLast().split(separator: "\t", omittingEmptySubsequences: false).map(unescaped)
    guard fields.count >= 7, fields[0] == "1", isValidName(fields[1]), isValidName(fields[2]),
      fields[3].isEmpty || isValidName(fields[3]), let milliseconds = Int64(fields[4]),
      Kind.moments.contains(milliseconds),
      let event = Event(kind: fields[6], fields: Array(fields[7...]))
    else { return nil }
    self.init(
      id: fields[1], batch: fields[2], run: fields[3].isEmpty ? nil : fields[3],
      time: Timestamp(milliseconds: milliseconds), timeIsGiven: fields[5] == "given", event: event)
  }
}

extension Record.Event {
  fileprivate init?(kind: String, fields: [String]) {
    switch (kind, fields.count) {
    case ("start", 0): self = .start(process: nil)
    case ("start", 1):
      guard isLogPath(fields[0]) else { return nil }
      self = .start(process: nil, log: fields[0])
    case ("start", 3), ("start", 4):
      guard let pid = Int32(fields[0]), pid > 0, let ticks = Int64(fields[1]), fields[3...].allSatisfy(isLogPath) else {
        return nil
      }
      let process = ProcessIdentity(pid: pid, startTicks: ticks, boot: fields[2])
      self = .start(process: process, log: fields[3...].first)
    case ("stage", 2...):
      guard isValidName(fields[0]), let update = StageUpdate(kind: fields[1], fields: Array(fields[2...])) else {
        return nil
      }
      self = .stage(fields[0], update)
    case ("command-stage", 5...):
      guard isValidName(fields[0]), let duration = OptionalSpan(fields[1]), fields[2].isEmpty || isLogPath(fields[2]),
        fields[3] == "0" || fields[3] == "1"
      else { return nil }
      var command = StageCommand(duration: duration.span, log: fields[2].isEmpty ? nil : fields[2])
      var rest = fields[4...]
      if fields[3] == "1" {
        guard rest.count > 4, let result = CommandResult(fields: rest.prefix(4)) else { return nil }
        command.result = result
        rest = rest.dropFirst(4)
      }
      guard let kind = rest.first, let update = StageUpdate(kind: kind, fields: Array(rest.dropFirst())) else {
        return nil
      }
      self = .stage(fields[0], update, by: command)
    case ("leads", 1):
      guard let count = Int64(fields[0]), Kind.counts.contains(count) else { return nil }
      self = .leads(count)
    case ("cost", 4):
      guard isValidName(fields[0]), fields[1].utf8.count <= longestCurrency, let amount = Double(fields[2]),
        Kind.amounts.contains(amount), fields[3].isEmpty || isValidName(fields[3])
      else { return nil }
      let cost = Cost(resource: fields[0], currency: fields[1], amount: amount)
      self = .cost(cost, stage: fields[3].isEmpty ? nil : fields[3])
    case ("end", 2), ("end", 4), ("end", 6), ("end", 8):
      var end = RunEnd(failed: fields[0] == "failed", reason: reasonOfField(fields[1]))
      // With a duration and a log there are two fields more, with a command four.
      if fields.count % 4 == 0 {
        guard let duration = OptionalSpan(fields[2]), fields[3].isEmpty || isLogPath(fields[3]) else { return nil }
        end.duration = duration.span
        end.log = fields[3].isEmpty ? nil : fields[3]
      }
      if fields.count > 4 {
        guard let command = CommandResult(fields: fields.suffix(4)) else { return nil }
        end.command = command
      }
      self = .end(end)
    case ("command", 5):
      guard isValidName(fields[0]), let command = CommandResult(fields: fields[1...]) else { return nil }
      self = .command(stage: fields[0], command)
    case ("attempt", 11):
      guard let attempt = FailedAttempt(fields: fields) else { return nil }
      self = .attempt(attempt)
    case ("refused", 2):
      guard let waited = spanOfField(fields[0]), fields[1].isEmpty || isValidName(fields[1]) else { return nil }
      self = .refused(Refusal(waited: waited, holder: fields[1].isEmpty ? nil : fields[1]))
    case ("lost", 0): self = .lost
    default: return nil
    }
  }
}

extension FailedAttempt {
  fileprivate init?(fields: [String]) {
    guard fields[0].isEmpty || isValidName(fields[0]), let number = Int64(fields[1]), attemptNumbers.contains(number),
      let most = Int64(fields[2]), attemptNumbers.contains(most), let start = momentOfField(fields[3]),
      let duration = spanOfField(fields[4]), fields[5].isEmpty || momentOfField(fields[5]) != nil,
      let command = CommandResult(fields: fields[7...])
    else { return nil }
    self.init(
      stage: fields[0].isEmpty ? nil : fields[0], number: Int(number), most: Int(most), start: start,
      duration: duration, next: momentOfField(fields[5]), reason: reasonOfField(fields[6]), command: command)
  }
}

extension StageUpdate {
  fileprivate var fields: [String] {
    switch self {
    case .complete: ["complete"]
    case .progress(let ratio): ["progress", String(ratio)]
    case .items(let done, let total): ["items", String(done), String(total)]
    case .count(let done): ["count", String(done)]
    case .skipped: ["skipped"]
    case .failed(let reason): ["failed"] + optional(reason)
    }
  }

  fileprivate init?(kind: String, fields: [String]) {
    switch (kind, fields.count) {
    case ("complete", 0): self = .complete
    case ("progress", 1):
      guard let ratio = Double(fields[0]), ratio >= 0, ratio <= 1 else { return nil }
      self = .progress(ratio)
    case ("items", 2):
      guard let done = Int64(fields[0]), let total = Int64(fields[1]), Kind.counts.contains(total),
        total >= 1, 0...total ~= done
      else { return nil }
      self = .items(done: done, total: total)
    case ("count", 1):
      guard let done = Int64(fields[0]), Kind.counts.contains(done) else { return nil }
      self = .count(done)
    case ("skipped", 0): self = .skipped
    case ("failed", 1): self = .failed(reason: reasonOfField(fields[0]))
    default: return nil
    }
  }
}

extension CommandResult {
  fileprivate init?(fields: ArraySlice<String>) {
    let fields = Array(fields)
    guard fields.count == 4, let status = Int32(fields[0]), exitStatuses.contains(Int64(status)),
      let cpu = Double(fields[1]), Kind.amounts.contains(cpu), let memory = Int64(fields[2]),
      Kind.counts.contains(memory), let output = bytes(hexadecimal: fields[3]), output.count <= longestOutput
    else { return nil }
    self.init(exitStatus: status, cpuSeconds: cpu, peakMemoryBytes: memory, output: output)
  }
}

private func encode(_ command: CommandResult) -> [String] {
  // Output may be any bytes; hexadecimal keeps every one of them.
  let digits = Array("0123456789abcdef".utf8)
  var output: [UInt8] = []
  output.reserveCapacity(command.output.count * 2)
  for byte in command.output { output += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
  return [
    String(command.exitStatus), String(command.cpuSeconds), String(command.peakMemoryBytes),
    String(decoding: output, as: UTF8.self),
  ]
}

private func bytes(hexadecimal text: String) -> [UInt8]? {
  let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
  guard digits.count % 2 == 0 else { return nil }
  var bytes: [UInt8] = []
  for index in stride(from: 0, to: digits.count, by: 2) {
    guard let high = digits[index], let low = digits[index + 1] else { return nil }
    bytes.append(UInt8(high * 16 + low))
  }
  return bytes
}

private func text(_ span: TimeSpan?) -> String { span.map { String($0.milliseconds) } ?? "" }

private func spanOfField(_ field: String) -> TimeSpan? {
  guard let milliseconds = Int64(field), Kind.spans.contains(milliseconds) else { return nil }
  return TimeSpan(milliseconds: milliseconds)
}

/// A length of time or nothing, as a field says it.
private struct OptionalSpan {
  var span: TimeSpan?

  /// Fails for a field that is neither.
  init?(_ field: String) {
    span = spanOfField(field)
    if span == nil, !field.isEmpty { return nil }
  }
}

private func momentOfField(_ field: String) -> Timestamp? {
  guard let milliseconds = Int64(field), Kind.moments.contains(milliseconds) else { return nil }
  return Timestamp(milliseconds: milliseconds)
}

private func isLogPath(_ field: String) -> Bool { field.first == "/" && field.utf8.count <= longestLogPath }

// A missing reason and an empty one are different: the first is "-", any other begins with "=".
private func optional(_ reason: String?) -> [String] { [reason.map { "=" + $0 } ?? "-"] }
private func reasonOfField(_ field: String) -> String? { field.first == "=" ? String(field.dropFirst()) : nil }

private func escaped(_ field: String) -> String {
  // Carriage returns too: before the final newline one would become part of it in Swift's eyes.
  guard field.utf8.contains(where: { $0 == 0x5C || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }) else { return field }
  var text = ""
  for scalar in field.unicodeScalars {
    switch scalar {
    case "\\": text += "\\\\"
    case "\t": text += "\\t"
    case "\n": text += "\\n"
    case "\r": text += "\\r"
    default: text.unicodeScalars.append(scalar)
    }
  }
  return text
}

private func unescaped(_ field: some StringProtocol) -> String {
  guard field.utf8.contains(0x5C) else { return String(field) }
  var text = String.UnicodeScalarView()
  var afterBackslash = false
  for scalar in field.unicodeScalars {
    if afterBackslash {
      text.append(scalar == "t" ? "\t" : scalar == "n" ? "\n" : scalar == "r" ? "\r" : scalar)
      afterBackslash = false
    } else if scalar == "\\" {
      afterBackslash = true
    } else {
      text.append(scalar)
    }
  }
  return String(text)
}
