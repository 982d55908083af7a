internal import CPlatform
internal import Glibc

/// A directory's names at one moment, and which file stood under one of them.
///
/// A name that was flushed to the disk is still there after a power cut as long as nobody has touched it since. Every
/// file that is made, removed or renamed in a directory changes the directory's status change time; so while that time
/// and the file are the same, the name is as durable as it was.
///
/// Only file systems are trusted of which that is known: ext2 to ext4, XFS and Btrfs, where they also tell when a file
/// was made. On any other there is no `NameState`.
package struct NameState: Equatable, Sendable {
  private let directory: UInt64
  private let device: UInt64
  private let file: UInt64
  private let born: Int64
  /// The directory's status change, in nanoseconds since the epoch.
  private let changed: Int64
  /// The clock before anything was looked at.
  private let time: Int64

  /// The state of a name now; nil if it can't be told.
  /// - Parameters:
  ///   - time: the clock now.
  ///   - onAnyFileSystem: tests need not care where they run.
  package init?(of path: String, at time: Int64 = wallClockMilliseconds(), onAnyFileSystem: Bool = false) {
    self.time = time
    let parent = parentDirectory(of: path)
    guard onAnyFileSystem || isFamiliarFileSystem(parent) else { return nil }
    var names = batchwatch_identity()
    var content = batchwatch_identity()
    // The directory first: a change after that is seen as one the next time.
    guard batchwatch_identify(parent, 0, &names) == 0, batchwatch_identify(path, AT_SYMLINK_NOFOLLOW, &content) == 0,
      names.device == content.device
    else { return nil }
    directory = names.inode
    device = names.device
    changed = names.changed
    file = content.inode
    born = content.born
  }

  /// Whether a later change can be told from this state for certain. A file system's clock stands still for some
  /// milliseconds at a time, on some for two seconds: what changes again while it does keeps its time. (A clock that is
  /// set back would have to show the same nanosecond again, just when a name changes.)
  package var isSettled: Bool { time - changed / 1_000_000 >= 3000 }

  package static func == (left: NameState, right: NameState) -> Bool { left.encoded == right.encoded }

  /// How many bytes `encoded` has.
  package static let size = 48

  /// The state as it is kept in a file; the same bytes mean the same state.
  package var encoded: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.size)
    for word in [Self.form, device, directory, UInt64(bitPattern: changed), file, UInt64(bitPattern: born)] {
      for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * UInt64(shift)))) }
    }
    return bytes
  }

  /// "BWNAMES1"
  private static let form: UInt64 = 0x3153_454D_414E_5742
}
