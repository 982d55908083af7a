internal import Batches

// What plain text means by the core schema of YAML 1.2, for settings that are not text. Quoted text is always text, and
// so is `05:00`, which YAML 1.1 reads as the number 300.

extension YAMLScalar {
  /// `null`, `~` or nothing at all.
  var isNull: Bool {
    guard isPlain else { return false }
    switch text {
    case "", "~", "null", "Null", "NULL": return true
    default: return false
    }
  }

  /// `true` or `false`; nil for anything else, `yes` and `on` included.
  var boolean: Bool? {
    guard isPlain else { return nil }
    switch text {
    case "true", "True", "TRUE": return true
    case "false", "False", "FALSE": return false
    default: return nil
    }
  }

  /// A whole number: decimal, `0o17` or `0x1F`; nil if it is none or exceeds 64 bits.
  var integer: Int? {
    guard isPlain else { return nil }
    if text.hasPrefix("0o") { return unsigned(text.dropFirst(2), radix: 8) }
    if text.hasPrefix("0x") { return unsigned(text.dropFirst(2), radix: 16) }
    return Int(text)
  }

  /// A number, whole or not; nil if it is none. `.inf` and `.nan` are none, since no setting takes them, and a number
  /// too large for a Double is infinite.
  var number: Double? {
    guard isPlain else { return nil }
    if let integer { return Double(integer) }
    // Double's own reader also takes `inf`, `nan` and hexadecimal fractions, which are not numbers in YAML.
    let allowed = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "e"), UInt8(ascii: "E"):
        true
      default: false
      }
    }
    return allowed ? Double(text) : nil
  }

  private func unsigned(_ digits: Substring, radix: Int) -> Int? {
    guard let first = digits.utf8.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "+") else { return nil }
    return Int(digits, radix: radix)
  }
}
