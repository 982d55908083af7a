package import Arguments
package import Batches

// The values of operands and options, checked. Each function throws InvalidValue with one line that says what was
// written, what may be written, and where.

/// The name of a batch, stage, resource or run.
package func name(_ text: String, _ what: String) throws(InvalidValue) -> String {
  guard isValidName(text) else { throw InvalidValue("\(quoted(text)) is not a name for a \(what): \(nameRule)") }
  return text
}

/// A whole number in a range.
package func wholeNumber(_ text: String, _ what: String, in range: ClosedRange<Int64>) throws(InvalidValue) -> Int64 {
  guard let number = Int64(text), range.contains(number), text.first != "+" else {
    throw InvalidValue(
      "\(what) is \(quoted(text)): write a whole number from \(range.lowerBound) to \(range.upperBound)")
  }
  return number
}

/// A decimal number in a range. Only digits, a point and an exponent: no NaN, no infinity, no hexadecimal.
package func decimal(_ text: String, _ what: String, in range: ClosedRange<Double>, _ hint: String) throws(InvalidValue)
  -> Double
{
  let isPlain = text.utf8.allSatisfy { (0x30...0x39).contains($0) || [0x2E, 0x2D, 0x2B, 0x65, 0x45].contains($0) }
  guard isPlain, let number = Double(text), range.contains(number) else {
    throw InvalidValue("\(what) is \(quoted(text)): write \(hint)")
  }
  return number
}

/// The time of a record: `--at`, or now.
package func recordTime(_ invocation: Invocation, now: Timestamp) throws(InvalidValue) -> (
  time: Timestamp, isGiven: Bool
) {
  guard let text = invocation.value(.at) else { return (now, false) }
  let time = try timestamp(text, "--at")
  guard time <= now + .minutes(5) else {
    throw InvalidValue("--at \(quoted(text)) lies in the future; the clock of this host says \(now.rfc3339)")
  }
  return (time, true)
}

/// A time as RFC 3339 or Unix seconds.
package func timestamp(_ text: String, _ what: String) throws(InvalidValue) -> Timestamp {
  do {
    return try Timestamp(parsing: text)
  } catch {
    throw InvalidValue("\(what): \(error.message)")
  }
}

/// A length of time as Prometheus writes it.
package func timeSpan(_ text: String, _ what: String) throws(InvalidValue) -> TimeSpan {
  do {
    return try TimeSpan(parsing: text)
  } catch {
    throw InvalidValue("\(what): \(error.message)")
  }
}

/// User text in an error: one line, whatever it holds.
package func quoted(_ text: String) -> String {
  var result = "'"
  for scalar in text.unicodeScalars.prefix(80) {
    if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0xFFFD {
      result += "\\u{" + String(scalar.value, radix: 16) + "}"
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result + (text.unicodeScalars.count > 80 ? "…'" : "'")
}
