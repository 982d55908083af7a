import Foundation
import TestSupport

@testable import Transport

/// The relay of relay.py, in a process of its own that ends with this value.
final class RealRelay: @unchecked Sendable {
  private let directory: TemporaryDirectory
  private let process = Process()
  private let input = Pipe()
  private var ports: [String] = []

  init() throws {
    directory = try TemporaryDirectory()
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let output = Pipe()
    process.executableURL = tests.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: ".build/venv/bin/python")
    process.arguments = ["-B", tests.appending(path: "relay.py").path(), directory.path]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var line = Data()
    while line.last != UInt8(ascii: "\n") {
      let piece = output.fileHandleForReading.availableData
      guard !piece.isEmpty else { throw Failure("relay.py doesn't start; 'make setup' installs what it needs") }
      line += piece
    }
    ports = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
  }

  deinit {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// How it is reached: by STARTTLS, or encrypted from the start.
  func relay(isEncrypted: Bool = false, password: String = "pass word") -> Relay {
    var relay = Relay(isEncrypted ? "smtps://127.0.0.1:\(ports[1])" : "smtp://127.0.0.1:\(ports[0])")
    relay.login = Login(username: "user", password: password)
    relay.encryption.caFile = directory("cert.pem")
    relay.hostName = "host.example.com"
    return relay
  }

  /// What was done to it, step by step.
  var steps: [String] {
    let log = (try? String(contentsOfFile: directory("log"), encoding: .utf8)) ?? ""
    return log.split(separator: "\n").map(String.init)
  }
}
