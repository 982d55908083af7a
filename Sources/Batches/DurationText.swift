/// A span as Prometheus writes durations, `1h30m`, with days as the longest unit; `0s` for none, `-` before a negative
/// one.
package func durationText(_ span: TimeSpan) -> String {
  var rest = span.milliseconds.magnitude
  if rest == 0 { return "0s" }
  var text = span.milliseconds < 0 ? "-" : ""
  for (unit, length) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)] as [(_, UInt64)] {
    let count = rest / length
    if count > 0 { text += "\(count)\(unit)" }
    rest %= length
  }
  return text
}
