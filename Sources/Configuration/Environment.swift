extension TopLevelSettings {
  /// These settings, with those replaced that the environment sets: `BATCHWATCH_TRACKER` for `tracker` and so on. An
  /// empty variable counts as unset. Throws if a value is wrong, with every such mistake.
  /// - Parameter value: the value of an environment variable; nil if it is unset.
  package func overridden(
    by value: (String) -> String?, zoneExists: (String) -> Bool
  ) throws(EnvironmentError) -> TopLevelSettings {
    var configuration = Configuration()
    configuration.settings = self
    var messages: [String] = []
    for key in environmentKeys {
      let variable = environmentVariable(key)
      guard let text = value(variable), !text.isEmpty, let index = topLevelTable.index(of: key) else { continue }
      var findings = Findings()
      let scalar = YAMLScalar(text: text, style: .doubleQuoted, tag: nil, sourceLength: nil)
      topLevelTable.settings[index].read(
        YAMLNode(content: .scalar(scalar), position: .start), &configuration, &findings)
      checkZones(&findings, zoneExists: zoneExists)
      messages += findings.mistakes.map { "\(variable): \($0.message)" }
    }
    guard messages.isEmpty else { throw EnvironmentError(messages: messages) }
    return configuration.settings
  }
}

/// What is wrong in the environment's settings; never empty.
package struct EnvironmentError: Error, Equatable, Sendable {
  /// One line each, beginning with the variable's name.
  package var messages: [String]

  package init(messages: [String]) { self.messages = messages }
}
