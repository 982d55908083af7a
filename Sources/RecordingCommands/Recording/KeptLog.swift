internal import Batches
internal import Platform

/// The file with the whole output of one run: `DIRECTORY/BATCH/RUN.log`, of a stage `RUN.STAGE.log`.
struct KeptLog: ~Copyable {
  let path: String
  let file: File
  private let directory: String

  /// - Throws: `SystemError`.
  init(of command: WatchedCommand, in parent: String) throws(SystemError) {
    directory = parent + "/" + command.batch
    try makeDirectory(directory, permissions: 0o750)
    let run = command.run ?? makeLogName(command.started)
    let name = directory + "/" + run + (command.stage.map { "." + $0 } ?? "")
    // A second attempt of a stage, or a run's name that was used before.
    for number in 1...99 {
      let path = name + (number == 1 ? "" : "-\(number)") + ".log"
      do throws(SystemError) {
        file = try File(path, .createNew(0o640))
        self.path = path
        return
      } catch {
        guard error.code == SystemError.exists else { throw error }
      }
    }
    throw SystemError("create", name + ".log", code: SystemError.exists)
  }

  /// Removes the batch's logs that nobody has written to for so long.
  func removeOlder(than age: TimeSpan) {
    let names = ((try? directoryEntries(directory)) ?? nil) ?? []
    removeOldFiles(names.filter { $0.hasSuffix(".log") }, in: directory, olderThan: age.milliseconds / 1000)
  }
}

private func makeLogName(_ time: Timestamp) -> String {
  time.rfc3339WithMilliseconds.filter { $0 != "-" && $0 != ":" }
}
