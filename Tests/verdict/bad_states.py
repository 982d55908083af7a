"""Hosts on which everything is wrong, as textfiles: every alert fires over them."""

import subprocess
import time
from pathlib import Path

from kit.clocks import Shell
from kit.commands import environment_of
from kit.processes import kill

HOUR = 3600
RUNBOOK = "https://wiki.example.com/failed?a=1&b=%22x%22"

# What each batch is called is the alert that it is for; others may fire beside it.
_BATCHES = """\
batches:
  - {{name: BatchNotStarted, schedule: "{slot}", severity: critical, team: sales}}
  - name: BatchIncomplete
    schedule: "{slot}"
    complete_within: 1h
    stages: [scrape, enrich, email]
    severity: critical
  - {{name: BatchLost, stages: [scrape, enrich, {{name: mockup, optional: true}}], severity: info}}
  - {{name: BatchFailed, stages: [scrape, enrich], runbook_url: '{runbook}'}}
  - {{name: BatchStalled, stall_after: 30m, stages: [scrape, enrich]}}
  - {{name: BatchSlow, max_duration: 1h, stages: [scrape, enrich], severity: critical}}
  - {{name: BatchTooFast, min_duration: 20m, severity: critical}}
  - {{name: BatchOverlap, severity: critical}}
  - {{name: BatchCostPerLeadHigh, cost_per_lead_limit: 0.75, severity: critical}}
  - {{name: BatchGPUCostHigh, gpu_cost_limit: 20, severity: critical}}
  - {{name: healthy}}
"""

_RECORDS = """\
batchwatch start healthy
batchwatch end healthy
batchwatch start BatchIncomplete
batchwatch stage BatchIncomplete scrape
batchwatch start BatchLost --pid {process}
batchwatch stage BatchLost scrape
batchwatch start BatchFailed
batchwatch stage BatchFailed scrape
batchwatch end BatchFailed --failed --reason 'a "quoted" {{{{ reason }}}}'
batchwatch start BatchStalled
batchwatch stage BatchStalled scrape
batchwatch start BatchSlow
batchwatch start BatchTooFast
batchwatch end BatchTooFast
batchwatch start BatchOverlap
batchwatch start BatchOverlap
batchwatch start BatchCostPerLeadHigh
batchwatch leads BatchCostPerLeadHigh 10
batchwatch cost BatchCostPerLeadHigh 9 --resource mail
batchwatch start BatchGPUCostHigh
batchwatch cost BatchGPUCostHigh 20.5
# Without a configuration.
batchwatch start not-configured
batchwatch start not-configured
"""


def batches(directory: Path) -> Path:
    """One batch in each bad state, and a monitor that has stopped, which had found a link broken; gives the directory
    with the textfiles."""
    textfiles = _directory(directory)
    began = int(time.time()) // 60 * 60 - 3 * HOUR
    slot = time.strftime("%M %H * * *", time.gmtime(began))
    configuration = directory / "config.yml"
    configuration.write_text(
        f"tracker: {directory}/tracker.db\ntextfile_directory: {textfiles}\ntimezone: Etc/UTC\n"
        + _BATCHES.format(slot=slot, runbook=RUNBOOK)
    )
    process = subprocess.Popen(["/bin/sleep", "5m"], stdin=subprocess.DEVNULL)
    shell = Shell(directory, environment_of(directory, config=configuration))
    try:
        # The schedules are known before their slot comes.
        shell.run(began - HOUR, ["batchwatch export"])
        shell.run(began, [_RECORDS.format(process=process.pid)])
        kill(process)
        shell.run(int(time.time()), ["batchwatch export"])
    finally:
        shell.close()
        kill(process)
    with (textfiles / "batchwatch.prom").open("a", encoding="utf-8") as file:
        file.write(f"batchwatch_monitor_timestamp_seconds {int(time.time()) - HOUR}\n"
                   'batchwatch_alert_path_up{link="alertmanager"} 0\n')
    return textfiles


def tool(directory: Path) -> Path:
    """A host on which batchwatch itself is ill: what an export writes there, with every figure at its worst."""
    textfiles = _directory(directory)
    shell = Shell(
        directory, environment_of(directory, tracker=directory / "tracker.db", textfile_directory=textfiles))
    try:
        shell.run(int(time.time()) - HOUR, ["batchwatch export"])
    finally:
        shell.close()
    file = textfiles / "batchwatch.prom"
    text = file.read_text(encoding="utf-8")
    for metric, value in (("tracker_up", 0), ("config_up", 0), ("spooled_records", 3)):
        lines = [line for line in text.splitlines() if line.startswith(f"batchwatch_{metric} ")]
        text = text.replace(f"\n{lines[0]}\n", f"\nbatchwatch_{metric} {value}\n")
    file.write_text(text)
    (textfiles / "broken.prom").write_text("this is no metric\n")
    return textfiles


def _directory(directory: Path) -> Path:
    textfiles = directory / "textfile"
    textfiles.mkdir(parents=True)
    return textfiles
