"""What happens in the nights: two hosts, their configurations, and a fate for each night.

Everything follows from the number of nights, so that two fills are alike to the last sample.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

MINUTE = 60
FIRST_DAY = datetime(2026, 1, 5, 5, 0, tzinfo=timezone.utc)
"""Midnight in New York, whose winter has no change of the clock: a day is 86,400 seconds all along."""

LEADS = """
  - name: leads-nightly
    description: Turn the night's package records into leads and mail them
    schedule: "0 1 * * *"
    start_within: 15m
    complete_by: "05:00"
    max_duration: 3h
    min_duration: 5m
    stall_after: 45m
    stages: [scrape, enrich, dedupe, score, {name: mockup, optional: true, weight: 2}, email]
    cost_per_lead_limit: 0.75
    gpu_cost_limit: 20
    duration_buckets: [30m, 1h, 2h, 150m, 165m, 3h, 4h, 8h]
    severity: critical
    team: data-engineering
    runbook_url: https://wiki.example.com/leads-nightly
"""

INDEX = """
  - name: index-rebuild
    description: {description}
    schedule: "0 0 * * *"
    complete_by: "03:00"
    stages: [{stages}]
    gpu_cost_limit: 10
    severity: warning
    team: search
"""

INVOICES = """
  - name: invoices
    description: Write and send the day's invoices
    schedule: "30 2 * * *"
    complete_within: 2h
    max_duration: 1h
    stall_after: 1h
    failures_before_alert: 2
    severity: critical
    team: finance
