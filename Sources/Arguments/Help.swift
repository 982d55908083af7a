/// What `batchwatch help` prints: all verbs, and what holds for each of them.
package func overviewHelp() -> String {
  var text = paragraph(productMeaning) + "\n"
  text += "Usage: batchwatch VERB [OPERAND…] [OPTION…]\n"
  // One column for all groups, so that the overview reads as one table.
  let width = Verb.listed.map(\.rawValue.count).max() ?? 0
  for group in VerbGroup.allCases {
    text += "\n\(group.rawValue):\n"
    text += definitionList(
      group.verbs.map {
        Definition($0.rawValue + String(repeating: " ", count: width - $0.rawValue.count), $0.manual.summary)
      })
  }
  text += "\nOptions of every verb:\n"
  text += definitionList(VerbSyntax.commonOptions.map { $0.definition(for: .help) })
  text += "\nEnvironment:\n" + definitionList(environmentVariables)
  text += "\nExit status:\n" + definitionList(ExitStatus.table)
  text += "\n'batchwatch help VERB' explains a verb, 'man batchwatch' all of them.\n"
  return text
}

/// What `batchwatch help VERB` prints: form, meaning, options, examples, exit statuses.
package func help(for verb: Verb) -> String {
  let syntax = verb.syntax
  let manual = verb.manual
  var text = "batchwatch \(verb.rawValue): \(manual.summary)\n\nUsage:\n"
  text += wrapped(["batchwatch " + verb.rawValue] + verb.synopsis, indent: 2, hanging: 6)
  text += "\n" + paragraph(manual.meaning)
  if !syntax.operands.isEmpty { text += "\nOperands:\n" + definitionList(syntax.operands.map(\.definition)) }
  text += "\nOptions:\n" + definitionList(syntax.listedOptions.map { $0.definition(for: verb) })
  text += "\nExamples:\n"
  for example in manual.examples {
    text += paragraph("# " + example.purpose, indent: 2) + "  " + example.command + "\n"
  }
  text += "\nExit status:\n" + definitionList(verb.exitStatuses)
  let related = manual.seeAlso.map { "batchwatch help " + $0.rawValue }.joined(separator: ", ")
  return text + "\nSee also: \(related)\n"
}

/// What `batchwatch version` prints.
package func versionText() -> String { "batchwatch \(batchwatchVersion)\n" }

/// What batchwatch is, in one sentence.
let productMeaning = """
  batchwatch watches nightly batches: it records their runs, shows how they stand, and publishes that to Prometheus \
  through node_exporter.
  """
