internal import Batches
internal import Presentation

extension MailContent {
  /// The most stages that a mail draws.
  private static let mostStages = 40

  /// How the batch stands now.
  /// - Parameter short: without the stages, for a mail that says that all is well again.
  mutating func addState(of batch: BatchSection, at now: Timestamp, short: Bool) {
    var report = batch.report
    report.clipTexts()
    var sentence = BatchState(report, at: now).sentence(report, at: now)
    if !report.stages.isEmpty, report.runIsCurrent { sentence += ", \(percentText(report.completion))" }
    add("How it stands: \(sentence)", .paragraphs([]))
    if !short, !report.stages.isEmpty {
      let runEnd = report.runIsCurrent ? report.run?.end : nil
      add(nil, .stages(Array(report.stages.prefix(Self.mostStages)), runEnd: runEnd, time: now))
      let more = report.stages.count - Self.mostStages
      if more > 0 { add(nil, .paragraphs(["And \(more) more stages."])) }
    }
    var figures = Page(OutputStyle(unicode: true)).figures(
      of: ShownBatch(report: report, zone: batch.zone), at: now)
    let missing = missingStages(of: report.stages).map(\.name)
    if !report.slotIsComplete, !missing.isEmpty {
      figures.insert(("missing", shown(missing.joined(separator: ", "))), at: 0)
    }
    add(nil, .figures(figures))
  }

  /// The end of the output and the last nights.
  mutating func addPast(of batch: BatchSection) {
    let lines = outputLines(batch.output)
    if !lines.isEmpty { add("The end of its output", .output(lines)) }
    if !batch.history.isEmpty {
      add("The last runs", .nights(Nights(batch.history, currency: batch.report.currency, zone: batch.zone)))
    }
  }
}

extension BatchReport {
  /// Cuts what users wrote to a length that a mail can show.
  fileprivate mutating func clipTexts() {
    func clip(_ text: String) -> String {
      text.unicodeScalars.count <= 300 ? text : String(text.unicodeScalars.prefix(300)) + "…"
    }
    definition.name = clip(definition.name)
    if var run {
      run.name = clip(run.name)
      run.reason = run.reason.map(clip)
      run.costs = run.costs.prefix(20).map {
        Cost(resource: clip($0.resource), currency: clip($0.currency), amount: $0.amount)
      }
      self.run = run
    }
    stages = stages.prefix(500).map { stage in
      var stage = stage
      stage.name = clip(stage.name)
      stage.reason = stage.reason.map(clip)
      return stage
    }
    currency = clip(currency)
  }
}
