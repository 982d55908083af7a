internal import Arguments
internal import Batches
internal import Commands
internal import Ledger
internal import Platform

/// What a pass is at, noted in a file beside the ledger: where a pass dies or hangs, the next one knows in which step.
///
/// The rule: after a death the next pass is careful, and works on each batch and each answer alone first, so that the
/// culprit is known by name. A step in which two passes in a row die is left out for an hour, and people are told; then it
/// is tried again, and one death more is enough. A step that takes more than three minutes ends the pass by SIGALRM.
///
/// A note need not be durable: it is for the death of a process, not of the host. The file is the monitor's own, since
/// who could write it could keep the monitor from watching.
final class PassNotes {
  private let file: File?
  private let version: String
  private let now: Timestamp
  private let setLimit: (UInt32) -> Void
  private var deaths: [Step: Int] = [:]
  private var leftOutUntil: [Step: Timestamp] = [:]
  /// Whether what the ledger says has ended two passes just now.
  private(set) var needsNewLedger = false

  /// How long a step is left out.
  private static let pause = TimeSpan.hours(1)
  /// In seconds; the unit's watchdog has the same.
  private static let longestStep: UInt32 = 180
  /// The first line, which alone changes within a pass, has always so many bytes.
  private static let lineLength = 512
  private static let longestFile = 65_536

  /// Reads what the last pass noted.
  /// - Parameter setLimit: has the kernel end this process after so many seconds; after 0, never.
  init(
    ofTracker tracker: String, version: String = batchwatchVersion, log: Log, now: Timestamp,
    setLimit: @escaping (UInt32) -> Void = endAfter(seconds:)
  ) {
    self.setLimit = setLimit
    self.version = version
    self.now = now
    file = Self.open(tracker, log)
    guard let bytes = try? file?.read(Self.longestFile, at: 0) else { return }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    // Another release may have mended it.
    guard lines.contains("version \(version)") else { return }
    for line in lines.dropFirst() { take(line) }
    guard let died = lines.first.flatMap({ Step(note: trimmed($0)) }) else { return }
    deaths[died, default: 0] += 1
    log.error("the last pass died or hung; this one looks closer", ["step": "it \(died.does)"])
    if deaths[died, default: 0] > 1 {
      deaths[died] = nil
      leftOutUntil[died] = now + Self.pause
      needsNewLedger = died == .ledger || died == .decision
    }
  }

  private func take(_ line: Substring) {
    let words = line.split(separator: " ", maxSplits: 2)
    guard words.count == 3, let number = Int64(words[1]), let step = Step(note: words[2]) else { return }
    let until = Timestamp(milliseconds: number)
    switch words[0] {
    case "died": deaths[step] = number == 1 ? 1 : nil
    case "without" where until > now && until <= now + Self.pause: leftOutUntil[step] = until
    case "without": deaths[step] = 1
    default: break
    }
  }

  /// The steps that this pass leaves out.
  var leftOut: Set<Step> { Set(leftOutUntil.keys) }

  /// The batches that this pass leaves out.
  var leftOutBatches: Set<String> {
    Set(leftOutUntil.keys.compactMap { step in if case .batch(let name) = step { name } else { nil } })
  }

  /// Whether a pass has died of late, so that batches and answers are looked at one by one.
  var isCareful: Bool { !deaths.isEmpty || !leftOutUntil.isEmpty }

  /// Notes what the pass does from now on.
  func enter(_ step: Step) {
    note(step.note)
    setLimit(Self.longestStep)
  }

  /// Runs a step, or does without it.
  func step<Result>(_ step: Step, without: @autoclosure () -> Result, _ body: () throws -> Result) rethrows -> Result {
    guard leftOutUntil[step] == nil else { return without() }
    enter(step)
    return try body()
  }

  /// Begins a pass: keeps what was found out.
  func begin() {
    var text = line("")
    text += "version \(version)\n"
    for step in deaths.keys { text += "died 1 \(step.note)\n" }
    for (step, until) in leftOutUntil { text += "without \(until.milliseconds) \(step.note)\n" }
    try? file?.write(Array(text.utf8), at: 0)
    try? file?.cut(to: text.utf8.count)
  }

  /// Ends a pass that lived, also where it failed.
  /// - Parameter asDeath: whether the failure counts as a death at the step that the pass is at.
  func end(asDeath: Bool = false) {
    setLimit(0)
    if asDeath { return }
    guard !deaths.isEmpty else { return note("") }
    deaths = [:]
    begin()
  }

  private func note(_ text: String) { try? file?.write(Array(line(text).utf8), at: 0) }

  private func line(_ text: String) -> String {
    let shown = text.utf8.count < Self.lineLength ? text : ""
    return shown + String(repeating: " ", count: Self.lineLength - 1 - shown.utf8.count) + "\n"
  }

  private func trimmed(_ line: Substring) -> Substring {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }

  /// - Returns: nil where nothing can be noted, as on a full disk, or where the file is another user's.
  private static func open(_ tracker: String, _ log: Log) -> File? {
    let path = Ledger.path(ofTracker: tracker) + "-pass"
    do throws(SystemError) {
      if let found = try linkInformation(path), !found.isRegular || !isOurs(found) {
        try moveFile(path, to: "\(path).foreign-\(wallClockMilliseconds())")
      }
      try ensureFile(path, permissions: 0o600)
      let file = try File(path, .readWrite)
      guard try isOurs(file.information()) else { return nil }
      return consume file
    } catch {
      log.warn("what a pass does can't be noted", ["reason": error.description])
      return nil
    }
  }

  /// Root, who makes a pass now and then, takes the one of the monitor's user.
  private static func isOurs(_ file: FileInformation) -> Bool {
    file.owner == effectiveUserID() || file.owner == 0 || effectiveUserID() == 0
  }
}
