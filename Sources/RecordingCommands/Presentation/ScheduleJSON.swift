internal import Batches
internal import Commands
internal import JSON

/// What `schedule --json` prints. Members are never renamed or removed, and all are there always.
///
/// - `warnings`: of all of them together, each with `text`
/// - `batches`: for each batch `name`, `schedule` (cron expression or `every 6h`, null without), `timezone`, and `slots`,
///   ascending: `start`, `start_deadline`, `deadline` in RFC 3339 in UTC, and as `local_start`, `local_start_deadline`,
///   `local_deadline` on the batch's clock (`2026-03-07 01:00 EST`); and `warnings`, as above
package func scheduleJSON(_ batches: [UpcomingSlots], warnings: [String]) -> String {
  JSONWriter.document { json in
    json.array("warnings", warnings) { json, warning in json.member("text", warning) }
    json.array("batches", batches) { json, batch in
      json.member("name", batch.batch)
      json.member("schedule", scheduleText(batch.schedule))
      json.member("timezone", batch.zone.name)
      json.array("slots", batch.slots) { json, slot in
        json.write(slot)
        json.member("local_start", slot.start.localDateTime(in: batch.zone))
        json.member("local_start_deadline", slot.startDeadline?.localDateTime(in: batch.zone))
        json.member("local_deadline", slot.deadline?.localDateTime(in: batch.zone))
      }
      json.array("warnings", batch.warnings) { json, warning in json.member("text", warning) }
    }
  }
}
