/// A command line that keeps to the table. Numbers, times and names in it are still as the user wrote them.
package struct Invocation: Equatable, Sendable {
  package var verb: Verb
  /// The words after the verb that are neither options nor their values. The table's count of them is kept.
  package var operands: [String]
  /// The command after `run`'s first `--`, never empty for `run` and always empty for other verbs. Bytes that aren't
  /// UTF-8 are lost here: the same words stand unharmed at the end of the process's own argument vector.
  package var trailing: [String]
  private var options: [Option: String]

  /// An invocation as the parser makes it; an option without a value has the empty string here.
  package init(_ verb: Verb, _ operands: [String] = [], options: [Option: String] = [:], trailing: [String] = []) {
    self.verb = verb
    self.operands = operands
    self.options = options
    self.trailing = trailing
  }

  /// The value of an option that takes one, or nil if it wasn't given.
  package func value(_ option: Option) -> String? { option.value == nil ? nil : options[option] }

  /// Whether the option was given.
  package func contains(_ option: Option) -> Bool { options[option] != nil }

  /// Adds an option; false if it is there already.
  mutating func add(_ option: Option, _ value: String) -> Bool {
    options.updateValue(value, forKey: option) == nil
  }
}
