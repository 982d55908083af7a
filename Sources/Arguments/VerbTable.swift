extension Verb {
  /// The verb's row of the table from which parsing, help, man page, completions and reference are made. It is built
  /// when it is asked for, so that one call pays for one verb.
  var syntax: VerbSyntax {
    switch self {
    case .start:
      VerbSyntax(operands: [.one(.batch)], options: [[Alternative(.run)], [Alternative(.pid)], [Alternative(.at)]])
    case .stage:
      VerbSyntax(
        operands: [.one(.batch), .one(.stage)],
        options: [
          [
            Alternative(.done, with: [.total]), Alternative(.percent), Alternative(.skip),
            Alternative(.failed, with: [.reason]),
          ], [Alternative(.run)], [Alternative(.at)],
        ])
    case .leads:
      VerbSyntax(operands: [.one(.batch), .one(.number)], options: [[Alternative(.run)], [Alternative(.at)]])
    case .cost:
      VerbSyntax(
        operands: [.one(.batch), .one(.amount)],
        options: [[Alternative(.resource)], [Alternative(.stage)], [Alternative(.run)], [Alternative(.at)]])
    case .end:
      VerbSyntax(
        operands: [.one(.batch)],
        options: [[Alternative(.failed, with: [.reason])], [Alternative(.run)], [Alternative(.at)]])
    case .progress:
      VerbSyntax(
        operands: [.one(.batch), .one(.stage)],
        options: [
          [Alternative(.total)], [Alternative(.null), Alternative(.bytes), Alternative(.read)], [Alternative(.run)],
        ])
    case .run:
      VerbSyntax(
        operands: [.one(.batch)],
        options: [
          // Only whole runs of a batch keep each other away.
          [Alternative(.stage), Alternative(.noOverlap, with: [.wait]), Alternative(.overlap)],
          [Alternative(.run)],
          [Alternative(.timeout, with: [.killAfter])],
          [Alternative(.retries, with: [.retryDelay])],
          [Alternative(.okStatus)],
          [Alternative(.quiet), Alternative(.noQuiet)],
          [Alternative(.noOutput), Alternative(.keepOutput)],
          [Alternative(.keepLog), Alternative(.noKeepLog)],
        ], takesCommand: true)
    case .status:
      VerbSyntax(
        operands: [.any(.batch)], options: [[Alternative(.json)], [Alternative(.follow, with: [.interval])]])
    case .history:
      VerbSyntax(operands: [.one(.batch)], options: [[Alternative(.limit)], [Alternative(.json)]])
    case .schedule:
      VerbSyntax(
        operands: [.any(.batch)], options: [[Alternative(.count)], [Alternative(.from)], [Alternative(.json)]])
    case .monitor:
      VerbSyntax(options: [[Alternative(.once)], [Alternative(.interval)]])
    case .alert:
      VerbSyntax(
        operands: [.one(.alert)],
        options: [
          [Alternative(.batch)],
          [Alternative(.summary, with: [.severity, .expires]), Alternative(.resolve)],
        ], needsOneOf: [0, 1])
    case .doctor:
      VerbSyntax(options: [[Alternative(.sendTestMail)], [Alternative(.json)]])
    case .forget:
      VerbSyntax(operands: [.one(.batch)], options: [[Alternative(.yes)]])
    case .completion:
      VerbSyntax(
        operands: [.one(.shell)], options: [[Alternative(.batches), Alternative(.stages)]],
        operandsReplacedBy: [.batches, .stages])
    case .help:
      VerbSyntax(operands: [.optional(.verb)])
    case .docs:
      VerbSyntax(operands: [.one(.document)])
    case .export, .checkConfig, .version:
      VerbSyntax()
    }
  }
}
