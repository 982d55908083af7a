internal import Presentation

/// The lines of an HTML document on their way into a mail.
struct HTMLPage {
  private var html: String

  /// For tables that only lay out.
  static let table = "role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\""
  /// A long word never makes a telephone scroll sideways.
  static let breaking = "overflow-wrap:anywhere;word-break:break-word"
  /// What matters less. Fainter than the rest in both a light and a dark reader, whose own colour it takes.
  static let small = "font-size:13px;line-height:18px;opacity:0.75"
  /// Light grey on white, dark grey on black.
  static let shade = "rgba(128,128,128,0.16)"
  static let monospace = "ui-monospace,SFMono-Regular,Menlo,Consolas,'Liberation Mono',monospace"
  private static let sans = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

  /// Neither the text nor the ground has a colour: readers in the dark choose their own.
  init(title: String) {
    html = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="supported-color-schemes" content="light dark">
      <title>\(escaped(title))</title>
      </head>
      <body style="margin:0;padding:0">
      <div style="max-width:600px;margin:0 auto;padding:12px;font-family:\(Self.sans);font-size:16px;line-height:22px">

      """
  }

  mutating func add(_ lines: String) { html += lines + "\n" }

  var finished: String { html + "</div>\n</body>\n</html>\n" }
}

/// `text` in HTML, within elements and within attributes in double quotes.
func escaped(_ text: String) -> String {
  var html = ""
  html.reserveCapacity(text.utf8.count)
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": html += "&amp;"
    case "<": html += "&lt;"
    case ">": html += "&gt;"
    case "\"": html += "&quot;"
    case "'": html += "&#39;"
    default: html.unicodeScalars.append(scalar)
    }
  }
  return html
}

/// An address as a link, where a telephone can follow it: of the web, and of nothing but printable ASCII.
func linked(_ address: String) -> String {
  let isWeb = ["http://", "https://"].contains { address.lowercased().hasPrefix($0) }
  guard isWeb, address.utf8.allSatisfy({ (0x21...0x7e).contains($0) && !"\"'<>\\^`{|}".utf8.contains($0) }) else {
    return escaped(address)
  }
  return "<a href=\"\(escaped(address))\">\(escaped(address))</a>"
}

extension Ink {
  /// A colour on which white is readable, and which is readable itself on white and on black.
  var fill: String {
    switch self {
    case .bad: "#cf2e36"
    case .warning: "#b45f06"
    case .good: "#2a7f3b"
    case .active: "#1f6fd0"
    case .plain, .strong, .faint: "#868c96"
    }
  }
}
