/// The reference of every key, in Markdown: exactly what stands in `docs/configuration.md` between its two lines
/// `<!-- generated -->`.
package func configurationReference() -> String {
  let sections = [
    section("Top level", "The keys of the file itself.", topLevelTable, environment: environmentKeys),
    section("A batch", "The keys of one item of `batches`.", batchTable),
    section("A stage", "The keys of an item of `stages`, where its name alone doesn't say enough.", stageTable),
    section(
      "`run`",
      "In a batch: what [`batchwatch run`](commands.md#run) does around the command of a whole run. Its options say the "
        + "same for one call, and go before. `run --stage` doesn't look here.", guardTable),
    section("`alert_path`", "The servers that an alert passes on its way to a person.", alertPathTable),
    section("`basic_auth`", "In `alert_path`, as in Prometheus's own configuration.", basicAuthTable),
    section("`authorization`", "In `alert_path`, as in Prometheus's own configuration.", authorizationTable),
    section("`tls_config`", "In `alert_path` and `mail`, as in Prometheus's own configuration.", tlsTable),
    section("`mail`", "How batchwatch mails people itself, with `smtp` or `sendmail`.", mailTable),
  ]
  return "\n" + sections.joined(separator: "\n") + "\n"
}

private func section<Draft>(
  _ title: String, _ introduction: String, _ table: SettingTable<Draft>, environment: [String] = []
) -> String {
  var text = "### \(title)\n\n\(introduction)\n\n"
  text += "| key | value | default | meaning | example |\n|---|---|---|---|---|\n"
  for setting in table.settings {
    var meaning = setting.documentation
    if environment.contains(setting.key) { meaning += " Environment: `\(environmentVariable(setting.key))`." }
    let key = "`\(setting.key)`" + (setting.isRequired ? ", required" : "")
    let cells = [key, setting.kind, setting.fallback ?? "", meaning, "`\(setting.example)`"]
    text += "|" + cells.map { $0.isEmpty ? " " : " \(cell($0)) " }.joined(separator: "|") + "|\n"
  }
  return text
}

/// A cell ends at `|`, even between backquotes.
private func cell(_ text: String) -> String {
  text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
}
