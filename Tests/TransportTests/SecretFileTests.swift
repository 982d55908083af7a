import Foundation
import Platform
import TestSupport
import Testing

@testable import Transport

@Suite("A secret in a file")
struct SecretFileTests {
  private let directory: TemporaryDirectory
  private let path: String

  init() throws {
    directory = try TemporaryDirectory()
    path = directory("secret")
  }

  private func secret(_ text: String, mode: Int = 0o640) throws -> String {
    // In place of the one before, which may be one that nobody writes to.
    try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return try readSecret(path)
  }

  @Test("is its first line, which must be plain text")
  func lines() throws {
    #expect(try secret("pass word\r\nsecond\n") == "pass word")
    #expect(try secret("x", mode: 0o400) == "x")
    #expect(throws: SecretFileError.self) { try secret("\nx") }
    let hostile = #expect(throws: SecretFileError.self) { try secret("a\u{1}bc") }
    #expect(hostile?.description.contains("bc") == false)
    #expect(throws: SecretFileError.self) { try readSecret("/etc") }
    #expect(throws: SecretFileError(description: "cannot open /nonexistent: No such file or directory")) {
      try readSecret("/nonexistent")
    }
  }

  @Test("isn't used if others can read or change it; the error says what mends that")
  func others() throws {
    #expect(throws: SecretFileError(description: "\(path) can be read by every user: chmod g-w,o= \(path)")) {
      try secret("x", mode: 0o664)
    }
    #expect(throws: SecretFileError(description: "\(path) can be changed by its group: chmod g-w \(path)")) {
      try secret("x", mode: 0o660)
    }
  }

  @Test("belongs to root or to us: whoever owns it can change it")
  func owner() {
    #expect(fault("/s", 0o640, owner: 0, user: 1000) == nil)
    #expect(fault("/s", 0o600, owner: 1000, user: 1000) == nil)
    let stranger = "/s belongs to another user, who can change it: chown root /s"
    #expect(fault("/s", 0o640, owner: 1001, user: 1000) == stranger)
    #expect(fault("/s", 0o600, owner: 1000, user: 0) == stranger)
    #expect(fault("/s", 0o600, owner: 1000, user: 0, isInRootsDirectory: true) == nil, "root gave it away")
    #expect(fault("/s", 0o600, owner: 1001, user: 1000, isInRootsDirectory: true) == stranger)
    #expect(fault("/s", 0o660, owner: 1000, user: 0, isInRootsDirectory: true) != nil)
  }

  @Test("is used by root where the monitor's user owns it in a directory that is root's alone")
  func ofTheMonitor() throws {
    guard effectiveUserID() == 0 else { return }
    #expect(try secret("x", mode: 0o600) == "x")
    try FileManager.default.setAttributes([.ownerAccountID: 64001], ofItemAtPath: path)
    #expect(try readSecret(path) == "x")
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: directory.path)
    #expect(throws: SecretFileError.self) { try readSecret(path) }
  }
}
