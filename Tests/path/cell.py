"""A cell of the matrix: a row's fault, and an alert that is raised before it, during it, or after it is mended."""

import json
import threading
import time
from dataclasses import dataclass, field

from kit import programs
from kit.waits import comes_true
from path.pace import PACE
from path.rows import FAILED, NOBODY
from path.stage import BATCH, Stage

TIMES = {
    "before": "raise told fault hold last mend settle resolve ended",
    "during": "fault hold doctor raise told mend settle resolve ended",
    "after": "fault hold mend settle raise told resolve ended",
    # The hardest: the alert is on its way when the fault comes; and the fault outlasts what it hides.
    "at once": "raise fault told mend settle resolve ended",
    "over": "raise told fault hold resolve ended mend settle",
    "within": "fault hold raise told resolve ended mend settle",
    # The fault is worth an alert by itself.
    "alone": "fault hold outlast mend settle ebb",
}
"""The columns, and what happens in each, in order."""

HOLD_PASSES = 5
"""A fault holds for so long, so that what would be told twice, or too much, is told."""
OUTLAST_PASSES = 10
"""And so much longer that an Alertmanager that hears nothing says that the alert is over. Not much longer: for 25
passes batchwatch keeps quiet what Prometheus says for a quarter of an hour, which no scale makes shorter."""
QUIET_PASSES = 5
_STARTING = threading.BoundedSemaphore(2)
"""Starting servers keeps the machine busy, and batchwatch waits for answers for a quarter of a second."""


@dataclass
class Story:
    """What happened: when each step was begun, and what came of it."""

    moments: dict = field(default_factory=dict)
    told: list = field(default_factory=list)
    """By the stack."""
    mails: list = field(default_factory=list)
    """By batchwatch."""
    posts: list = field(default_factory=list)
    """Requests that gave Alertmanager alerts."""
    complaints: list = field(default_factory=list)
    """What was wrong on the way."""
    monitor: object = None


class Cell:
    """Plays it on a stage of its own."""

    def __init__(self, row, column):
        self.row = row
        self.column = column
        self.story = Story()
        self._stage = None

    def __str__(self):
        return f"{self.row}/{self.column}"

    def play(self):
        """Returns the story, with the stage cleared away."""
        row = self.row
        with _STARTING:
            self._stage = stage = Stage(row.encrypted, row.has_stack, row.has_clock, row.relays)
        try:
            # Long ago, so that a clock that is set back makes no run older than this one.
            self._record("succeeds", "--at", str(int(time.time()) - 7200))
            stage.monitor_starts()
            for step in TIMES[self.column].split():
                self.story.moments[step] = time.time()
                getattr(self, f"_{step}")()
            self.story.moments["end"] = time.time()
            self._pause(QUIET_PASSES)
            if not stage.monitor.is_running:
                self.story.complaints.append("batchwatch monitor has ended")
            self._collect()
            return self.story
        finally:
            stage.close()

    def _collect(self):
        stage, story = self._stage, self.story
        story.monitor = stage.monitor
        story.mails = list(stage.relay.mails)
        story.told = stage.told()
        if stage.has_stack:
            story.posts = [
                (each.at, alert["labels"])
                for each in stage.proxies["alertmanager"].requests
                if each.method == "POST" and each.path.endswith("/api/v2/alerts")
                for alert in json.loads(each.body)
            ]

    def _record(self, outcome, *options):
        self._stage.batchwatch("start", BATCH, *options)
        self._stage.batchwatch(
            "end", BATCH, *options, *([] if outcome == "succeeds" else ["--failed", "--reason", "printer"]))

    def _pause(self, passes):
        """So many passes, or where they can't be seen or are held up, what they should take."""
        begun = time.monotonic()
        self._stage.monitor.wait_for_passes(passes, patience=30)
        # Alertmanager takes its time as well.
        time.sleep(max(0, passes * PACE.interval - (time.monotonic() - begun)))

    # The steps

    def _fault(self):
        self.row.apply(self._stage)

    def _mend(self):
        self.row.mend(self._stage)

    def _hold(self):
        monitor = self._stage.monitor
        missing = [
            link for link in sorted(self.row.down) if not monitor.wait_until(lambda each: link in each.down, 40)
        ]
        if missing:
            self.story.complaints.append(f"not found broken: {', '.join(missing)}")
        self._pause(self.row.settling)

    def _last(self):
        self._pause(OUTLAST_PASSES)

    def _settle(self):
        monitor, needed = self._stage.monitor, {"heartbeat"} if self.row.has_stack else set()
        if not monitor.wait_until(lambda each: not each.down and needed <= each.up, 40):
            newest = sorted(monitor.passes[-1].down) if monitor.passes else "unknown"
            self.story.complaints.append(f"mended, and still broken: {newest}")
        self._pause(HOLD_PASSES)

    def _ebb(self):
        """What the rules keep firing for a while, and Alertmanager tells with the next messages."""
        self._pause(2 * HOLD_PASSES)

    def _raise(self):
        if self.row.alert == FAILED:
            self._record("fails")
        else:
            self._stage.batchwatch("alert", self.row.alert, "--batch", BATCH, "--summary", "it eats paper")

    def _resolve(self):
        if self.row.alert == FAILED:
            self._record("succeeds")
        else:
            self._stage.batchwatch("alert", self.row.alert, "--batch", BATCH, "--resolve")

    def _told(self):
        """Until somebody is told, or so long that they would be; and batchwatch has seen what the stack told."""
        if self._is_kept_back():
            self._pause(2 * HOLD_PASSES)
        else:
            self._wait_for("firing", since="raise")
            self._pause(HOLD_PASSES)

    def _ended(self):
        if self._is_kept_back():
            self._pause(2 * HOLD_PASSES)
        else:
            self._wait_for("resolved", since="resolve")

    def _is_kept_back(self):
        """Whether nobody is told for now."""
        is_broken = "fault" in self.story.moments and "mend" not in self.story.moments
        return is_broken and (self.row.way == NOBODY or self.row.is_kept)

    def _wait_for(self, status, since):
        """What was told before that step, as by an Alertmanager that heard nothing any more, doesn't count."""
        begun = self.story.moments[since]
        comes_true(lambda: any(
            each.at >= begun and each.status == status and each.alert == self.row.alert and BATCH in each.text
            for each in list(self._stage.inbox.told)), 45 * PACE.interval, PACE.look)

    def _doctor(self):
        """batchwatch doctor names the same links."""
        result = self._stage.world.run([*self._stage.clocked(), programs.BATCHWATCH, "doctor", "--json"])
        try:
            found = json.loads(result.stdout)
            broken = {each["link"] for each in found["links"] if each["state"] == "broken"}
            without_fix = [each["link"] for each in found["links"] if each["state"] == "broken" and not each["fix"]]
        except (ValueError, KeyError) as error:
            self.story.complaints.append(f"doctor: {error!r}: {result}")
            return
        if result.status != (69 if broken else 0):
            self.story.complaints.append(f"doctor ends with {result.status} and finds broken: {sorted(broken)}")
        if not self.row.down <= broken:
            self.story.complaints.append(f"doctor doesn't name {sorted(self.row.down - broken)}")
        if without_fix:
            self.story.complaints.append(f"doctor knows no fix for {without_fix}")

    def _outlast(self):
        """Until the fault has lasted so long that it is told."""
        time.sleep(max(0, self.story.moments["fault"] + PACE.heartbeat_max_age - time.time()))
        self._pause(2 * HOLD_PASSES)
