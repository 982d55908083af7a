internal import Batches
internal import Commands
internal import JSON

// How the values of a batch are written in every JSON document.
extension JSONWriter {
  mutating func member(_ key: String, _ moment: Timestamp?) { member(key, moment?.rfc3339) }

  /// In seconds.
  mutating func member(_ key: String, _ span: TimeSpan?) { member(key, span?.inSeconds) }

  mutating func write(_ slot: Slot) {
    member("start", slot.start)
    member("start_deadline", slot.startDeadline)
    member("deadline", slot.deadline)
  }

  mutating func write(_ attempt: AttemptReport) {
    member("stage", attempt.stage)
    member("number", attempt.number)
    member("of", attempt.most)
    member("start", attempt.start)
    member("end", attempt.end)
    member("duration_seconds", attempt.duration)
    member("next", attempt.next)
    member("reason", attempt.reason)
    member("exit_status", attempt.exitStatus)
    member("cpu_seconds", attempt.cpuSeconds)
    member("peak_memory_bytes", attempt.peakMemoryBytes)
  }

  mutating func write(_ problems: [Problem]) {
    array("problems", problems) { json, problem in
      json.member("kind", problem.kind.rawValue)
      json.member("alert", problem.alert)
      json.member("text", problem.text)
    }
  }

  mutating func write(_ costs: [Cost]) {
    array("costs", costs) { json, cost in
      json.member("resource", cost.resource)
      json.member("currency", cost.currency)
      json.member("amount", roundedMoney(cost.amount))
    }
  }
}
