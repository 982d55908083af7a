import Foundation
import Glibc

/// A server on a free loopback port that does to each connection what a script says, so that every fault of a peer can be
/// had: real sockets, real time.
final class LoopbackServer: @unchecked Sendable {
  /// What is done to a connection.
  typealias Script = @Sendable (Connection) -> Void

  let port: Int
  private let listener: Int32
  private let script: Script

  init(_ script: @escaping Script) throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listener
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, size) == 0 && listen(descriptor, 64) == 0
          && getsockname(descriptor, address, &size) == 0
      }
    }
    guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
    port = Int(UInt16(bigEndian: address.sin_port))
    self.script = script
    Thread.detachNewThread { [self] in
      while true {
        let descriptor = accept(listener, nil, nil)
        guard descriptor >= 0 else { return }
        Thread.detachNewThread {
          let connection = Connection(descriptor)
          script(connection)
          close(descriptor)
        }
      }
    }
  }

  /// Nobody listens there any more. Its thread lets go of it, and only then is the descriptor free for another one.
  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  deinit { close(listener) }
}

/// One connection, seen from the server.
struct Connection: Sendable {
  let descriptor: Int32

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// - Returns: false where the other side is gone.
  @discardableResult
  func write(_ text: String) -> Bool { write(Array(text.utf8)) }

  @discardableResult
  func write(_ bytes: [UInt8]) -> Bool { send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count }

  /// One line without its end; nil where the other side is gone.
  func line() -> String? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while recv(descriptor, &byte, 1, 0) == 1 {
      if byte == UInt8(ascii: "\n") { return String(decoding: bytes.filter { $0 != 13 }, as: UTF8.self) }
      bytes.append(byte)
    }
    return nil
  }

  /// An HTTP request: its header's lines, and its body by Content-Length.
  func request() -> (header: [String], body: String) {
    var header: [String] = []
    while let line = line(), !line.isEmpty { header.append(line) }
    let length =
      header.first { $0.lowercased().hasPrefix("content-length:") }
      .flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
    var body = [UInt8](repeating: 0, count: length)
    var filled = 0
    while filled < length {
      let got = body.withUnsafeMutableBytes {
        recv(descriptor, $0.baseAddress?.advanced(by: filled), length - filled, 0)
      }
      if got <= 0 { break }
      filled += got
    }
    return (header, String(decoding: body.prefix(filled), as: UTF8.self))
  }

  /// Keeps the connection open and silent until the other side gives up.
  func hang() { while line() != nil {} }
}
