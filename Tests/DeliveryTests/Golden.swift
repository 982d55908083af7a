import Foundation
import Testing

private let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

/// Holds `bytes` against `Golden/<name>`. With BATCHWATCH_RECORD=1 a file that differs is written instead, and the test
/// fails all the same, so that a recording run never counts as passed.
func expectGolden(_ bytes: [UInt8], _ name: String) throws {
  let file = folder.appending(path: name)
  let expected = try? [UInt8](Data(contentsOf: file))
  if bytes == expected { return }
  if ProcessInfo.processInfo.environment["BATCHWATCH_RECORD"] == "1" {
    try Data(bytes).write(to: file)
    Issue.record("\(name) was recorded: read the difference, then run without BATCHWATCH_RECORD")
    return
  }
  let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
  let old = String(decoding: expected ?? [], as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
  let first = zip(lines, old).first { $0 != $1 }.map { "it has\n\($1)\ninstead of\n\($0)" } ?? "its length differs"
  Issue.record("\(name) is stale: \(first)\nTo repair it: look at the difference of a run with BATCHWATCH_RECORD=1")
}
