package import Arguments
package import Batches
internal import Commands

/// What the command line of `run` says of the guards; the configuration isn't asked.
/// - Throws: `InvalidValue` for a value that can't be.
package func guardOptions(_ invocation: Invocation) throws -> GuardOptions {
  var options = GuardOptions()
  // `0` switches a timeout off that is configured.
  options.timeout = try span(invocation, .timeout, in: Guards.timeouts, orZero: true)
  options.killAfter = try span(invocation, .killAfter, in: Guards.killDelays)
  options.noOverlap = flag(invocation, on: .noOverlap, off: .overlap)
  options.wait = try span(invocation, .wait, in: Guards.waits)
  options.retries = try invocation.value(.retries).map { text throws(InvalidValue) in
    let range = Int64(Guards.retryCounts.lowerBound)...Int64(Guards.retryCounts.upperBound)
    return Int(try wholeNumber(text, "--retries", in: range))
  }
  options.retryDelay = try span(invocation, .retryDelay, in: Guards.retryDelays)
  options.okStatuses = try invocation.value(.okStatus).map(statuses)
  options.quiet = flag(invocation, on: .quiet, off: .noQuiet)
  options.noOutput = flag(invocation, on: .noOutput, off: .keepOutput)
  options.keepLog = try invocation.contains(.noKeepLog) ? "" : invocation.value(.keepLog).map(directory)
  return options
}

/// The guards for a command line of `run`.
/// - Parameter configured: the key `run` of the batch. It is about whole runs: a stage has what its command line says.
/// - Throws: `InvalidValue` for a value that can't be.
package func guards(for invocation: Invocation, configured: Guards) throws -> Guards {
  try guardOptions(invocation).merged(over: invocation.contains(.stage) ? Guards() : configured)
}

private func span(
  _ invocation: Invocation, _ option: Option, in range: ClosedRange<TimeSpan>, orZero: Bool = false
) throws(InvalidValue) -> TimeSpan? {
  guard let text = invocation.value(option) else { return nil }
  let span = try timeSpan(text, option.spelling)
  guard range.contains(span) || (orZero && span == .zero) else {
    let zero = orZero ? ", or 0 for none" : ""
    throw InvalidValue(
      "\(option.spelling) is \(quoted(text)): write a duration from \(range.lowerBound) to \(range.upperBound)\(zero)")
  }
  return span
}

private func flag(_ invocation: Invocation, on: Option, off: Option) -> Bool? {
  invocation.contains(on) ? true : invocation.contains(off) ? false : nil
}

private func statuses(_ text: String) throws(InvalidValue) -> [Int32] {
  let parts = text.split(separator: ",", omittingEmptySubsequences: false)
  let numbers = parts.compactMap { part in part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int32(part) : nil }
  guard numbers.count == parts.count, let list = Guards.statusList(numbers) else {
    let range = Guards.exitStatuses
    throw InvalidValue(
      "--ok-status is \(quoted(text)): write exit statuses from \(range.lowerBound) to \(range.upperBound), such as 24 "
        + "or 3,24; at most \(Guards.longestStatusList)")
  }
  return list
}

private func directory(_ text: String) throws(InvalidValue) -> String {
  guard isLogDirectory(text) else {
    throw InvalidValue(
      "--keep-log is \(quoted(text)): write the absolute path of a directory, such as /var/log/batches")
  }
  return text
}
