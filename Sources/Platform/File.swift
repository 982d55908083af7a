internal import CPlatform
internal import Glibc

/// An open file, closed when the value goes.
package struct File: ~Copyable, Sendable {
  /// How a file is opened. Every file is closed on exec.
  package enum Mode: Sendable {
    case read
    case readWrite
    /// Write only; must not exist, not even as a dangling link.
    case createNew(UInt32)
    /// A directory, for flushing its entries or locking it.
    case directory
  }

  package let descriptor: Int32
  package let path: String

  /// open(2). A symbolic link at `path` itself is refused unless `followsLinks`; a FIFO doesn't block.
  /// - Throws: `SystemError`.
  package init(_ path: String, _ mode: Mode, followsLinks: Bool = false) throws(SystemError) {
    var flags = O_CLOEXEC | O_NONBLOCK | O_NOCTTY
    if !followsLinks { flags |= O_NOFOLLOW }
    var permissions: mode_t = 0
    switch mode {
    case .read: flags |= O_RDONLY
    case .readWrite: flags |= O_RDWR
    case .createNew(let bits):
      flags |= O_WRONLY | O_CREAT | O_EXCL
      permissions = bits
    case .directory: flags |= O_RDONLY | O_DIRECTORY
    }
    var result: Int32
    repeat { result = open(path, flags, permissions) } while result < 0 && errno == EINTR
    guard result >= 0 else { throw SystemError("open", path) }
    descriptor = result
    self.path = path
  }

  deinit { _ = Glibc.close(descriptor) }

  /// fstat(2).
  package func information() throws(SystemError) -> FileInformation {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SystemError("look at", path) }
    return FileInformation(status)
  }

  /// Reads from the current position until `buffer` is full or the file ends.
  /// - Returns: the number of bytes read.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let count = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw SystemError("read", path) }
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  /// Reads up to `count` bytes at `offset`; fewer only where the file ends.
  package func read(_ count: Int, at offset: Int64) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        pread(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled, off_t(offset) + filled)
      }
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw SystemError("read", path) }
      if got == 0 { break }
      filled += got
    }
    bytes.removeLast(count - filled)
    return bytes
  }

  /// Whether the file begins with these bytes; memcmp(3), because comparing arrays goes byte by byte.
  package func begins(with bytes: [UInt8]) throws(SystemError) -> Bool {
    let found = try read(bytes.count, at: 0)
    return found.count == bytes.count && memcmp(found, bytes, bytes.count) == 0
  }

  /// Reads to the end.
  /// - Throws: `SystemError`, with `SystemError.tooLarge` for a file of more than `limit` bytes.
  package func readToEnd(limit: Int) throws(SystemError) -> [UInt8] {
    // One byte more than the size, so that the read that finds the end needs no second call.
    let expected = max(0, Int(try information().size))
    guard expected <= limit else { throw SystemError("read", path, code: EFBIG) }
    var bytes = [UInt8](repeating: 0, count: expected + 1)
    var filled = 0
    while true {
      let room = bytes.count - filled
      let got = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), room)
      }
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw SystemError("read", path) }
      filled += got
      if got == 0 || (got < room && filled == expected) { break }
      guard filled <= limit else { throw SystemError("read", path, code: EFBIG) }
      if filled == bytes.count { bytes.append(contentsOf: repeatElement(0, count: max(4096, filled))) }
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }

  /// Writes all of `bytes` at the current position, or at `offset`.
  package func write(_ bytes: [UInt8], at offset: Int64? = nil) throws(SystemError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        let start = buffer.baseAddress?.advanced(by: written)
        if let offset { return pwrite(descriptor, start, buffer.count - written, off_t(offset) + written) }
        return Glibc.write(descriptor, start, buffer.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw SystemError("write", path) }
      written += count
    }
  }

  /// ftruncate(2): cuts off what stands behind so many bytes.
  package func cut(to length: Int) throws(SystemError) {
    guard ftruncate(descriptor, off_t(length)) == 0 else { throw SystemError("shorten", path) }
  }

  /// fchmod(2): sets permission bits whatever the umask was.
  package func setPermissions(_ bits: UInt32) throws(SystemError) {
    guard fchmod(descriptor, bits) == 0 else { throw SystemError("set the mode of", path) }
  }

  /// fchown(2): gives the file the owner and the group of another one. Some file systems know no owners; the file is then
  /// as usable as it would have been.
  package func giveAway(to other: FileInformation) { _ = fchown(descriptor, other.owner, other.group) }

  /// fdatasync(2): data, and what is needed to find it again, is on the disk.
  package func flush() throws(SystemError) {
    var result: Int32
    repeat { result = fdatasync(descriptor) } while result != 0 && errno == EINTR
    guard result == 0 else { throw SystemError("flush", path) }
  }

  /// Lets the kernel begin to write the data to the disk now rather than in half a minute, and doesn't wait for that.
  package func beginFlush() { batchwatch_begin_writing(descriptor) }
}
