import Batches

// Kinds of values that are text.

extension Kind where Value == String {
  /// A batch's or a stage's name.
  static var name: Kind {
    Kind("a name") { node, key, findings in
      guard let scalar = singleValue(node, key, "a name", &findings) else { return nil }
      guard isValidName(scalar.text) else {
        findings.add(node.position, "name \(quoted(scalar.text)) is not valid: it must be \(nameRule)")
        return nil
      }
      return scalar.text
    }
  }

  /// One line of up to `limit` characters. The line break that ends a block of text is dropped.
  static func text(limit: Int) -> Kind {
    Kind("text of up to \(limit) characters") { node, key, findings in
      guard let scalar = singleValue(node, key, "text", &findings) else { return nil }
      var text = scalar.text
      while text.last?.isNewline == true { text.removeLast() }
      guard !text.isEmpty, !hasInvisibleCharacters(text) else {
        findings.add(node.position, "'\(key)' must be one line of text without control characters")
        return nil
      }
      let count = text.unicodeScalars.count
      guard count <= limit else {
        findings.add(node.position, "'\(key)' must have at most \(limit) characters, not \(count)")
        return nil
      }
      return text
    }
  }

  /// A label's value that Alertmanager's matchers and every shell can quote.
  static var label: Kind {
    let rule = "1 to 64 characters, without quotes, backslashes, control characters or spaces at its ends"
    return Kind("text of \(rule)") { node, key, findings in
      guard let scalar = singleValue(node, key, "text", &findings) else { return nil }
      let text = scalar.text
      guard (1...64).contains(text.unicodeScalars.count), !hasInvisibleCharacters(text),
        !text.utf8.contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "'") }),
        !text.hasPrefix(" "), !text.hasSuffix(" ")
      else {
        findings.add(node.position, "'\(key)' must have \(rule), not \(quoted(text))")
        return nil
      }
      return text
    }
  }

  static var absolutePath: Kind {
    Kind("an absolute path", example: "/etc/batchwatch/file") { scalar in
      let isPath =
        scalar.text.hasPrefix("/") && scalar.text.utf8.count < 4096 && !hasInvisibleCharacters(scalar.text)
      return isPath ? scalar.text : nil
    }
  }

  /// Where whole outputs are kept.
  static var logDirectory: Kind {
    Kind("an absolute path", example: "/var/log/batches") { scalar in
      isLogDirectory(scalar.text) && !hasInvisibleCharacters(scalar.text) ? scalar.text : nil
    }
  }

  static var currency: Kind {
    Kind("a currency of three capital letters", example: "USD") { scalar in
      let letters = scalar.text.utf8
      let isCode =
        letters.count == 3
        && letters.allSatisfy { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }
      return isCode ? scalar.text : nil
    }
  }

  /// A mail address without a display name, as it goes into the SMTP dialogue and into headers.
  static var mailAddress: Kind {
    Kind("a plain mail address", example: "oncall@example.com") { isMailAddress($0.text) ? $0.text : nil }
  }

  /// What goes into a request's or a mail server's authentication: one line, spaces allowed.
  static var userName: Kind {
    Kind("text of up to 256 characters", example: "apikey") { scalar in
      let isName = (1...256).contains(scalar.text.utf8.count) && !hasInvisibleCharacters(scalar.text)
      return isName ? scalar.text : nil
    }
  }

  /// What an HTTP header may name as a scheme (RFC 9110, token).
  static var token: Kind {
    Kind("a word", example: "Bearer") { scalar in
      let isToken =
        (1...64).contains(scalar.text.utf8.count)
        && scalar.text.utf8.allSatisfy { isAlphanumeric($0) || "!#$%&'*+-.^_`|~".utf8.contains($0) }
      return isToken ? scalar.text : nil
    }
  }
}

/// One `local@domain` in ASCII. Quoted local parts and comments, which RFC 5322 allows and nobody uses, are refused: so
/// nothing in an address can end it early.
private func isMailAddress(_ text: String) -> Bool {
  let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
  guard parts.count == 2, text.utf8.count <= 254, (1...64).contains(parts[0].count) else { return false }
  guard parts[0].allSatisfy({ isAlphanumeric($0) || "!#$%&'*+-/=?^_`{|}~.".utf8.contains($0) }) else { return false }
  return isHostName(parts[1])
}

/// Whether letters, digits, `.`, `-` and `_` make a host's name or IPv4 address.
func isHostName(_ bytes: Substring.UTF8View) -> Bool {
  guard let first = bytes.first, let last = bytes.last, bytes.count <= 253 else { return false }
  let marks = ".-_".utf8
  return isAlphanumeric(first) && last != UInt8(ascii: "-")
    && bytes.allSatisfy { isAlphanumeric($0) || marks.contains($0) }
}
