internal import Glibc

/// What names one process for ever: its id alone is used again, its id with its start and the boot is not.
package struct ProcessIdentity: Equatable, Sendable {
  package var pid: Int32
  /// Start in clock ticks after boot, from field 22 of /proc/PID/stat.
  package var startTicks: Int64
  /// /proc/sys/kernel/random/boot_id
  package var boot: String

  package init(pid: Int32, startTicks: Int64, boot: String) {
    self.pid = pid
    self.startTicks = startTicks
    self.boot = boot
  }

  /// The identity of a process that runs now; nil if there is none with this id, or it is a zombie.
  package init?(runningAs pid: Int32) {
    guard pid > 0, let boot = bootIdentity(), let status = processStatus(pid), !status.isZombie else { return nil }
    self.init(pid: pid, startTicks: status.startTicks, boot: boot)
  }

  /// Looks for a process.
  package static func find(_ pid: Int32) -> ProcessSearch {
    if let identity = ProcessIdentity(runningAs: pid) { return .found(identity) }
    // A zombie is seen, and is none any more.
    guard pid > 0, bootIdentity() == nil || processStatus(pid) == nil else { return .missing }
    // Where /proc isn't mounted, or hides others' processes (hidepid=), kill(2) still knows.
    return kill(pid, 0) == 0 || errno == EPERM ? .hidden : .missing
  }

  /// Whether this very process still runs. When /proc can't be read the answer is yes: nobody is called dead unseen.
  package var isAlive: Bool {
    guard let current = bootIdentity() else { return true }
    guard current != boot else { return isRunning }
    // In a container, a unit with ProtectControlGroups= or ProtectKernelTunables= sees the host's boot id, and others the
    // container's. The same process namespace, id and start are this process then, and not one of an earlier boot.
    if current.dropFirst(bootIDLength) == boot.dropFirst(bootIDLength), processStatus(pid) != nil, isRunning {
      return true
    }
    // Another boot: it is gone. Another process namespace of this boot (a container): its ids say nothing here.
    return current.prefix(bootIDLength) == boot.prefix(bootIDLength)
  }

  private var isRunning: Bool {
    guard let status = processStatus(pid) else { return kill(pid, 0) == 0 || errno != ESRCH }
    return status.startTicks == startTicks && !status.isZombie
  }
}

/// What is known of a process by its id.
package enum ProcessSearch: Equatable, Sendable {
  case found(ProcessIdentity)
  /// It runs, but /proc doesn't show what tells it from another of the same id.
  case hidden
  case missing
}

private let bootIDLength = 36

/// The kernel's id of this boot, and the process namespace in which process ids are meant.
package func bootIdentity() -> String? {
  guard let bytes = try? readFile("/proc/sys/kernel/random/boot_id", limit: 4096) else { return nil }
  return String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self) + " "
    + (symbolicLinkTarget("/proc/self/ns/pid") ?? "pid")
}

/// This process's id.
package func currentProcessID() -> Int32 { getpid() }

/// Whether a process of a group still runs. One that has ended and that nobody waits for, as in a container whose first
/// process doesn't, keeps the group there, but runs no more.
func groupRuns(_ group: Int32) -> Bool {
  guard kill(-group, 0) == 0, let names = try? directoryEntries("/proc") else { return kill(-group, 0) == 0 }
  let members = names.compactMap { Int32($0) }.compactMap(processStatus).filter { $0.group == group }
  return members.isEmpty || members.contains { !$0.isZombie }
}

/// What /proc/PID/stat says: when it was started, its process group, and whether it has ended; nil where that can't be read.
private func processStatus(_ pid: Int32) -> (startTicks: Int64, group: Int32, isZombie: Bool)? {
  guard let bytes = try? readFile("/proc/\(pid)/stat", limit: 65_536),
    // The second field is the command in parentheses and may hold anything, so count from its end.
    let command = bytes.lastIndex(of: UInt8(ascii: ")"))
  else { return nil }
  let fields = bytes[(command + 1)...].split(separator: UInt8(ascii: " "))
  guard fields.count > 19, let start = Int64(String(decoding: fields[19], as: UTF8.self)) else { return nil }
  let group = Int32(String(decoding: fields[2], as: UTF8.self)) ?? 0
  return (start, group, fields[0].first == UInt8(ascii: "Z") || fields[0].first == UInt8(ascii: "X"))
}
