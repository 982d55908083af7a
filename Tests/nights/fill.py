"""Fills a data directory of Prometheus with nights.

    python3 -B Tests nights.fill [NIGHTS]

prints the directory. It is kept under .build/nights until the binary, the rules or the story change.
"""

import hashlib
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kit import programs
from nights import hosts, neighbours, openmetrics, rules, store, story

STEP = 300
"""Seconds between two exports. Cron exports each minute; a fifth of the samples shows the same nights."""

_KEPT = programs.REPOSITORY / ".build/nights"


def data_directory(nights=len(story.FATES)):
    """The data directory of a story of so many nights, made if it isn't there."""
    programs.require(programs.BATCHWATCH, programs.PROMETHEUS, programs.PROMTOOL)
    kept = _KEPT / f"{nights}-{_digest()}"
    if not kept.exists():
        _KEPT.mkdir(parents=True, exist_ok=True)
        for older in _KEPT.glob(f"{nights}-*"):
            shutil.rmtree(older)
        with tempfile.TemporaryDirectory(prefix="batchwatch-nights.") as scratch:
            scratch = Path(scratch)
            data = scratch / "data"
            store.add_blocks(data, live(scratch, nights))
            rules.add(data, scratch, story.span(nights), rules.load(programs.RULES, programs.FLEET_RULES))
            new = kept.with_suffix(".new")
            shutil.rmtree(new, ignore_errors=True)
            shutil.copytree(data, new)
            new.rename(kept)
    return kept


def _digest():
    """Stands for everything that the samples follow from."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    whole = hashlib.sha256()
    for path in (programs.BATCHWATCH, programs.RULES, programs.FLEET_RULES, *sources):
        whole.update(path.read_bytes())
    return whole.hexdigest()[:12]


def live(directory, nights):
    """Lets both hosts live through the nights, and returns their samples and those of their neighbours."""
    with ThreadPoolExecutor() as pool:
        recorders = list(pool.map(lambda name: _live_on(name, directory, nights), story.CONFIGURATIONS))
    return [*recorders, *neighbours.recorders(story.span(nights), STEP)]


def _live_on(name, directory, nights):
    host = hosts.Host(name, directory, story.configuration(name))
    recorder = openmetrics.Recorder("node", host.instance)
    span, silences = story.span(nights), story.silences(name, nights)
    events = iter(story.events(name, nights))
    event = next(events, None)
    try:
        for moment in range(span.start, span.end + 1, STEP):
            while event and event[0] <= moment:
                host.set_clock(event[0])
                event[1](host)
                event = next(events, None)
            host.set_clock(moment)
            if not any(silence.start <= moment < silence.end for silence in silences):
                # 74 and 78 say that a tracker or a configuration is broken, which is part of the story.
                host.batchwatch("export", statuses=(0, 74, 78))
            recorder.snapshot(moment, host.textfiles)
    finally:
        host.close()
    return recorder


if __name__ == "__main__":
    print(data_directory(*map(int, sys.argv[1:2])))
