internal import AlertPath
internal import Arguments
internal import BatchTracker
internal import Batches
internal import Configuration
internal import Ledger
internal import Platform
internal import Presentation
internal import Tracker

/// The configuration, and what it says; while it has mistakes, what it last said. That is nil where nothing is kept of it
/// that this user may believe.
func checkConfiguration(_ session: Session, _ ledger: Ledger?) -> (check: Check, known: Configuration?) {
  do {
    if session.file == nil, let mistakes = session.mistakes { throw mistakes }
    let configuration = try session.readConfiguration()
    let count = configuration.batches.count
    let evidence =
      session.file.map { "\($0.path) has no mistakes, and \(count) batch\(count == 1 ? "" : "es")" }
      ?? "there is none at \(ConfigurationFile.defaultPath): every batch is recorded with defaults"
    return (Check("configuration", .ok, evidence), configuration)
  } catch {
    let first = (error as? SetupError)?.lines.first ?? "\(error)"
    let known = session.file.flatMap { file in
      ledger?.keptConfiguration(file.key).flatMap { try? ConfigurationFile.parse($0, path: file.path) }
    }
    let fix = "mend it: batchwatch check-config"
    guard let known else {
      let more = "; the monitor's user may see more: sudo -u batchwatch batchwatch doctor"
      return (Check("configuration", .broken, first, fix: fix + more), nil)
    }
    return (Check("configuration", .broken, "\(first); its last good state is used", fix: fix), known)
  }
}

/// Why nobody knows of what only the configuration tells, where that can't be used.
let unusableConfiguration = "the configuration has mistakes, or can't be read"

/// The tracker, and what waits for it.
func checkTracker(_ session: Session) -> Check {
  let store = session.store
  if let damaged = store.damagedTrackers().first {
    return Check(
      "tracker", .broken, "a damaged one was moved aside: \(damaged)",
      fix: "see what is lost, then move that file away: \(installed("docs/runbooks/BatchwatchTrackerDown.md"))")
  }
  if let mark = store.replacement {
    return Check(
      "tracker", .broken, "it took the place of another one, says \(mark)",
      fix: "mount the disk with that one, or remove the mark")
  }
  do {
    let count = try store.read { try $0.batchNames().count }
    if let shortage = shortage(at: parentDirectory(of: store.path)) {
      return Check("tracker", .broken, shortage.evidence, fix: shortage.fix)
    }
    guard let count else {
      return Check("tracker", .ok, "\(store.path) is not there yet; the first record makes it")
    }
    let waiting = store.spool.count
    if waiting > 0 {
      return Check(
        "tracker", .broken, "\(waiting) records wait in \(store.spool.directory)",
        fix: "batchwatch export takes them in, or says why it can't")
    }
    return Check("tracker", .ok, "\(store.path) can be read, and knows \(count) batch\(count == 1 ? "" : "es")")
  } catch TrackerError.system(let error) where error.code == SystemError.notPermitted {
    return Check(
      "tracker", .broken, "this user may not look there: \(error.description)", fix: TrackerError.fixOfRights)
  } catch {
    return Check("tracker", .broken, "\(error)", fix: "mend the disk or the rights: batchwatch export says more")
  }
}

/// Less room than this, in bytes, is taken by the next record or export.
private let leastRoom: Int64 = 128 << 10

/// Why nothing more can be written below a directory, and what mends that; nil where something can.
func shortage(at directory: String, _ found: FileSystemRoom?) -> (evidence: String, fix: String)? {
  guard let found else { return nil }
  if found.isReadOnly {
    return ("the file system of \(directory) is mounted read-only", "mount it read-write; dmesg says why it isn't")
  }
  if found.bytes < leastRoom {
    return ("the disk of \(directory) is full: \(memoryText(found.bytes)) are left", "make room: df -h \(directory)")
  }
  if let files = found.files, files == 0 {
    return ("the file system of \(directory) can't take another file", "remove files: df -i \(directory)")
  }
  return nil
}

private func shortage(at directory: String) -> (evidence: String, fix: String)? {
  shortage(at: directory, room(at: directory))
}

/// Whether somebody makes passes.
func checkMonitor(_ session: Session, at now: Timestamp) -> Check {
  let tracker = session.settings.tracker
  let start = "systemctl enable --now batchwatch-monitor, or a line for `batchwatch monitor --once` in a crontab"
  let summary: MonitorSummary?
  do throws(LedgerError) {
    summary = try Ledger(reading: tracker)?.summary()
  } catch {
    return Check("monitor", .unknown, "this user can't read what it left: \(error.description)")
  }
  guard let summary else {
    return Check("monitor", .broken, "none has ever run on this tracker, so nobody is mailed", fix: start)
  }
  let age = max(.zero, elapsed(from: summary.lastPass, to: now))
  let waiting = summary.outbox == 0 ? "" : summary.outbox == 1 ? "; 1 mail waits" : "; \(summary.outbox) mails wait"
  let evidence = "its last pass ended \(age.shortText) ago\(waiting)"
  return age > .minutes(10)
    ? Check("monitor", .broken, evidence, fix: start) : Check("monitor", .ok, evidence)
}

/// Whether batchwatch's own file is where node_exporter should read it, and fresh.
func textfileState(_ session: Session, at now: Timestamp) -> LinkState {
  let directory = session.settings.textfileDirectory
  guard directoryExists(directory) else {
    return .down(
      evidence: "the directory \(directory) is not there",
      fix: "make it, or set textfile_directory to what node_exporter's --collector.textfile.directory says")
  }
  if let shortage = shortage(at: directory) { return .down(evidence: shortage.evidence, fix: shortage.fix) }
  let path = directory + "/batchwatch.prom"
  let fix = "let the monitor run, or cron call batchwatch export, as a user who may write there"
  let page: [UInt8]
  do throws(SystemError) {
    page = try readFile(path, limit: 1 << 20)
  } catch {
    return .down(evidence: error.description, fix: fix)
  }
  guard let written = samples(["batchwatch_export_timestamp_seconds"], in: page).first?.moment else {
    return .down(evidence: "\(path) holds no time of an export", fix: fix)
  }
  let age = max(.zero, elapsed(from: written, to: now))
  guard age <= .minutes(10) else {
    return .down(evidence: "\(path) was written \(age.shortText) ago", fix: fix)
  }
  return .up(evidence: "\(path) was written \(age.shortText) ago")
}