"""

CONFIGURATIONS = {
    "batch1.example.com": LEADS + INDEX.format(description="Crawl and parse", stages="crawl, parse"),
    "batch2.example.com": INVOICES + INDEX.format(description="Merge and publish", stages="merge, publish"),
}

STAGES = (("scrape", 35), ("enrich", 60), ("dedupe", 8), ("score", 22), ("mockup", 25), ("email", 10))
"""The stages of leads-nightly and how many minutes each takes in an ordinary night."""

FATES = ("good", "failed", "skipped", "incomplete", "late", "expensive", "lost", "missed", "overlapping", "stalled",
         "fast", "running")
"""Of leads-nightly in the last nights; those before are good. The last one is the night in which the story ends."""


@dataclass(frozen=True)
class Span:
    """From when until when the story goes, in Unix seconds."""

    start: int
    end: int


def configuration(host):
    """The configuration file of a host."""
    return f"timezone: America/New_York\ncurrency: USD\nbatches:{CONFIGURATIONS[host]}"


def span(nights):
    """The story ends at 03:10 in New York, when somebody is woken."""
    start = int(FIRST_DAY.timestamp())
    return Span(start, int((FIRST_DAY + timedelta(days=nights - 1, hours=3, minutes=10)).timestamp()))


def events(host, nights):
    """All that happens on a host, as pairs of a time and what to do then with the host, in their order."""
    happenings = []
    for night in range(nights):
        midnight = span(nights).start + night * 86400
        if host.startswith("batch1"):
            fate = FATES[night - nights] if nights - night <= len(FATES) else "good"
            happenings += _leads(fate, midnight + 60 * MINUTE, night)
            happenings += _index(("crawl", 35), ("parse", 25), midnight, night, gpu=3)
        else:
            happenings += _index(("merge", 40), ("publish", 20), midnight + 70 * MINUTE, night, early=70)
            happenings += _invoices(midnight + 150 * MINUTE, night, fails=nights - night in (7, 6, 2, 1))
    if host.startswith("batch2"):
        happenings += _by_hand(span(nights).end - 5 * 86400)
        happenings += _troubles(span(nights).end - 3 * 86400)
    end = span(nights).end
    return sorted(((moment, action) for moment, action in happenings if moment <= end), key=lambda pair: pair[0])


def silences(host, nights):
    """The spells in which nobody exports on a host, although its cron should."""
    start = span(nights).end - 6 * 86400
    return [Span(start, start + 40 * MINUTE)] if host.startswith("batch2") else []


def _record(moment, *arguments):
    return moment, lambda host: host.batchwatch(*arguments)


def _begin(moment, batch, night, **size):
    run = f"{batch}-{night:03d}"
    return moment, lambda host: host.begin(batch, run, run, **size)


def _end(moment, batch, night, status=0):
    return moment, lambda host: host.end(f"{batch}-{night:03d}", status)


def _progress(batch, run, stage, start, minutes, until=1.0):
    """Reports of a stage each ten minutes, and at its end that it is complete, or how far it came."""
    for passed in range(0, max(int(minutes * until), 1), 10):
        yield _record(start + passed * MINUTE, "stage", batch, stage, "--run", run,
                      "--done", int(480 * passed / minutes), "--total", 480)
    if until == 1:
        yield _record(start + minutes * MINUTE, "stage", batch, stage, "--run", run)


def _leads(fate, start, night):
    """A night of leads-nightly."""
    if fate == "missed":
        return
    chance = random.Random(night)
    batch, run = "leads-nightly", f"leads-nightly-{night:03d}"
    start += chance.randint(0, 3) * MINUTE
    yield _begin(start, batch, night, megabytes=chance.randint(40, 90), rounds=chance.randint(4, 16))
    moment = start
    for stage, ordinary in STAGES:
        minutes = max(round(ordinary * chance.uniform(0.85, 1.15)), 3)
        if fate == "late" and stage == "enrich":
            minutes *= 3
        if fate == "fast":
            yield _record(moment, "stage", batch, stage, "--run", run)
            continue
        if fate == "skipped" and stage == "mockup":
            yield _record(moment, "stage", batch, stage, "--run", run, "--skip")
            continue
        if fate == "stalled" and stage == "enrich":
            yield _record(moment, "stage", batch, stage, "--run", run, "--percent", 20)
            moment += 60 * MINUTE
        if stage == "enrich":
            yield from _expenses(fate, batch, run, moment, minutes, chance)
        if fate == "failed" and stage == "enrich":
            yield from _progress(batch, run, stage, moment, minutes, 0.6)
            yield _record(moment + 40 * MINUTE, "stage", batch, stage, "--run", run, "--failed", "--reason", "quota")
            yield _end(moment + 40 * MINUTE, batch, night, status=3)
            return
        if fate == "lost" and stage == "score":
            yield moment + 7 * MINUTE, lambda host: host.kill(run)
            return
        if fate == "incomplete" and stage == "email":
            yield from _progress(batch, run, stage, moment, minutes, 0.6)
            moment += minutes * MINUTE
            continue
        yield from _progress(batch, run, stage, moment, minutes)
        moment += minutes * MINUTE
        if stage in ("dedupe", "email") and not (fate == "overlapping" and stage == "email"):
            yield _record(moment, "leads", batch, chance.randint(20, 40) if fate == "expensive" else
                          chance.randint(180, 260), "--run", run)
    if fate == "overlapping":
        yield from _second(batch, start + 50 * MINUTE, night)
    yield _end(moment + (4 * MINUTE if fate == "fast" else 0), batch, night)


def _second(batch, start, night):
    """Somebody starts the batch by hand as well, and gives up."""
    run = f"{batch}-{night:03d}-again"
    yield start, lambda host: host.begin(batch, run, run)
    yield from _progress(batch, run, "scrape", start + MINUTE, 20)
    yield start + 25 * MINUTE, lambda host: host.end(run, 1)


def _expenses(fate, batch, run, start, minutes, chance):
    """GPU bursts of 0.50, and what a service charges for its answers."""
    bursts = 55 if fate == "expensive" else chance.randint(8, 14)
    for burst in range(bursts):
        yield _record(start + int(minutes * MINUTE * burst / bursts), "cost", batch, "0.50",
                      "--stage", "enrich", "--run", run)
    yield _record(start + minutes * MINUTE // 2, "cost", batch, f"{chance.uniform(30, 70):.2f}",
                  "--resource", "api", "--run", run)


def _index(first, second, start, night, gpu=0, early=0):
    """One host's half of index-rebuild. The second half's slot is the same midnight, so its start is reported for
    the slot, `early` minutes before the work on this host begins."""
    chance = random.Random(1000 + night)
    batch, run = "index-rebuild", f"index-rebuild-{night:03d}"
    yield _record(start - early * MINUTE, "start", batch, "--run", run)
    moment = start
    for stage, ordinary in (first, second):
        minutes = round(ordinary * chance.uniform(0.85, 1.15))
        yield from _progress(batch, run, stage, moment, minutes)
        moment += minutes * MINUTE
    if gpu:
        yield _record(moment, "cost", batch, f"{gpu * chance.uniform(0.8, 1.3):.2f}", "--run", run)
    yield _record(moment, "end", batch, "--run", run)


def _invoices(start, night, fails):
    """A night of invoices, which knows no stages; some fail, the last two in a row among them."""
    minutes = random.Random(2000 + night).randint(20, 32)
    yield _begin(start, "invoices", night, megabytes=24, rounds=8)
    yield _end(start + minutes * MINUTE, "invoices", night, status=1 if fails else 0)


def _by_hand(start):
    """A batch of which no configuration knows."""
    start = start - start % 300
    yield _record(start, "start", "backfill")
    yield _record(start + 20 * MINUTE, "stage", "backfill", "load", "--percent", 60)
    yield _record(start + 30 * MINUTE, "stage", "backfill", "load")
    yield _record(start + 35 * MINUTE, "end", "backfill")


def _troubles(start):
    """A mistake in the configuration and a damaged tracker that nobody has looked at yet, each for half an hour."""
    def spoil(host):
        path = host.directory / "config.yml"
        path.write_text(configuration(host.name) + "dealine: 5\n", encoding="utf-8")

    def mend(host):
        (host.directory / "config.yml").write_text(configuration(host.name), encoding="utf-8")

    def damage(host):
        (host.directory / "tracker.db.corrupt-20260101T000000Z").write_bytes(b"")

    def look(host):
        (host.directory / "tracker.db.corrupt-20260101T000000Z").unlink()

    yield start, spoil
    yield start + 30 * MINUTE, mend
    yield start + 120 * MINUTE, damage
    yield start + 150 * MINUTE, look
