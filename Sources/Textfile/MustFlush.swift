internal import Platform

/// Whether a `.prom` file must be on the disk before it takes its name. Else nobody waits for that, and a power cut soon
/// after may leave the name with an empty file, a part of it, zeros, or the old one.
///
/// Such a file only repeats what the tracker keeps durably, and each pass over all batches, the monitor's or `export`,
/// compares every file with that, byte by byte, and mends it. So a flush is left out:
///
/// - while passes come: the last one into this directory ended a short while ago. Who only records would otherwise show
///   such a file until the batch's next record;
/// - on a file system that says at once where it has no room. Over a network only a flush does, and a file of which the
///   end is missing would take the place of a good one.
///
/// In doubt it is flushed. What was noted of passes is itself not flushed: if a power cut takes it, there are flushes
/// until the next pass has ended.
/// - Parameters:
///   - now: the clock, in milliseconds since the epoch.
///   - onAnyFileSystem: tests need not care where they run.
package func mustFlushTextfiles(
  in directory: String, by log: borrowing PublicationLog, at now: Int64, onAnyFileSystem: Bool = false
) -> Bool {
  guard let pass = log.lastPass(into: directory), (0...longestPause).contains(now - pass) else { return true }
  return !(onAnyFileSystem || isFamiliarFileSystem(directory))
}

/// Twice the time after which BatchwatchExportStale says that passes have stopped, in milliseconds.
private let longestPause: Int64 = 600_000
