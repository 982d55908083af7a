internal import CPlatform
internal import Glibc

/// Where one of our two outputs leads, and with that how a command's output gets there.
enum Outlet {
  /// It is closed, and so it is for the command.
  case closed
  /// The command has it itself, and nothing of what it writes is kept: a terminal, a device.
  case own
  /// The command has it itself: a file, of which `reader` reads what was written from `start` on.
  case file(reader: Int32, start: Int64)
  /// We pass on what comes by a pipe.
  case passedOn(Way)

  /// How to write without waiting for a reader that doesn't read.
  enum Way: Equatable {
    /// Nothing there makes a writer wait: a file, /dev/null.
    case plain(Int32)
    /// A descriptor of our own, which doesn't wait.
    case opened(Int32)
    case socket(Int32)
    /// A pipe that this user may not open again. What has room for anything has room for PIPE_BUF bytes.
    case careful(Int32)

    var descriptor: Int32 {
      switch self {
      case .plain(let descriptor), .opened(let descriptor), .socket(let descriptor), .careful(let descriptor):
        descriptor
      }
    }

    /// Whether it can be asked for room, and whether somebody is still there to read.
    var canBeAsked: Bool { if case .plain = self { false } else { true } }
  }

  /// - Parameters:
  ///   - stream: 1 or 2.
  ///   - mayBeGiven: whether the command may have it itself.
  ///   - isKept: whether the end of what it writes is wanted.
  init(_ stream: Int32, mayBeGiven: Bool, isKept: Bool) {
    var status = stat()
    guard fstat(stream, &status) == 0, fcntl(stream, F_GETFL) & O_ACCMODE != O_RDONLY else {
      self = fcntl(stream, F_GETFD) < 0 ? .closed : .own
      return
    }
    let kind = status.st_mode & S_IFMT
    let isNull = kind == S_IFCHR && status.st_rdev == Self.null
    if mayBeGiven {
      if !isKept || ((kind == S_IFCHR || kind == S_IFBLK) && !isNull) {
        self = .own
        return
      }
      if kind == S_IFREG, let file = Self.readable(stream, status) {
        self = file
        return
      }
    }
    self = .passedOn(Self.way(stream, kind, isNull: isNull))
  }

  /// The device of /dev/null, as makedev(3) numbers it.
  private static let null: dev_t = 1 << 8 | 3

  private static func readable(_ stream: Int32, _ status: stat) -> Outlet? {
    let reader = open("/proc/self/fd/\(stream)", O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard reader >= 0 else { return nil }
    let appends = fcntl(stream, F_GETFL) & O_APPEND != 0
    let place = appends ? off_t(status.st_size) : lseek(stream, 0, SEEK_CUR)
    return .file(reader: reader, start: Int64(max(0, place)))
  }

  private static func way(_ stream: Int32, _ kind: mode_t, isNull: Bool) -> Way {
    if kind == S_IFSOCK { return .socket(stream) }
    if kind == S_IFREG || kind == S_IFBLK || isNull { return .plain(stream) }
    // O_NONBLOCK belongs to the open file, which others share with us; so we open it once more.
    let opened = open("/proc/self/fd/\(stream)", O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    return opened >= 0 ? .opened(opened) : .careful(stream)
  }
}

extension Outlet.Way {
  /// Gives back what was opened for it.
  func release() { if case .opened(let descriptor) = self { close(descriptor) } }

  /// Writes as much as there is room for.
  /// - Returns: how many bytes; nil where that fails, with errno: EAGAIN where there is no room now.
  func write(_ bytes: UnsafeRawBufferPointer) -> Int? {
    var count: Int
    repeat {
      switch self {
      case .socket(let descriptor): count = batchwatch_send_now(descriptor, bytes.baseAddress, bytes.count)
      case .careful(let descriptor): count = Glibc.write(descriptor, bytes.baseAddress, min(bytes.count, Int(PIPE_BUF)))
      case .plain(let descriptor), .opened(let descriptor):
        count = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
      }
    } while count < 0 && errno == EINTR
    return count >= 0 ? count : nil
  }
}

/// Whether two of our outputs lead to the very same thing, so that the order in which they are written to shows there.
func leadToTheSame(_ one: Int32, _ other: Int32) -> Bool {
  var first = stat()
  var second = stat()
  return fstat(one, &first) == 0 && fstat(other, &second) == 0
    && first.st_dev == second.st_dev && first.st_ino == second.st_ino
}
