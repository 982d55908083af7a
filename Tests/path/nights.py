"""Thirty nights in real time, each of some seconds, with the whole stack.

    python3 -B Tests path.nights [--calm | --stormy] [--nights N] [--seed N]

In calm nights every batch does its work in time, and all is up: nobody may get a single message. In stormy ones batches
fail at random, and whatever lies on the alert's way goes down and comes back at random: somebody must hear of every
failure, and of none twice. The seed says what happens.

That a person heard twice is excused where nobody can know better: Alertmanager told, and was gone before batchwatch
could have seen it there twice. Such cases are counted.
"""

import argparse
import random
import shutil
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass

from kit import processes, programs, proxy
from kit.checks import Checks
from path.judgement import notices
from path.pace import PACE
from path.stage import Stage

NIGHT_SECONDS = 12
BATCHES = ("leads", "invoices", "reports")
HOURLY = "hourly"
"""A batch with a time of its own: it should start a minute after its last start."""
CONFIGURATION = (
    *(f"name: {name}, stages: [scrape, score]" for name in BATCHES),
    f"name: {HOURLY}, every: 1m, start_within: 10s, complete_within: 30s",
)
LOOKS = 3
"""Passes within which batchwatch has seen twice what Alertmanager has."""


@dataclass
class Failure:
    """A batch that failed, and then succeeded."""

    batch: str
    begin: float
    end: float = float("inf")


@dataclass(frozen=True)
class Outage:
    """Something was down."""

    what: str
    begin: float
    end: float


class Storm:
    """Takes something down, and lets it come back, again and again."""

    def __init__(self, stage, chance):
        self._stage = stage
        self._chance = chance
        self.outages = []
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self.error = None

    def _faults(self):
        stage = self._stage

        def server(name, is_ready=True):
            def start():
                getattr(stage, name).start()
                if is_ready:
                    getattr(stage, name).wait_until_ready()
            return getattr(stage, name).stop, start

        def way(name, fault="refusing"):
            return lambda: stage.set(fault, name), lambda: stage.set(proxy.THROUGH, name)

        return {
            "alertmanager": server("alertmanager"), "prometheus": server("prometheus"),
            "node_exporter": server("exporter", is_ready=False), "scrape": way("scrape", "mute"),
            "notify": way("notify"), "mail": way("mail"),
        }

    def _work(self):
        try:
            while not self._ends.wait(self._chance.uniform(1, 12)):
                self._break(*self._chance.choice(sorted(self._faults().items())))
        except Exception as error:  # pylint: disable=broad-exception-caught
            self.error = error

    def _break(self, what, how):
        down, up = how
        begin = time.time()
        down()
        self._ends.wait(self._chance.uniform(2, 25))
        up()
        self.outages.append(Outage(what, begin, time.time()))

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ends.set()
        self._thread.join()


def work(stage, name, run):
    """A run of a batch that goes well."""
    stage.batchwatch("start", name, "--run", run)
    if name != HOURLY:
        stage.batchwatch("stage", name, "scrape", "--run", run)
        stage.batchwatch("leads", name, "12", "--run", run)
        stage.batchwatch("stage", name, "score", "--run", run)
    stage.batchwatch("end", name, "--run", run)


def calm(nights, checks):
    """All goes well, and nobody hears a thing."""
    with Stage(batches=CONFIGURATION) as stage:
        work(stage, HOURLY, "hour-0")
        started = time.monotonic()
        stage.monitor_starts()
        begun = time.monotonic()
        for night in range(nights):
            for name in BATCHES:
                work(stage, name, f"night-{night}")
                time.sleep(0.5)
            if time.monotonic() - started > 55:
                work(stage, HOURLY, f"hour-{night}")
                started = time.monotonic()
            time.sleep(max(0, begun + (night + 1) * NIGHT_SECONDS - time.monotonic()))
        messages = [(channel, message["Subject"] if channel.startswith("mail ") else message)
                    for channel, message in stage.inbox.messages]
        passes = len(stage.monitor.passes)
        broken = Counter(link for each in stage.monitor.passes for link in each.down)
        checks.add(f"{nights} calm nights, {passes} passes: nobody gets a message", [
            *map(str, messages), *_unfit(stage, passes, nights * NIGHT_SECONDS),
        ])
        checks.add(
            f"{nights} calm nights: no link is found broken",
            [f"{link} {count} times" for link, count in broken.items()])


