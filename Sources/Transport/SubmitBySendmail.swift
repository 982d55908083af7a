internal import Platform

/// Hands one mail to a program that takes it as sendmail(8) does, for all its recipients or for none.
/// - Parameters:
///   - program: its path.
///   - timeout: milliseconds until it is told to end; two seconds later it is killed.
/// - Throws: `TransportError`; with `fateIsUnknown` where the program has read the whole mail and never said whether it
///   took it.
package func submitBySendmail(_ mail: Submission, program: String, timeout: Int) throws(TransportError) {
  // The configuration lets only plain ones in, and some programs could take a sender's hyphen for an option's.
  let wrong = mail.from.hasPrefix("-") ? mail.from : ([mail.from] + mail.to).first { !isPlain($0) }
  if let wrong {
    throw TransportError(.internalError, peer: program, reason: "no plain address: \(printable(wrong))")
  }
  let result: FilterResult
  do {
    // -i: a line with nothing but a dot is not the end. After -- no recipient is an option.
    result = try runFilter(
      program, ["-i", "-f", mail.from, "--"] + mail.to, input: withoutCarriageReturns(mail.message), timeout: timeout)
  } catch {
    throw TransportError(.file, peer: program, reason: error.description)
  }
  guard result.status != 0 || !result.hasReadAll else { return }
  throw failure(result, program, timeout)
}

private func failure(_ result: FilterResult, _ program: String, _ timeout: Int) -> TransportError {
  let said = lastWords(result.output)
  let quoted = said.isEmpty ? "" : ": \(said)"
  var error: TransportError
  if result.isStopped {
    error = TransportError(.timeout, peer: program, reason: "it did not end within \(timeout) ms\(quoted)")
  } else if result.status == 0 {
    return TransportError(.answer, peer: program, reason: "it ended without reading the whole mail\(quoted)")
  } else if result.status > 128 {
    error = TransportError(.answer, peer: program, reason: "signal \(result.status - 128) ended it\(quoted)")
  } else {
    let reason = "it refuses the mail, exit status \(result.status)\(quoted)"
    return TransportError(.refused, peer: program, reason: reason, code: Int(result.status))
  }
  // It may have queued the mail before it was ended.
  error.fateIsUnknown = result.hasReadAll
  return error
}

private func isPlain(_ address: String) -> Bool {
  !address.isEmpty && address.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f }
}

/// sendmail takes lines as the host writes them.
private func withoutCarriageReturns(_ message: [UInt8]) -> [UInt8] {
  var lines: [UInt8] = []
  lines.reserveCapacity(message.count)
  for (index, byte) in message.enumerated() {
    let endsLine = index + 1 < message.count && message[index + 1] == UInt8(ascii: "\n")
    if byte != UInt8(ascii: "\r") || !endsLine { lines.append(byte) }
  }
  return lines
}

/// The end of what a program wrote, in one line.
private func lastWords(_ output: [UInt8]) -> String {
  let lines = output.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
  let text = lines.map { printable(String(decoding: $0, as: UTF8.self)) }.joined(separator: "; ")
  return String(text.unicodeScalars.suffix(500))
}
