/// Reads a command line by the table of verbs and options.
///
/// Only the form is checked here. Whether a name, a number or a time is valid is for the command to say. `VERB --help`
/// becomes the verb `help` with VERB as its operand, and `--version` becomes the verb `version`.
///
/// - Parameter arguments: the words after the program's name
/// - Returns: an invocation that has every operand it needs and no options that exclude each other
/// - Throws: `UsageError` for the first thing that is wrong
package func parseArguments(_ arguments: [String]) throws(UsageError) -> Invocation {
  if arguments.isEmpty { throw UsageError("missing VERB", isEmptyCommandLine: true) }

  var words = Words(arguments)
  var globalConfig: String?
  let verb = try parseVerb(&words, config: &globalConfig)
  let syntax = verb.syntax

  var invocation = Invocation(verb)
  if let globalConfig { _ = invocation.add(.config, globalConfig) }

  while let word = words.next() {
    if word == "--" {
      if syntax.takesCommand {
        try checkBeforeCommand(invocation, syntax)
        invocation.trailing = words.remaining()
        if invocation.trailing.isEmpty { throw UsageError("missing COMMAND after '--'", verb: verb) }
      } else {
        while let operand = words.next() { try addOperand(operand, to: &invocation, syntax) }
      }
      break
    }
    guard isOption(word) else {
      try addOperand(word, to: &invocation, syntax)
      continue
    }

    let written = WrittenOption(word)
    guard let option = written.option, syntax.knows(option) else {
      throw unknownOption(written, among: syntax.listedOptions.map(\.rawValue), verb: verb)
    }
    let value = try parseValue(of: option, written, &words, verb: verb)
    if option == .help { return Invocation(.help, [verb.rawValue]) }
    if !invocation.add(option, value) { throw UsageError("option '\(option.spelling)' is given twice", verb: verb) }
  }

  try checkBeforeCommand(invocation, syntax)
  if syntax.takesCommand, invocation.trailing.isEmpty { throw UsageError("missing '-- COMMAND…'", verb: verb) }
  return invocation
}

/// Reads up to the verb: the options that may stand before it, and the verb itself.
private func parseVerb(_ words: inout Words, config: inout String?) throws(UsageError) -> Verb {
  while let word = words.next() {
    if word == "--" { throw UsageError("missing VERB before '--'") }
    guard isOption(word) else {
      if let verb = Verb(rawValue: word) { return verb }
      throw unknownVerb(word)
    }

    let written = WrittenOption(word)
    if written.isVersion {
      if written.value != nil { throw UsageError("option '--version' takes no value") }
      return .version
    }
    guard let option = written.option, VerbSyntax.commonOptions.contains(option) else {
      throw unknownOption(written, among: VerbSyntax.commonOptions.map(\.rawValue) + ["version"], verb: nil)
    }
    let value = try parseValue(of: option, written, &words, verb: nil)
    if option == .help { return .help }
    if config != nil { throw UsageError("option '\(option.spelling)' is given twice") }
    config = value
  }
  throw UsageError("missing VERB")
}

/// The value that was written with `option` or follows it; empty for an option that takes none.
private func parseValue(
  of option: Option, _ written: WrittenOption, _ words: inout Words, verb: Verb?
) throws(UsageError) -> String {
  guard let kind = option.value else {
    if written.value != nil { throw UsageError("option '\(option.spelling)' takes no value", verb: verb) }
    return ""
  }

  let need = "option '\(option.spelling)' needs \(kind.placeholder)"
  let value: String
  if let joined = written.value {
    value = joined
  } else if let following = words.next() {
    // A forgotten value would otherwise swallow the next option. A text is whatever it is: `--- FAIL: x` is one.
    if kind != .text, isOption(following) {
      let remedy = following == "--" ? "" : " (to mean that, write \(quoted(option.spelling + "=" + following)))"
      throw UsageError("\(need), but \(quoted(following)) follows\(remedy)", verb: verb)
    }
    value = following
  } else {
    throw UsageError(need, verb: verb)
  }

  if value.isEmpty, !option.allowsEmptyValue {
    throw UsageError("\(need), but the value is empty", verb: verb)
  }
  return value
}

private func addOperand(_ word: String, to invocation: inout Invocation, _ syntax: VerbSyntax) throws(UsageError) {
  let position = min(invocation.operands.count, syntax.operands.count - 1)
  let hasRoom = position >= 0 && (invocation.operands.count == position || syntax.operands[position].count == .any)
  guard hasRoom else {
    let remedy = syntax.takesCommand ? ", the command goes after '--'" : invocation.forgottenText
    throw UsageError("unexpected operand \(quoted(word))\(remedy)", verb: invocation.verb)
  }

  let kind = syntax.operands[position].kind
  if kind == .verb {
    if Verb(rawValue: word) == nil { throw unknownVerb(word) }
  } else if let choices = kind.choices, !choices.contains(word) {
    let name = kind == .shell ? "shell" : "kind"
    let hint = suggestion(for: word, among: choices)
    throw UsageError("unknown \(name) \(quoted(word))\(hint)", verb: invocation.verb)
  }
  invocation.operands.append(word)
}

private func unknownVerb(_ word: String) -> UsageError {
  UsageError("unknown verb \(quoted(word))\(suggestion(for: word, among: Verb.listed.map(\.rawValue)))")
}

private func unknownOption(_ written: WrittenOption, among names: [String], verb: Verb?) -> UsageError {
  let hint = suggestion(for: written.bareName, among: names, prefix: "--")
  return UsageError("unknown option \(quoted(written.name))\(hint)", verb: verb)
}
