import Batches
import TestSupport
import Testing

@testable import Metrics

@Suite("A file of extreme numbers")
struct ExtremeTests {
  @Test("is one that can be read, with buckets that only grow")
  func encoding() {
    for report in extremeReports(of: Sample.neverRan) {
      var bytes: [UInt8] = []
      encodeBatch(report, into: &bytes)
      var last = Int64.min
      for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
        let value = line.split(separator: " ").last.map(String.init) ?? ""
        #expect(["NaN", "+Inf", "-Inf"].contains(value) || Double(value) != nil, "\(line)")
        if line.hasPrefix("batch_duration_seconds_bucket") {
          let count = Int64(value) ?? .min
          #expect(count >= max(last, 0), "\(line)")
          last = count
        }
      }
    }
  }
}
