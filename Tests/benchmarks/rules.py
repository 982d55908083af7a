"""How long a real Prometheus takes to evaluate the shipped rules, by the number of batches it scrapes."""

import statistics
import time
from collections import defaultdict
from pathlib import Path

from benchmarks.measure import goal
from benchmarks.nights import Night, write_copies
from kit.exporter import NodeExporter
from kit.programs import FLEET_RULES, RULES
from kit.prometheus import Server
from kit.waits import wait_until
from kit.world import Place

# Where all is wrong, thousands of batches would be tens of thousands of alerts with all their texts.
BATCHES = {"healthy": (1, 100, 1_000, 5_000), "terrible": (1, 100, 1_000)}
WARM_UP = 2
INTERVAL = 5
"""Seconds between two evaluations of the first group, much less than the usual minute. Each further one takes a second
more, so that two groups don't meet at each evaluation and then share the processors."""
PATIENCE = 600


def rules(directory: Path, binary: str, evaluations: int) -> None:
    """Prints the time of each group and of each rule, by the number of batches."""
    for story, counts in BATCHES.items():
        night = Night(directory / story, binary)
        text = getattr(night, story)()
        found = {}
        for count in counts:
            at = directory / f"{story}-{count}"
            at.mkdir()
            write_copies(text, count, at / "textfile")
            found[count] = measure(at, with_intervals(at), count, evaluations)
        samples = {count: times for count, (times, _) in found.items()}
        fired = sum(found[counts[-1]][1].values()) // counts[-1]
        what = f"each with {fired} alerts" if fired else "all healthy"
        print(f"\nEvaluation of the rules, {what}: medians of {evaluations}, in milliseconds")
        print(f"  {'':<58}" + "".join(f"{count:>12,}" for count in counts) + f"{'a batch more':>16}")
        for title in samples[counts[-1]]:
            row = [statistics.median(samples[count][title]) for count in counts]
            more = (row[-1] - row[-2]) / (counts[-1] - counts[-2]) * 1000
            print(f"  {title:<58}" + "".join(f"{each:>12.2f}" for each in row) + f"{more:>13.1f} µs")
        growth(samples, counts)


def growth(samples: dict[int, dict[str, list[float]]], counts: tuple[int, ...]) -> None:
    """No faster than the number of batches. By the fastest evaluations: the longer one takes, the more of what else
    the machine does falls into it."""
    each = {}
    for count in counts:
        groups = [times for title, times in samples[count].items() if not title.startswith("  ")]
        each[count] = sum(min(times) for times in groups) / count
    shown = ", ".join(f"{each[count]:.3f} ms with {count:,}" for count in counts)
    print(f"  all groups at their fastest, for each batch: {shown}")
    few, most = counts[1], counts[-1]
    goal(f"a batch among {most:,} against one among {few:,}", each[most] / each[few], 1.1, " ×")


def with_intervals(directory: Path) -> Path:
    """The shipped rules, each group with an interval of its own."""
    fleet = FLEET_RULES.read_text().partition("groups:\n")[2].replace("    interval: 15s\n", "")
    parts = (RULES.read_text() + fleet).split("\n    rules:\n")
    text = parts[0]
    for interval, part in enumerate(parts[1:], INTERVAL):
        text += f"\n    interval: {interval}s\n    rules:\n{part}"
    path = directory / "rules.yml"
    path.write_text(text)
    return path


def measure(
    directory: Path, rules: Path, count: int, evaluations: int
) -> tuple[dict[str, list[float]], dict[str, int]]:
    """Milliseconds of each group and, indented, of each of its rules; and how many alerts each rule has."""
    samples: dict[str, list[float]] = defaultdict(list)
    alerts: dict[str, int] = {}
    seen: dict[str, set[str]] = defaultdict(set)
    with Place(directory) as place:
        exporter = NodeExporter(place, directory / "textfile")
        server = Server(place, {
            "global": {"scrape_interval": "30s", "scrape_timeout": "30s"},
            "rule_files": [str(rules)],
            "scrape_configs": [{"job_name": "node", "static_configs": [{"targets": [exporter.address]}]}],
        })
        wait_until(lambda: server.ask("query", query="count(batch_info)")["result"], f"{count} batches", PATIENCE,
                   lambda found: bool(found) and int(found[0]["value"][1]) == count, 0.5)
        deadline = time.monotonic() + PATIENCE
        while not seen or min(map(len, seen.values())) < WARM_UP + evaluations:
            if time.monotonic() > deadline:
                raise SystemExit("bench: Prometheus evaluates too slowly")
            time.sleep(2)
            for group in server.ask("rules")["groups"]:
                known = seen[group["name"]]
                is_new = group["lastEvaluation"] not in known
                known.add(group["lastEvaluation"])
                if not is_new or len(known) <= WARM_UP:
                    continue
                samples[group["name"]].append(group["evaluationTime"] * 1000)
                for rule in group["rules"]:
                    samples[f"  {rule['name']}"].append(rule["evaluationTime"] * 1000)
                    alerts[rule["name"]] = len(rule.get("alerts", []))
    return samples, alerts
