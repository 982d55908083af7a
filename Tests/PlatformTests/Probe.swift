import Foundation
import Platform
import Testing

/// The program `PlatformProbe`, which the build puts beside the tests.
var probePath: String { parentDirectory(of: symbolicLinkTarget("/proc/self/exe") ?? "") + "/PlatformProbe" }

/// A shell's script, with `$0` and the words after it, in a process of its own.
/// - Returns: its exit status, and what it wrote to both outputs.
func shell(_ script: String, _ words: String...) throws -> (status: Int32, output: String) {
  let result = try runFilter("/bin/sh", ["-c", script] + words, input: [], timeout: 20_000)
  return (result.status, String(decoding: result.output, as: UTF8.self))
}
