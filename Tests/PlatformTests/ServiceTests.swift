import Glibc
import TestSupport
import Testing

@testable import Platform

/// A datagram socket as the service manager has one.
private final class Manager {
  let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)

  /// - Parameter address: with an `@` for the zero byte.
  init(_ address: String) throws {
    var name = sockaddr_un()
    name.sun_family = sa_family_t(AF_UNIX)
    let bytes = address.utf8.map { $0 == UInt8(ascii: "@") ? 0 : $0 }
    withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: bytes) }
    let isBound = withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(2 + bytes.count + (bytes.first == 0 ? 0 : 1))) == 0
      }
    }
    guard isBound else { throw Failure("bind: errno \(errno)") }
  }

  deinit { close(descriptor) }

  /// What came, without waiting.
  func receive() -> String? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
    return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}

@Suite struct ServiceTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func code(_ address: String?) -> Int32? {
    do {
      try notifyService("READY=1", at: address)
      return nil
    } catch {
      return error.subject == address ? error.code : -1
    }
  }

  @Test func tellsAServiceManagerByPathOrByAbstractName() throws {
    // The longest path that there is room for, with its zero byte.
    let long = directory(String(repeating: "x", count: 107 - directory.path.utf8.count - 1))
    for address in [directory("notify"), long, "@" + directory.path + "/abstract"] {
      let manager = try Manager(address)
      try notifyService("READY=1\nSTATUS=All is well", at: address)
      #expect(manager.receive() == "READY=1\nSTATUS=All is well")
      #expect(manager.receive() == nil)
    }
  }

  @Test func withoutOneItDoesNothing() { #expect(code(nil) == nil) }

  @Test func saysWhyNobodyWasTold() throws {
    #expect(code(directory("missing")) == ENOENT)
    #expect(code("@" + directory("missing")) == ECONNREFUSED)
    #expect(code("vsock:2:1234") == EAFNOSUPPORT)
    #expect(code("/" + String(repeating: "x", count: 107)) == ENAMETOOLONG)
    #expect(code("@" + String(repeating: "x", count: 5000)) == ENAMETOOLONG)
    _ = try Manager(directory("gone"))
    #expect(code(directory("gone")) == ECONNREFUSED)
    try createEmptyFile(directory("file"), permissions: 0o600)
    #expect(code(directory("file")) == ECONNREFUSED)
  }

  @Test(.timeLimit(.minutes(1))) func aManagerThatDoesNotReadHoldsUpNothing() throws {
    let manager = try Manager(directory("notify"))
    var sent = 0
    while sent < 100_000, code(directory("notify")) == nil { sent += 1 }
    #expect(sent > 0)
    #expect(code(directory("notify")) == EAGAIN)
    for _ in 0..<sent { #expect(manager.receive() == "READY=1") }
    #expect(code(directory("notify")) == nil)
  }

  @Test func knowsHowOftenAWatchdogWantsToHear() {
    #expect(serviceWatchdogInterval(microseconds: nil, process: nil) == nil)
    #expect(serviceWatchdogInterval(microseconds: "30000000", process: nil) == 30_000)
    #expect(serviceWatchdogInterval(microseconds: "30000000", process: String(getpid())) == 30_000)
    #expect(serviceWatchdogInterval(microseconds: "30000000", process: "1") == nil)
    #expect(serviceWatchdogInterval(microseconds: "10", process: nil) == 1)
    for nonsense in ["0", "-5", "soon", "99999999999999999999"] {
      #expect(serviceWatchdogInterval(microseconds: nonsense, process: nil) == nil)
    }
  }
}
