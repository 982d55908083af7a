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
    let title = "How it stands: \(sentence)"
    // Of a run that hasn't begun no stage tells anything.
    let drawsStages = !short && report.runIsCurrent && !report.stages.isEmpty
    if drawsStages {
      add(
        title, .stages(Array(report.stages.prefix(Self.mostStages)), runEnd: report.run?.end, time: now))
      let more = report.stages.count - Self.mostStages
      if more > 0 { add(nil, .paragraphs(["And \(more) more stages."])) }
    }
    // Where the whole output is stands below its end, with the host.
    var figures = Page(OutputStyle(unicode: true)).figures(
      of: ShownBatch(report: report, zone: batch.zone), at: now
    ).filter { $0.label != Page.logLabel }
    let missing = missingStages(of: report.stages).map(\.name)
    if report.runIsCurrent, !report.slotIsComplete, !missing.isEmpty {
      figures.insert(("missing", shown(missing.joined(separator: ", "))), at: 0)
    }
    add(drawsStages ? nil : title, .figures(figures))
  }

  /// The end of the output and the last nights.
  mutating func addPast(of batch: BatchSection) {
    let lines = outputLines(batch.output)
    if !lines.isEmpty { add("The end of its output", .output(lines)) }
    let logs = logs(of: batch.report)
    if !logs.isEmpty {
      add(lines.isEmpty ? "Its output" : nil, .paragraphs(logs.map { "The whole output: \($0) on \(host)" }))
    }
    if !batch.history.isEmpty {
      add("The last runs", .nights(Nights(batch.history, currency: batch.report.currency, zone: batch.zone)))
    }
  }
}

/// The files that hold whole outputs of the newest run, safe to show.
private func logs(of report: BatchReport) -> [String] {
  var logs = [report.run?.log].compactMap(\.self)
  if report.runIsCurrent { logs += report.stages.prefix(40).compactMap(\.log) }
  return logs.map { oneLine($0, limit: 500) }
}

extension BatchReport {
  /// Cuts what users wrote to a length that a mail can show.
  fileprivate mutating func clipTexts() {
    func clip(_ text: String, _ limit: Int = 64) -> String {
      let scalars = text.unicodeScalars
      return scalars.count <= limit ? text : String(scalars.prefix(limit)) + "…"
    }
    definition.name = clip(definition.name)
    if var run {
      run.name = clip(run.name)
      run.reason = run.reason.map { clip(withoutColours($0), 300) }
      run.costs = run.costs.prefix(20).map {
        Cost(resource: clip($0.resource), currency: clip($0.currency, 12), amount: $0.amount)
      }
      self.run = run
    }
    stages = stages.prefix(500).map { stage in
      var stage = stage
      stage.name = clip(stage.name)
      stage.reason = stage.reason.map { clip(withoutColours($0), 300) }
      return stage
    }
    currency = clip(currency, 12)
  }
}
