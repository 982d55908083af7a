internal import CPlatform

/// Whether a file or directory stands on ext2 to ext4, XFS or Btrfs, of which it is known what they keep and when: names
/// and their times of change; and that a write for which there is no room fails at once, rather than at a flush as over a
/// network.
package func isFamiliarFileSystem(_ path: String) -> Bool {
  familiarFileSystems.contains(batchwatch_file_system_kind(path))
}

/// The magic numbers of statfs(2).
private let familiarFileSystems = [0xEF53, 0x5846_5342, 0x9123_683E]
