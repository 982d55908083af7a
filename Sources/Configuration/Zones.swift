import Batches
internal import Spelling

/// Adds a mistake for each zone that the host doesn't know. Each name is asked for once, however many batches have it.
func checkZones(_ findings: inout Findings, zoneExists: (String) -> Bool) {
  var known: [String: Bool] = [:]
  for use in findings.zones where !findings.isFull {
    let exists = known[use.zone] ?? (isZoneName(use.zone) && zoneExists(use.zone))
    known[use.zone] = exists
    guard !exists else { continue }
    let meant = likelyZone(use.zone, zoneExists: zoneExists).map { ", did you mean '\($0)'?" } ?? ""
    let hint = meant.isEmpty ? "; write an IANA name such as 'Europe/Berlin' ('timedatectl list-timezones')" : meant
    findings.add(use.position, "unknown time zone \(quoted(use.zone))\(hint)")
  }
}

/// Whether a name may be looked up among the zone files: relative, without `..`, from the letters that zones have.
private func isZoneName(_ name: String) -> Bool {
  guard (1...64).contains(name.utf8.count), !name.hasPrefix("/") else { return false }
  let marks = "_+-/".utf8
  return name.utf8.allSatisfy { isAlphanumeric($0) || marks.contains($0) }
}

/// The zone that was meant: the same words in the right letters, or one of the zones that are written most.
private func likelyZone(_ name: String, zoneExists: (String) -> Bool) -> String? {
  let respelled = capitalizedWords(name)
  if respelled != name, isZoneName(respelled), zoneExists(respelled) { return respelled }
  let upper = name.uppercased()
  if upper != name, isZoneName(upper), zoneExists(upper) { return upper }
  return nearest(to: name, among: commonZones).flatMap { zoneExists($0) ? $0 : nil }
}

/// `america/new york` as `America/New_York`.
private func capitalizedWords(_ name: String) -> String {
  var result = ""
  var startsWord = true
  for character in name {
    let letter = character == " " ? "_" : String(character)
    result += startsWord ? letter.uppercased() : letter.lowercased()
    startsWord = letter == "/" || letter == "_" || letter == "-"
  }
  return result
}

private let commonZones = [
  "UTC", "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Toronto",
  "America/Mexico_City", "America/Sao_Paulo", "America/Argentina/Buenos_Aires", "Europe/London", "Europe/Dublin",
  "Europe/Lisbon", "Europe/Madrid", "Europe/Paris", "Europe/Berlin", "Europe/Amsterdam", "Europe/Zurich", "Europe/Rome",
  "Europe/Vienna", "Europe/Stockholm", "Europe/Warsaw", "Europe/Athens", "Europe/Istanbul", "Europe/Kyiv",
  "Africa/Cairo", "Africa/Lagos", "Africa/Johannesburg", "Asia/Jerusalem", "Asia/Dubai", "Asia/Karachi",
  "Asia/Kolkata", "Asia/Singapore", "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Seoul", "Asia/Tokyo",
  "Australia/Perth", "Australia/Sydney", "Pacific/Auckland",
]
