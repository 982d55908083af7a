/// How long after `earlier` `later` is, negative if before; as far as a span reaches.
package func elapsed(from earlier: Timestamp, to later: Timestamp) -> TimeSpan {
  let (span, overflow) = later.milliseconds.subtractingReportingOverflow(earlier.milliseconds)
  return TimeSpan(milliseconds: overflow ? (later < earlier ? .min : .max) : span)
}
