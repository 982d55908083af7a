package import Batches

// The form in which the tracker keeps what was read from the file, so that a record needn't read 5,000 batches to know
// its own: fields in a fixed order between control characters, which no setting may hold. It is no format for others,
// and counts only while the file's fingerprint, which names this form's number, stays the same.

// Who may write to the tracker can change what it keeps: whatever the file could not say counts as nothing kept.

/// Changes whenever the cached form does, so that a newer program doesn't read an older one's.
package let cachedFormNumber = 3

/// A longer name of a zone is no name of a file.
private let longestZone = 255

private let fieldMark = Unicode.Scalar(0x1F as UInt8)
private let itemMark = Unicode.Scalar(0x1E as UInt8)
private let partMark = Unicode.Scalar(0x1D as UInt8)

extension TopLevelSettings {
  /// The settings as one line of text.
  package var cached: String {
    joined([
      tracker ?? "", textfileDirectory ?? "", timezone ?? "", currency ?? "", text(retention), spool ?? "",
    ])
  }

  /// What `cached` wrote; nil if the text is anything else.
  package init?(cached text: String) {
    let fields = split(text[...], at: fieldMark)
    guard fields.count == 6, fields[2].utf8.count <= longestZone else { return nil }
    self.init()
    tracker = nonEmpty(fields[0])
    textfileDirectory = nonEmpty(fields[1])
    timezone = nonEmpty(fields[2])
    currency = nonEmpty(fields[3])
    retention = span(fields[4])
    spool = nonEmpty(fields[5])
  }
}

extension BatchDefinition {
  /// The definition as one line of text, without the name.
  package var cached: String {
    var every = ""
    var cron = ""
    switch schedule {
    case .cron(let expression): cron = expression.source
    case .every(let span): every = text(span)
    case nil: break
    }
    var within = ""
    var by = ""
    switch deadline {
    case .within(let span): within = text(span)
    case .by(let time): by = "\(time.hour):\(time.minute)"
    case nil: break
    }
    let stages = stages.map { "\($0.name)\(partMark)\($0.isOptional ? 1 : 0)\(partMark)\($0.weight)" }
    return joined([
      description ?? "", cron, every, timezone ?? "", text(earlyTolerance), text(startWithin), within, by,
      text(maxDuration), text(minDuration), text(stallAfter), String(failuresBeforeAlert),
      stages.joined(separator: String(Character(itemMark))), costPerLeadLimit.map { String($0) } ?? "",
      gpuCostLimit.map { String($0) } ?? "",
      durationBuckets.map { text($0) }.joined(separator: String(Character(itemMark))),
      severity, team, runbookURL ?? "", hosts.map { String($0) } ?? "",
      guards.coded,
    ])
  }

  /// What `cached` wrote; nil if the text is anything else.
  package init?(name: String, cached text: String) {
    let fields = split(text[...], at: fieldMark)
    guard fields.count == 21, fields[3].utf8.count <= longestZone, let tolerance = span(fields[4]),
      let failures = number(fields[11], 1...1000), let guards = Guards(coded: fields[20]),
      // Each of these may be left out; what stands there must be possible.
      [2, 5, 6, 8, 9, 10].allSatisfy({ fields[$0].isEmpty || span(fields[$0]) != nil }),
      [13, 14].allSatisfy({ fields[$0].isEmpty || positive(fields[$0]) != nil })
    else { return nil }
    self.init(name: name)
    description = nonEmpty(fields[0])
    if !fields[1].isEmpty {
      guard let expression = try? CronExpression(parsing: String(fields[1])) else { return nil }
      schedule = .cron(expression)
    } else if let every = span(fields[2]) {
      guard every >= TimeSpan(seconds: 1) else { return nil }
      schedule = .every(every)
    }
    timezone = nonEmpty(fields[3])
    earlyTolerance = tolerance
    startWithin = span(fields[5])
    if let within = span(fields[6]) { deadline = .within(within) }
    if !fields[7].isEmpty {
      let parts = split(fields[7], at: ":")
      guard parts.count == 2, let hour = number(parts[0], 0...23), let minute = number(parts[1], 0...59) else {
        return nil
      }
      deadline = .by(ClockTime(hour: hour, minute: minute))
    }
    maxDuration = span(fields[8])
    minDuration = span(fields[9])
    stallAfter = span(fields[10])
    failuresBeforeAlert = failures
    for item in split(fields[12], at: itemMark) where !item.isEmpty {
      let parts = split(item, at: partMark)
      guard parts.count == 3, isValidName(String(parts[0])), let weight = positive(parts[2]) else { return nil }
      stages.append(StageDefinition(name: String(parts[0]), isOptional: parts[1] == "1", weight: weight))
    }
    costPerLeadLimit = positive(fields[13])
    gpuCostLimit = positive(fields[14])
    durationBuckets = split(fields[15], at: itemMark).compactMap(span)
    guard durationBuckets.count <= 1000, zip(durationBuckets, durationBuckets.dropFirst()).allSatisfy(<) else {
      return nil
    }
    severity = String(fields[16])
    team = String(fields[17])
    runbookURL = nonEmpty(fields[18])
    hosts = number(fields[19], 2...10_000)
    self.guards = guards
  }
}

private func joined(_ fields: [String]) -> String { fields.joined(separator: String(Character(fieldMark))) }

/// The parts between the marks, empty ones too. It looks at bytes: an export reads thousands of definitions, and finding
/// the bounds of characters would take longer than all the rest of the reading.
private func split(_ text: Substring, at mark: Unicode.Scalar) -> [Substring] {
  text.utf8.split(separator: UInt8(ascii: mark), omittingEmptySubsequences: false).map { Substring($0) }
}

private func nonEmpty(_ field: Substring) -> String? { field.isEmpty ? nil : String(field) }

private func text(_ span: TimeSpan?) -> String { span.map { String($0.milliseconds) } ?? "" }

private func span(_ field: Substring) -> TimeSpan? {
  guard let milliseconds = Int64(field), (0...TimeSpan.longest).contains(milliseconds) else { return nil }
  return TimeSpan(milliseconds: milliseconds)
}

private func number(_ field: Substring, _ range: ClosedRange<Int>) -> Int? {
  guard let number = Int(field), range.contains(number) else { return nil }
  return number
}

private func positive(_ field: Substring) -> Double? {
  guard let number = Double(field), number > 0, number.isFinite else { return nil }
  return number
}
