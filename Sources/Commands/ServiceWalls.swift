internal import Platform

// What the monitor's own unit keeps from a mail program. Whoever asks by `doctor` or `check-config` stands outside of the
// unit, where the program works: so the units are read, as systemd reads them.

/// The unit that makes the passes on this host, where it keeps a program from its work; nil where the program needs no
/// rights but its caller's, where no unit is enabled, and where a drop-in has loosened it.
///
/// Programs with set-user-id or set-group-id bits get nothing by them in a unit with `NoNewPrivileges=yes`.
/// - Parameters:
///   - program: its absolute path, as `sendmail` of the configuration has it.
///   - root: what stands before every path; for tests.
package func unitThatKeepsPrivileges(from program: String, root: String = "") -> String? {
  guard needsPrivileges(program, root: root), directoryExists(root + "/run/systemd/system") else { return nil }
  return passMakers.first { unit in
    isEnabled(unit, root: root) && hasNoNewPrivileges(unit.service, root: root)
  }?.service
}

/// What is wrong then, in half a sentence.
package func kept(_ program: String, from unit: String) -> String {
  "\(program) works by a set-user-id or set-group-id bit, which \(unit) lets nobody use, so none of its mails leaves"
}

private struct PassMaker {
  var service: String
  /// What systemd makes when the unit, or the timer that starts it, is enabled.
  var link: String
}

private let passMakers = [
  PassMaker(service: "batchwatch-monitor.service", link: "multi-user.target.wants/batchwatch-monitor.service"),
  PassMaker(service: "batchwatch-monitor-once.service", link: "timers.target.wants/batchwatch-monitor-once.timer"),
]

/// In the order in which systemd looks: the first that has a name counts.
private let unitDirectories = [
  "/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
  "/lib/systemd/system",
]

private func isEnabled(_ unit: PassMaker, root: String) -> Bool {
  // The link leads to a path of the host's, not of the root's.
  ((try? linkInformation("\(root)/etc/systemd/system/\(unit.link)")) ?? nil) != nil
}

/// Those of postfix and nullmailer have no bits themselves; the programs have that they hand the mail to.
private let helpers = ["/usr/sbin/postdrop", "/usr/sbin/nullmailer-queue"]

private func needsPrivileges(_ program: String, root: String) -> Bool {
  let isSendmail = program.hasSuffix("/sendmail")
  return ([program] + (isSendmail ? helpers : [])).contains { path in
    guard let found = (try? fileInformation(root + path)) ?? nil else { return false }
    return found.permissions & 0o6000 != 0
  }
}

/// The last `NoNewPrivileges=` of the unit's file and its drop-ins counts.
private func hasNoNewPrivileges(_ service: String, root: String) -> Bool {
  let directories = unitDirectories.map { root + $0 }
  guard let file = directories.map({ "\($0)/\(service)" }).first(where: { !isMissing($0) }) else { return false }
  // Of drop-ins with one name the first counts, and they count in the order of their names.
  var dropIns: [String: String] = [:]
  for directory in dropInNames(of: service).flatMap({ name in directories.map { "\($0)/\(name)" } }) {
    for name in ((try? directoryEntries(directory)) ?? nil) ?? [] where name.hasSuffix(".conf") {
      if dropIns[name] == nil { dropIns[name] = "\(directory)/\(name)" }
    }
  }
  let files = [file] + dropIns.sorted { $0.key < $1.key }.map(\.value)
  return files.reduce(false) { setting, file in noNewPrivileges(in: file) ?? setting }
}

/// `a-b.service.d`, then `a-.service.d`: systemd reads the directory of each prefix that ends in a dash.
private func dropInNames(of service: String) -> [String] {
  let stem = service.dropLast(".service".count)
  let prefixes = stem.indices.reversed().filter { stem[$0] == "-" }.map { stem[...$0] }
  return ([stem] + prefixes).map { "\($0).service.d" } + ["service.d"]
}

private func noNewPrivileges(in file: String) -> Bool? {
  guard let text = try? readFile(file, limit: 1 << 20) else { return nil }
  var found: Bool?
  for line in text.split(separator: UInt8(ascii: "\n")) {
    let words = String(decoding: line, as: UTF8.self).split(separator: "=", maxSplits: 1)
    guard words.count == 2, trimmed(words[0]) == "NoNewPrivileges" else { continue }
    found = ["1", "yes", "true", "on", "y", "t"].contains(trimmed(words[1]).lowercased())
  }
  return found
}

private func trimmed(_ text: Substring) -> String {
  let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
  guard let first = text.firstIndex(where: { !isBlank($0) }), let last = text.lastIndex(where: { !isBlank($0) }) else {
    return ""
  }
  return String(text[first...last])
}
