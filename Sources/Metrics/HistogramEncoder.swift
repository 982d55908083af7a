import Batches

extension ExpositionText {
  /// The duration histogram. A reader takes its buckets for cumulative and its last one for the count, so both are made
  /// true here: bounds that don't ascend are left out, counts that fall or exceed the count are raised or cut.
  mutating func writeHistogram(_ report: BatchReport) {
    let totals = report.totals
    // Before the first run the tracker holds no buckets; the configured ones are published at 0.
    let buckets =
      totals.durationBuckets.isEmpty
      ? report.definition.durationBuckets.map { DurationBucket(upperBound: $0, count: 0) } : totals.durationBuckets
    let count = max(totals.succeeded, 0)

    declare(.duration)
    select(.duration, suffix: "_bucket", label: "le")
    var cumulative: Int64 = 0
    var previousBound = Int64.min
    for bucket in buckets where bucket.upperBound.milliseconds > previousBound {
      previousBound = bucket.upperBound.milliseconds
      cumulative = min(max(cumulative, bucket.count), count)
      var bound: [UInt8] = []
      bound.append(milliseconds: previousBound)
      sample(String(decoding: bound, as: UTF8.self)) { $0.append(integer: cumulative) }
    }
    sample("+Inf") { $0.append(integer: count) }
    sample(of: .duration, suffix: "_sum") { $0.append(double: totals.durationSum) }
    sample(of: .duration, suffix: "_count") { $0.append(integer: count) }
  }
}
