/// Checks what can only be said once all options and operands are known, but doesn't depend on `run`'s command.
func checkBeforeCommand(_ invocation: Invocation, _ syntax: VerbSyntax) throws(UsageError) {
  for group in syntax.options { try checkGroup(group, invocation) }
  try checkOperands(invocation, syntax)
  for (place, group) in syntax.options.enumerated() where syntax.needsOneOf.contains(place) {
    guard !group.contains(where: { $0.together.contains(where: invocation.contains) }) else { continue }
    let wanted = group.map { "'\($0.together.map(\.usage).joined(separator: " "))'" }
    throw UsageError("missing \(wanted.joined(separator: " or "))", verb: invocation.verb)
  }
}

/// At most one alternative of a group may be given, and that one as a whole.
private func checkGroup(_ group: [Alternative], _ invocation: Invocation) throws(UsageError) {
  var chosen: (alternative: Alternative, option: Option)?
  for alternative in group {
    guard let option = alternative.options.first(where: invocation.contains) else { continue }
    if let chosen {
      throw UsageError(
        "'\(chosen.option.spelling)' and '\(option.spelling)' exclude each other", verb: invocation.verb)
    }
    chosen = (alternative, option)
  }

  guard let chosen else { return }
  for needed in chosen.alternative.together where !invocation.contains(needed) {
    throw UsageError(
      "'\(chosen.option.spelling)' needs '\(needed.spelling)'\(invocation.forgottenText)", verb: invocation.verb)
  }
}

extension Invocation {
  /// For a message: that an option's text, which may be anything, was probably forgotten. Empty where none was.
  var forgottenText: String {
    for option in Option.allCases where option.value == .text {
      guard let text = value(option), isOption(text), WrittenOption(text).option != nil else { continue }
      return " ('\(option.spelling)' took \(quoted(text)) as its text)"
    }
    return ""
  }
}

private func checkOperands(_ invocation: Invocation, _ syntax: VerbSyntax) throws(UsageError) {
  if let replacing = syntax.operandsReplacedBy.first(where: invocation.contains) {
    guard let operand = invocation.operands.first else { return }
    throw UsageError(
      "unexpected operand \(quoted(operand)) with '\(replacing.spelling)'", verb: invocation.verb)
  }

  for operand in syntax.operands.dropFirst(invocation.operands.count) where operand.count == .one {
    throw UsageError("missing \(operand.kind.placeholder)", verb: invocation.verb)
  }
}
