internal import Batches
internal import Platform
internal import SQLite

/// The text form of a record in the spool: fields in a fixed order, separated by tabs, each escaped, closed by a
/// newline. A file without its newline is a write that never finished.
extension Record {
  package var encoded: String {
    var fields = ["1", id, batch, run ?? "", String(time.milliseconds), timeIsGiven ? "given" : "now"]
    switch event {
    case .start(let process):
      fields.append("start")
      if let process { fields += [String(process.pid), String(process.startTicks), process.boot] }
    case .stage(let stage, let update):
      fields += ["stage", stage]
      switch update {
      case .complete: fields.append("complete")
      case .progress(let ratio): fields += ["progress", String(ratio)]
      case .items(let done, let total): fields += ["items", String(done), String(total)]
      case .count(let done): fields += ["count", String(done)]
      case .skipped: fields.append("skipped")
      case .failed(let reason): fields += ["failed"] + optional(reason)
      }
    case .leads(let count): fields += ["leads", String(count)]
    case .cost(let cost, let stage):
      fields += ["cost", cost.resource, cost.currency, String(cost.amount), stage ?? ""]
    case .end(let end):
      fields += ["end", end.failed ? "failed" : "ended"] + optional(end.reason)
      if let command = end.command { fields += encode(command) }
    case .command(let stage, let command): fields += ["command", stage] + encode(command)
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
    case ("start", 3):
      guard let pid = Int32(fields[0]), pid > 0, let ticks = Int64(fields[1]) else { return nil }
      self = .start(process: ProcessIdentity(pid: pid, startTicks: ticks, boot: fields[2]))
    case ("stage", 2...):
      guard isValidName(fields[0]), let update = StageUpdate(kind: fields[1], fields: Array(fields[2...])) else {
        return nil
      }
      self = .stage(fields[0], update)
    case ("leads", 1):
      guard let count = Int64(fields[0]), Kind.counts.contains(count) else { return nil }
      self = .leads(count)
    case ("cost", 4):
      guard isValidName(fields[0]), fields[1].utf8.count <= longestCurrency, let amount = Double(fields[2]),
        Kind.amounts.contains(amount), fields[3].isEmpty || isValidName(fields[3])
      else { return nil }
      let cost = Cost(resource: fields[0], currency: fields[1], amount: amount)
      self = .cost(cost, stage: fields[3].isEmpty ? nil : fields[3])
    case ("end", 2), ("end", 6):
      let command = fields.count == 6 ? CommandResult(fields: fields[2...]) : nil
      guard fields.count == 2 || command != nil else { return nil }
      self = .end(RunEnd(failed: fields[0] == "failed", reason: reason(fields[1]), command: command))
    case ("command", 5):
      guard isValidName(fields[0]), let command = CommandResult(fields: fields[1...]) else { return nil }
      self = .command(stage: fields[0], command)
    case ("lost", 0): self = .lost
    default: return nil
    }
  }
}

extension StageUpdate {
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
    case ("failed", 1): self = .failed(reason: reason(fields[0]))
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

// A missing reason and an empty one are different: the first is "-", any other begins with "=".
private func optional(_ reason: String?) -> [String] { [reason.map { "=" + $0 } ?? "-"] }
private func reason(_ field: String) -> String? { field.first == "=" ? String(field.dropFirst()) : nil }

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
