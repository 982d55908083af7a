import Batches

extension Kind where Value == [BatchDefinition] {
  /// The list of batches. Nothing at all is a list without any: whoever comments the last batch out keeps a valid file.
  static var batches: Kind {
    Kind("a list of batches") { node, _, findings in
      guard !node.isNull else { return [] }
      guard case .sequence(let nodes) = node.content else {
        findings.add(node.position, "'batches' must be a list, each batch beginning with '- name:', not \(node.form)")
        return nil
      }
      let table = batchTable
      var batches: [BatchDefinition] = []
      batches.reserveCapacity(nodes.count)
      var lines: [String: Int32] = [:]
      lines.reserveCapacity(nodes.count)
      for node in nodes {
        var draft = BatchDraft()
        table.read(node, into: &draft, &findings)
        let name = draft.definition.name
        // Without a valid name there is a mistake already.
        guard !name.isEmpty, let position = node.entry("name")?.value.position else { continue }
        if let first = lines.updateValue(position.line, forKey: name) {
          lines[name] = first
          findings.add(position, "batch '\(name)' stands twice; the first is in line \(first)")
        }
        batches.append(draft.definition)
      }
      return batches
    }
  }
}

/// Puts together what depends on each other in a batch.
@Sendable
func checkBatch(_ node: YAMLNode, _ draft: inout BatchDraft, _ findings: inout Findings) {
  checkSchedule(node, &draft, &findings)
  checkDeadline(node, &draft, &findings)
  let batch = draft.definition
  if let shortest = batch.minDuration, let longest = batch.maxDuration, shortest >= longest {
    findings.add(
      place(of: "min_duration", in: node),
      "'min_duration' (\(shortest)) must be shorter than 'max_duration' (\(longest)), or no run could be right")
  }
  let buckets = batch.durationBuckets
  for (index, (lower, upper)) in zip(buckets, buckets.dropFirst()).enumerated() where lower >= upper {
    findings.add(
      place(ofItem: index + 1, of: "duration_buckets", in: node),
      "'duration_buckets' must ascend, but \(upper) follows \(lower)")
  }
  checkStageNames(node, batch.stages, &findings)
}

private func checkSchedule(_ node: YAMLNode, _ draft: inout BatchDraft, _ findings: inout Findings) {
  if let schedule = draft.schedule {
    draft.definition.schedule = .cron(schedule)
  } else if let every = draft.every {
    draft.definition.schedule = .every(every)
  }
  // What is there but wrong has its message already; so the questions go to the keys, not to the values.
  let hasCron = node.entry("schedule") != nil
  let hasInterval = node.entry("every") != nil
  if hasCron && hasInterval {
    findings.add(place(ofKey: "every", in: node), "'every' and 'schedule' exclude each other; remove one")
  }
  guard !hasCron && !hasInterval else {
    if draft.definition.startWithin == nil, node.entry("start_within") == nil {
      draft.definition.startWithin = BatchDefinition.defaultStartWithin
    }
    return
  }
  for key in ["start_within", "complete_by", "complete_within"] where node.entry(key) != nil {
    findings.add(place(ofKey: key, in: node), "'\(key)' needs a 'schedule' or 'every' to count from")
  }
}

private func checkDeadline(_ node: YAMLNode, _ draft: inout BatchDraft, _ findings: inout Findings) {
  if let time = draft.completeBy {
    draft.definition.deadline = .by(time)
  } else if let span = draft.completeWithin {
    draft.definition.deadline = .within(span)
  }
  if node.entry("complete_by") != nil, node.entry("complete_within") != nil {
    findings.add(
      place(ofKey: "complete_within", in: node), "'complete_within' and 'complete_by' exclude each other; remove one")
  }
}

private func checkStageNames(_ node: YAMLNode, _ stages: [StageDefinition], _ findings: inout Findings) {
  guard stages.count > 1 else { return }
  var seen: Set<String> = []
  for (index, stage) in stages.enumerated() where !seen.insert(stage.name).inserted {
    findings.add(
      place(ofItem: index, of: "stages", in: node), "stage '\(stage.name)' stands twice; give it a name of its own")
  }
}

func place(of key: String, in node: YAMLNode) -> Position { node.entry(key)?.value.position ?? node.position }

func place(ofKey key: String, in node: YAMLNode) -> Position { node.entry(key)?.keyPosition ?? node.position }

private func place(ofItem index: Int, of key: String, in node: YAMLNode) -> Position {
  guard case .sequence(let items)? = node.entry(key)?.value.content, index < items.count else { return node.position }
  return items[index].position
}
