import Batches
import Configuration
import Testing

let guardMistakes = [
  BadFile(batch: "run: 3h", "3:10: 'run' must be a mapping of settings, not a single value"),
  BadFile(batch: "run:", "3:9: 'run' must be a mapping of settings, not nothing"),
  BadFile(batch: "timeout: 3h", "3:5: unknown key 'timeout' in a batch; it belongs into 'run'"),
  BadFile(batch: "no_overlap: true", "3:5: unknown key 'no_overlap' in a batch; it belongs into 'run'"),
  BadFile(guards: "timout: 3h", "3:11: unknown key 'timout', did you mean 'timeout'?"),
  BadFile(guards: "max_duration: 3h", "3:11: unknown key 'max_duration', did you mean 'timeout'?"),
  BadFile(guards: "lock: true", "3:11: unknown key 'lock', did you mean 'no_overlap'?"),
  BadFile(guards: "stages: [a]", "3:11: unknown key 'stages' in 'run'; it belongs into a batch"),
  BadFile(guards: "timeout: 0", "3:20: 'timeout' must be at least 1ms, not '0'"),
  BadFile(guards: "timeout: 2y", "3:20: 'timeout' must be at most 1y, not 2y"),
  BadFile(
    guards: "timeout: 3", "3:20: 'timeout': '3' is no duration: after 3 a unit is missing, as in '3s'"),
  BadFile(guards: "kill_after: 3s", "3:11: 'kill_after' needs 'timeout' beside it, such as 'timeout: 3h'"),
  BadFile(guards: "retry_delay: 3s", "3:11: 'retry_delay' needs 'retries' beside it, such as 'retries: 2'"),
  BadFile(guards: "wait: 3s", "3:11: 'wait' needs 'no_overlap: true' beside it"),
  BadFile(guards: "no_overlap: false, wait: 3s", "3:30: 'wait' needs 'no_overlap: true' beside it"),
  BadFile(guards: "no_overlap: yes, wait: 3s", "3:23: 'no_overlap' must be true or false, not 'yes'"),
  BadFile(guards: "retries: 101", "3:20: 'retries' must be a whole number from 0 to 100, not '101'"),
  BadFile(guards: "ok_status: 256", "3:22: 'ok_status' must be a whole number from 0 to 255, not '256'"),
  BadFile(guards: "ok_status: [0, x]", "3:26: 'ok_status' must be a whole number from 0 to 255, not 'x'"),
  BadFile(guards: "ok_status: []", "3:22: 'ok_status' must have 1 to 32 items, not 0"),
  BadFile(
    guards: "keep_log: logs", "3:21: 'keep_log' must be an absolute path, such as /var/log/batches, not 'logs'"),
]

@Suite struct `The guards in the configuration` {
  @Test func `are read`() throws {
    let text = """
      batches:
        - name: a
          run: {timeout: 3h, kill_after: 30s, no_overlap: true, wait: 10m, retries: 2, retry_delay: 5m,
                ok_status: [24, 0], quiet: true, no_output: true, keep_log: /var/log/batches}
        - name: b
          run: {ok_status: 24}
        - name: c
      """
    let batches = try parse(text).batches
    var guards = Guards()
    guards.timeout = .hours(3)
    guards.killAfter = TimeSpan(seconds: 30)
    guards.noOverlap = true
    guards.wait = .minutes(10)
    guards.retries = 2
    guards.retryDelay = .minutes(5)
    guards.okStatuses = [24]
    guards.quiet = true
    guards.noOutput = true
    guards.keepLog = "/var/log/batches"
    #expect(batches[0].guards == guards)
    #expect(batches[1].guards.okStatuses == [24])
    #expect(batches[2].guards == Guards())
  }

  @Test func `are kept by the tracker`() throws {
    let batch = try #require(
      parse("batches:\n- {name: a, run: {timeout: 3h, ok_status: [3, 24], keep_log: \"/a;b,c\"}}").batches.first)
    #expect(BatchDefinition(name: "a", cached: batch.cached) == batch)
  }
}
