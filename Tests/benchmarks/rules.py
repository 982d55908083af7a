"""How long a real Prometheus takes to evaluate the shipped rules, by the number of batches it scrapes."""

import json
import statistics
import time
import urllib.request
from pathlib import Path

import services
from nights import Night, write_copies

RULES = Path(__file__).resolve().parents[2] / "alertmanager/prometheus/batchwatch.rules.yml"
# Where all is wrong, thousands of batches would be tens of thousands of alerts with all their texts.
BATCHES = {"healthy": (1, 100, 5_000), "terrible": (1, 100, 1_000)}
WARM_UP = 2
INTERVAL = 5
"""Seconds between two evaluations; much less than the usual minute, and never two at once."""
PATIENCE = 600


def rules(directory: Path, binary: str, tools: Path, evaluations: int) -> None:
    """Prints the time of each group and of each rule, by the number of batches."""
    for story, counts in BATCHES.items():
        night = Night(directory / story, binary)
        text = getattr(night, story)()
        found = {}
        for count in counts:
            at = directory / f"{story}-{count}"
            at.mkdir()
            write_copies(text, count, at / "textfile")
            found[count] = measure(at, tools, count, evaluations)
        fired = sum(found[counts[-1]][1].values()) // counts[-1]
        what = f"each with {fired} alerts" if fired else "all healthy"
        print(f"\nEvaluation of the rules, {what}: medians of {evaluations}, in milliseconds")
        times = {count: medians for count, (medians, _) in found.items()}
        titles = list(times[counts[-1]])
        print(f"  {'':<58}" + "".join(f"{count:>12,}" for count in counts) + f"{'a batch more':>16}")
        for title in titles:
            row = [times[count][title] for count in counts]
            more = (row[-1] - row[-2]) / (counts[-1] - counts[-2]) * 1000
            print(f"  {title:<58}" + "".join(f"{each:>12.2f}" for each in row) + f"{more:>13.1f} µs")
        growth(times, counts)


def growth(times: dict[int, dict[str, float]], counts: tuple[int, ...]) -> None:
    """No faster than the number of batches: what each costs with the most must not exceed what it does with fewer."""
    total = {count: sum(time for title, time in times[count].items() if not title.startswith("  ")) for count in counts}
    each = {count: total[count] / count for count in counts}
    print(f"  all groups, for each batch: " + ", ".join(f"{each[count]:.3f} ms with {count:,}" for count in counts))
    verdict = "reached" if each[counts[-1]] <= each[counts[-2]] * 1.2 else "MISSED"
    print(f"  goal: no faster growth than the number of batches: {verdict}")


def measure(
    directory: Path, tools: Path, count: int, evaluations: int
) -> tuple[dict[str, float], dict[str, int]]:
    """Median milliseconds of each group and, indented, of each of its rules; and how many alerts each rule has."""
    with services.node_exporter(tools, directory / "textfile", directory) as exporter:
        with services.prometheus(tools, exporter, RULES, INTERVAL, directory) as port:
            wait_for_batches(port, count)
            samples: dict[str, list[float]] = {}
            alerts: dict[str, int] = {}
            seen: dict[str, list[str]] = {}
            deadline = time.monotonic() + PATIENCE
            groups = []
            while not groups or any(len(seen[g["name"]]) < WARM_UP + evaluations for g in groups):
                if time.monotonic() > deadline:
                    raise SystemExit("bench: Prometheus evaluates too slowly")
                time.sleep(INTERVAL / 3)
                groups = ask(port, "rules")["groups"]
                for group in groups:
                    known = seen.setdefault(group["name"], [])
                    if group["lastEvaluation"] in known:
                        continue
                    known.append(group["lastEvaluation"])
                    if len(known) <= WARM_UP:
                        continue
                    samples.setdefault(group["name"], []).append(group["evaluationTime"])
                    for rule in group["rules"]:
                        samples.setdefault(f"  {rule['name']}", []).append(rule["evaluationTime"])
                        alerts[rule["name"]] = len(rule.get("alerts", []))
    return {title: statistics.median(times) * 1000 for title, times in samples.items()}, alerts


def wait_for_batches(port: int, count: int) -> None:
    """Until every batch was scraped."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = ask(port, "query?query=count(batch_info)")["result"]
        if found and int(found[0]["value"][1]) == count:
            return
        time.sleep(0.5)
    raise SystemExit(f"bench: Prometheus never saw {count} batches")


def ask(port: int, what: str) -> dict:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/{what}", timeout=60) as answer:
        return json.load(answer)["data"]