def stormy(nights, seed, checks):
    """Every failure is heard, and none twice."""
    chance = random.Random(seed)
    with Stage(batches=CONFIGURATION[:-1]) as stage:
        for name in BATCHES:
            work(stage, name, "before")
        stage.monitor_starts()
        failures, open_failures = [], {}
        begun = time.monotonic()
        with Storm(stage, random.Random(seed + 1)) as storm:
            for night in range(nights):
                for name in BATCHES:
                    time.sleep(chance.uniform(0, 2))
                    if name in open_failures:
                        # A failure lasts for a night or some.
                        if chance.random() < 0.5:
                            work(stage, name, f"night-{night}")
                            open_failures.pop(name).end = time.time()
                    elif chance.random() < 0.4:
                        stage.batchwatch("start", name, "--run", f"night-{night}")
                        stage.batchwatch("end", name, "--failed", "--reason", f"night {night}")
                        failures.append(Failure(name, time.time()))
                        open_failures[name] = failures[-1]
                    else:
                        work(stage, name, f"night-{night}")
                time.sleep(max(0, begun + (night + 1) * NIGHT_SECONDS - time.monotonic()))
        for name in open_failures:
            work(stage, name, "after")
            open_failures[name].end = time.time()
        # Until what waited is sent, and what fired is over.
        stage.monitor.wait_for_passes(40)
        wrong, excused = _judge(failures, storm.outages, notices(stage.told(), stage.relay.mails, BATCHES))
        if storm.error:
            wrong.append(repr(storm.error))
        wrong += _unfit(stage, len(stage.monitor.passes), nights * NIGHT_SECONDS / 4)
        checks.add(
            f"{nights} stormy nights with {len(failures)} failures and {len(storm.outages)} outages, seed {seed}:"
            f" each is heard once ({excused} twice, where nobody could know)", wrong)


def _judge(failures, outages, told):
    wrong, excused = [], 0
    for index, failure in enumerate(failures):
        later = [each.begin for each in failures[index + 1:] if each.batch == failure.batch]
        end = min([*later, float("inf")])
        found = [each for each in told
                 if each.alert == "BatchFailed" and each.about == failure.batch and failure.begin <= each.at < end]
        firing = [each for each in found if each.status == "firing"]
        shown = ", ".join(f"{each.status} by {each.way} +{each.at - failure.begin:.1f}s" for each in found)
        down = ", ".join(f"{each.what} {each.begin - failure.begin:+.1f}..{each.end - failure.begin:+.1f}s"
                         for each in outages if each.end > failure.begin - 5 and each.begin < failure.end + 40)
        lasted = f"{failure.end - failure.begin:.1f}s"
        text = f"{failure.batch} for {lasted}: {shown or 'nothing'}; down: {down or 'nothing'}"
        resolved = Counter(each.way for each in found if each.status == "resolved")
        if not firing and not resolved:
            wrong.append(f"nobody heard of {text}")
        elif len(firing) > 1:
            if _is_excused(firing, outages):
                excused += 1
            else:
                wrong.append(f"told {len(firing)} times of {text}")
        elif not resolved and not later:
            # A failure that is followed by another is not always seen to end, by those who were away.
            wrong.append(f"never told resolved: {text}")
    return wrong, excused


def _is_excused(firing, outages):
    """Whether Alertmanager told something, and went before it could be seen twice that it did."""
    return len(firing) == 2 and any(
        each.way == "stack" and outage.what == "alertmanager"
        and each.at - PACE.interval <= outage.begin <= each.at + LOOKS * PACE.interval
        for each in firing for outage in outages)


def _unfit(stage, passes, wanted):
    if not stage.monitor.is_running:
        yield "batchwatch monitor has ended"
    if passes < wanted / 2:
        yield f"only {passes} passes"


def main():
    parser = argparse.ArgumentParser(description="Lives through nights with the whole alert path.")
    parser.add_argument("--calm", action="store_true", help="only the calm nights")
    parser.add_argument("--stormy", action="store_true", help="only the stormy nights")
    parser.add_argument("--nights", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    processes.take_children_along()
    programs.require(programs.BATCHWATCH, programs.ALERTMANAGER)
    checks = Checks()
    shared = programs.share()
    parts = []
    if not options.stormy:
        parts.append(lambda: calm(options.nights, checks))
    if not options.calm:
        parts.append(lambda: stormy(options.nights, options.seed, checks))
    try:
        # Both at once: most of the time they wait.
        threads = [threading.Thread(target=_checked, args=(part, checks)) for part in parts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        shutil.rmtree(shared)
    return checks.end()


def _checked(part, checks):
    try:
        part()
    except AssertionError as error:
        checks.add("the nights are lived through", [str(error)])


if __name__ == "__main__":
    sys.exit(main())
