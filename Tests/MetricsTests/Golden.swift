import Foundation
import Testing

/// The repository's root, from this file's place in it.
let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// Holds `bytes` against `Golden/<name>`.
func expectGolden(_ bytes: [UInt8], _ name: String) throws {
  let path = "Tests/MetricsTests/Golden/\(name)"
  try expectFile(path, is: bytes, fix: "look at the difference of a run with BATCHWATCH_RECORD=1")
}

/// Holds `bytes` against a file of the repository. With BATCHWATCH_RECORD=1 a file that differs is written instead, and
/// the test fails all the same, so that a recording run never counts as passed.
func expectFile(_ path: String, is bytes: [UInt8], fix: String) throws {
  let file = repository.appending(path: path)
  let expected = try? [UInt8](Data(contentsOf: file))
  if bytes == expected { return }
  if ProcessInfo.processInfo.environment["BATCHWATCH_RECORD"] == "1" {
    try Data(bytes).write(to: file)
    Issue.record("\(path) was recorded: read the difference, then run without BATCHWATCH_RECORD")
  } else {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    let old = String(decoding: expected ?? [], as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    let first = zip(lines, old).first { $0 != $1 }.map { "it has\n\($1)\ninstead of\n\($0)" } ?? "its length differs"
    Issue.record("\(path) is stale: \(first)\nTo repair it: \(fix)")
  }
}

/// What `promtool check metrics` says of `bytes`: its exit status and its output.
func promtoolVerdict(on bytes: [UInt8]) throws -> (status: Int32, output: String) {
  let directories = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
  let places = [repository.appending(path: ".build/tools/usr/bin").path()] + directories
  guard let tool = places.map({ $0 + "/promtool" }).first(where: FileManager.default.isExecutableFile) else {
    throw MissingPromtool()
  }
  let file = FileManager.default.temporaryDirectory.appending(path: "metrics-\(UUID().uuidString).prom")
  try Data(bytes).write(to: file)
  defer { try? FileManager.default.removeItem(at: file) }
  let process = Process()
  process.executableURL = URL(filePath: tool)
  process.arguments = ["check", "metrics"]
  process.standardInput = try FileHandle(forReadingFrom: file)
  let output = Pipe()
  process.standardOutput = output
  process.standardError = output
  try process.run()
  let said = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: said, as: UTF8.self))
}

struct MissingPromtool: Error, CustomStringConvertible {
  var description: String {
    """
    promtool is missing: it is neither in .build/tools/usr/bin nor in PATH. Fetch it without starting its daemon: \
    mkdir -p .build/tools && cd .build/tools && apt-get download prometheus && dpkg -x prometheus_*.deb .
    """
  }
}
