import Batches
import Commands
import Foundation
import JSON
import Testing

@testable import Presentation
@testable import RecordingCommands

@Suite("JSON documents")
struct PresentationJSONTests {
  @Test("escape what JSON must not hold, and what a terminal would obey")
  func escapes() {
    let text = JSONWriter.document { json in
      json.member("a\"\\", "\u{0}\t\r\n\u{1b}\u{7f}\u{9b}\u{2028}é\u{1f4a9}/")
      json.member("nothing", nil as String?)
      json.object("empty") { _ in }
      json.array("none", [] as [Int]) { _, _ in }
    }
    #expect(
      text == #"""
        {
          "a\"\\": "\u0000\t\r\n\u001b\u007f\u009b\u2028é💩/",
          "nothing": null,
          "empty": {},
          "none": []
        }

        """#)
  }

  @Test("write numbers that are numbers")
  func numbers() {
    let text = JSONWriter.document { json in
      json.member("whole", 20.0)
      json.member("part", 0.1)
      json.member("large", 1e300)
      json.member("infinite", Double.infinity)
      json.member("none", Double.nan)
      json.member("longest", Int64.min)
      json.member("minus", -0.0)
    }
    #expect(
      text == """
        {
          "whole": 20,
          "part": 0.1,
          "large": 1e+300,
          "infinite": null,
          "none": null,
          "longest": -9223372036854775808,
          "minus": 0
        }

        """)
  }

  @Test("of status have every member, in a fixed order")
  func status() throws {
    var report = try Night.running()
    report.stages = [report.stages[1]]
    report.run?.log = "/var/log/batches/night.log"
    report.run?.attempts = [Night.attempt(1)]
    report.definition.stallAfter = .minutes(2)
    report.totals.durationBuckets = [DurationBucket(upperBound: .hours(1), count: 3)]
    #expect(
      statusJSON([Night.shown(report)], at: Night.slot + .minutes(42)) == """
        {
          "time": "2026-03-06T06:42:00Z",
          "batches": [
            {
              "name": "leads-nightly",
              "description": "Scrape, enrich and mail the night's leads",
              "schedule": "0 1 * * *",
              "timezone": "America/New_York",
              "severity": "warning",
              "team": "",
              "runbook_url": null,
              "currency": "USD",
              "state": "running",
              "completion_ratio": 0.2222222222222222,
              "open_runs": 1,
              "consecutive_failures": 0,
              "slot": {
                "start": "2026-03-06T06:00:00Z",
                "start_deadline": "2026-03-06T06:15:00Z",
                "deadline": "2026-03-06T10:00:00Z",
                "complete": false
              },
              "next_slot": {
                "start": "2026-03-07T06:00:00Z",
                "start_deadline": "2026-03-07T06:15:00Z",
                "deadline": "2026-03-07T10:00:00Z"
              },
              "expected_end": "2026-03-06T08:00:00Z",
              "run": {
                "id": "20260306T060205.000Z-k3f",
                "outcome": "running",
                "current": true,
                "start": "2026-03-06T06:02:05Z",
                "end": null,
                "progress": "2026-03-06T06:39:00Z",
                "duration_seconds": 2395,
                "leads": 10,
                "costs": [
                  {
                    "resource": "gpu",
                    "currency": "USD",
                    "amount": 7
                  },
                  {
                    "resource": "proxy",
                    "currency": "USD",
                    "amount": 0.3
                  }
                ],
                "cost_per_lead": 0.73,
                "reason": null,
                "log": "/var/log/batches/night.log",
                "attempts": [
                  {
                    "stage": null,
                    "number": 1,
                    "of": 3,
                    "start": "2026-03-06T06:02:05Z",
                    "end": "2026-03-06T06:03:05Z",
                    "duration_seconds": 60,
                    "next": null,
                    "reason": "exit status 1",
                    "exit_status": 1,
                    "cpu_seconds": 0.5,
                    "peak_memory_bytes": 4096
                  }
                ]
              },
              "stages": [
                {
                  "name": "enrich",
                  "optional": false,
                  "weight": 1,
                  "state": "running",
                  "completion_ratio": 0.3333333333333333,
                  "done": 800,
                  "total": 2400,
                  "start": "2026-03-06T06:12:05Z",
                  "end": null,
                  "duration_seconds": null,
                  "reason": null,
                  "log": null
                }
              ],
              "last": {
                "succeeded": false,
                "end": null,
                "success": null,
                "duration_seconds": null,
                "cpu_seconds": null,
                "peak_memory_bytes": null
              },
              "totals": {
                "runs": {
                  "succeeded": 0,
                  "failed": 0,
                  "incomplete": 0,
                  "lost": 0
                },
                "starts_refused": 0,
                "leads": 0,
                "costs": [],
                "duration_seconds": 0,
                "duration_buckets": [
                  {
                    "upper_bound_seconds": 3600,
                    "count": 3
                  }
                ]
              },
              "limits": {
                "start_within_seconds": 900,
                "max_duration_seconds": 10800,
                "min_duration_seconds": 300,
                "stall_after_seconds": 120,
                "failures_before_alert": 1,
                "cost_per_lead": 0.75,
                "gpu_cost": 20
              },
              "problems": [
                {
                  "kind": "stalled",
                  "alert": "BatchStalled",
                  "text": "no progress for 3m 00s, the limit is 2m"
                }
              ]
            }
          ],
          "alert_path": null
        }

        """)
  }

  @Test("of status have null for what isn't there")
  func bareStatus() throws {
    let report = BatchReport(definition: BatchDefinition(name: "adhoc"), timezone: "UTC", currency: "USD")
    let text = statusJSON([ShownBatch(report: report, zone: .utc)], at: Night.slot)
    let document = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let batch = try #require((document["batches"] as? [[String: Any]])?.first)
    for key in ["description", "schedule", "slot", "next_slot", "run", "expected_end"] {
      #expect(batch[key] is NSNull, "\(key)")
    }
    #expect(batch["state"] as? String == "unused")
  }

  @Test("of history and schedule")
  func historyAndSchedule() throws {
    var run = HistoryEntry(name: "r1", outcome: .failed, start: Night.slot)
    run.end = Night.slot + TimeSpan(milliseconds: 1500)
    run.costs = [Cost(resource: "gpu", currency: "USD", amount: 0.5)]
    run.leads = 2
    run.exitStatus = 3
    run.problems = [Problem(kind: .slow, alert: "BatchSlow", text: "the run took 4h, the limit is 3h")]
    run.output = [0x61, 0xff, 0x0a]
    run.measured = .minutes(3)
    run.log = "/log"
    run.attempts = [Night.attempt(1)]
    let refused = RefusedStart(time: Night.slot + .hours(1), waited: .minutes(10), holder: "r1")
    #expect(
      historyJSON([run], refused: [refused], of: "leads-nightly", currency: "USD") == #"""
        {
          "batch": "leads-nightly",
          "currency": "USD",
          "runs": [
            {
              "id": "r1",
              "outcome": "failed",
              "slot": null,
              "start": "2026-03-06T06:00:00Z",
              "end": "2026-03-06T06:00:01Z",
              "duration_seconds": 180,
              "completion_ratio": null,
              "leads": 2,
              "costs": [
                {
                  "resource": "gpu",
                  "currency": "USD",
                  "amount": 0.5
                }
              ],
              "cost_per_lead": 0.25,
              "reason": null,
              "problems": [
                {
                  "kind": "slow",
                  "alert": "BatchSlow",
                  "text": "the run took 4h, the limit is 3h"
                }
              ],
              "exit_status": 3,
              "cpu_seconds": null,
              "peak_memory_bytes": null,
              "output": "a�\n",
              "log": "/log",
              "attempts": [
                {
                  "stage": null,
                  "number": 1,
                  "of": 3,
                  "start": "2026-03-06T06:02:05Z",
                  "end": "2026-03-06T06:03:05Z",
                  "duration_seconds": 60,
                  "next": null,
                  "reason": "exit status 1",
                  "exit_status": 1,
                  "cpu_seconds": 0.5,
                  "peak_memory_bytes": 4096,
                  "output": "no route\n"
                }
              ]
            }
          ],
          "refused_starts": [
            {
              "time": "2026-03-06T07:00:00Z",
              "waited_seconds": 600,
              "running": "r1"
            }
          ]
        }

        """#)
    let slots = UpcomingSlots(
      batch: "a", schedule: try Night.cron(), zone: Night.zone, slots: [Night.slot(day: 2)], warnings: ["late"])
    #expect(
      scheduleJSON([slots], warnings: ["by UTC"]) == """
        {
          "warnings": [
            {
              "text": "by UTC"
            }
          ],
          "batches": [
            {
              "name": "a",
              "schedule": "0 1 * * *",
              "timezone": "America/New_York",
              "slots": [
                {
                  "start": "2026-03-08T06:00:00Z",
                  "start_deadline": "2026-03-08T06:15:00Z",
                  "deadline": "2026-03-08T10:00:00Z",
                  "local_start": "2026-03-08 01:00 EST",
                  "local_start_deadline": "2026-03-08 01:15 EST",
                  "local_deadline": "2026-03-08 06:00 EDT"
                }
              ],
              "warnings": [
                {
                  "text": "late"
                }
              ]
            }
          ]
        }

        """)
  }
}
