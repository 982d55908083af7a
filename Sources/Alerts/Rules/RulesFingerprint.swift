import Batches

/// What tells the rules of one release from those of another, in 16 hexadecimal digits: it changes with what the rules
/// find, and not with what they say of it. The heartbeat carries that of the rules by which it fires, so whoever sees
/// it knows whether they are this release's.
package let rulesFingerprint = fingerprint(of: Alert.catalogue)

/// Of the names, expressions and delays, in whatever order the alerts come.
func fingerprint(of alerts: [Alert]) -> String {
  let parts = alerts.sorted { $0.name < $1.name }.flatMap { alert in
    alert.rule.map { [alert.name, $0.expression, String($0.delay.milliseconds)] } ?? []
  }
  let digits = String(fnv1a(parts.map { $0 + "\0" }.joined().utf8), radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}

/// FNV-1a, 64 bits.
func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt64 {
  bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
}
