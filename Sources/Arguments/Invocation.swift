/// A command line that keeps to the table. Numbers, times and names in it are still as the user wrote them.
package struct Invocation: Equatable, Sendable {
  package var verb: Verb
  /// The words after the verb that are neither options nor their values. The table's count of them is kept.
  package var operands: [String]
  /// The command after `run`'s first `--`, never empty for `run` and always empty for other verbs. Bytes that aren't
  /// UTF-8 are lost here: the same words stand unharmed at the end of the process's own argument vector.
  package var trailing: [String]
  /// In the order of the command line. They are few: a dictionary's set-up alone would cost more than the search.
  private var options: [GivenOption]

  /// An invocation as the parser makes it; an option without a value has the empty string here.
  package init(
    _ verb: Verb, _ operands: [String] = [], options: KeyValuePairs<Option, String> = [:], trailing: [String] = []
  ) {
    self.verb = verb
    self.operands = operands
    self.options = options.map { GivenOption(option: $0.key, value: $0.value) }
    self.trailing = trailing
  }

  /// The value of an option that takes one, or nil if it wasn't given.
  package func value(_ option: Option) -> String? { option.value == nil ? nil : given(option)?.value }

  /// Whether the option was given.
  package func contains(_ option: Option) -> Bool { given(option) != nil }

  /// Adds an option; false if it is there already.
  mutating func add(_ option: Option, _ value: String) -> Bool {
    if contains(option) { return false }
    options.append(GivenOption(option: option, value: value))
    return true
  }

  private func given(_ option: Option) -> GivenOption? { options.first { $0.option == option } }

  /// Whether both mean the same: the order of the options doesn't matter.
  package static func == (left: Invocation, right: Invocation) -> Bool {
    left.verb == right.verb && left.operands == right.operands && left.trailing == right.trailing
      && left.options.count == right.options.count && left.options.allSatisfy(right.options.contains)
  }
}

private struct GivenOption: Equatable, Sendable {
  var option: Option
  var value: String
}
