/// How wide help is.
private let lineWidth = 80

/// `words` in lines that begin with `indent` columns, or `hanging` columns from the second line on. Each line ends with
/// a newline.
func wrapped(_ words: [String], indent: Int, hanging: Int? = nil) -> String {
  var result = ""
  var line = spaces(indent)
  var isEmpty = true
  var column = indent
  for word in words {
    if !isEmpty, column + 1 + word.count > lineWidth {
      result += line + "\n"
      column = hanging ?? indent
      line = spaces(column)
      isEmpty = true
    }
    if !isEmpty {
      line += " "
      column += 1
    }
    line += word
    column += word.count
    isEmpty = false
  }
  return isEmpty ? result : result + line + "\n"
}

/// A paragraph for a terminal, without the backticks.
func paragraph(_ text: String, indent: Int = 0, hanging: Int? = nil) -> String {
  let words = text.split(separator: " ").map { $0.filter { $0 != "`" } }
  return wrapped(words, indent: indent, hanging: hanging)
}

/// A list of terms with their meanings beside them, or below where a term is too long for its column.
func definitionList(_ definitions: [Definition]) -> String {
  let widest = definitions.map(\.term.count).filter { $0 <= 20 }.max() ?? 0
  let column = 2 + widest + 2
  var result = ""
  for definition in definitions {
    let fits = definition.term.count <= widest
    let term = spaces(2) + definition.term
    if fits {
      let lines = paragraph(definition.meaning, indent: column)
      result += term + lines.dropFirst(term.count)
    } else {
      result += term + "\n" + paragraph(definition.meaning, indent: column)
    }
  }
  return result
}

private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
