"""What can become of a slot. Each plot tells one story from the slot's time on; `PLOTS` lists them with how often."""

from kit.clocks import wall
from verdict.script import Script
from verdict.settings import GPU_LIMIT, LEAD_LIMIT, QUARTER


def work(s: Script, run: str, began: float, until: float, leave_out: int = 0) -> None:
    """Stages, leads and costs between a start and an end, but for the last stages that are left out."""
    stages = s.settings.stages or s.random.choice(([], ["free"], ["one", "two"]))
    stages = stages[: len(stages) - leave_out] if leave_out else stages
    for index, stage in enumerate(stages, 1):
        moment = began + (until - began) * index // (len(stages) + 1)
        if stage == "mockup" and s.random.random() < 0.6:
            if s.random.random() < 0.5:
                s.say(moment, "stage", stage, "--skip", "--run", run)
            continue
        if s.random.random() < 0.25:
            s.say(began + (moment - began) // 2, "stage", stage, "--done", "40", "--total", "100", "--run", run)
        s.say(moment, "stage", stage, "--run", run)
    spend(s, run, began, until)


def spend(s: Script, run: str, began: float, until: float) -> None:
    """Cheap, on the limit, or over it; in one currency or two."""
    middle = began + (until - began) // 2
    stories = {"cheap": 4, "limit": 2, "dear": 3, "gpu limit": 2, "gpu dear": 3, "foreign": 2, "none": 2}
    story = s.random.choices(list(stories), stories.values())[0]
    if story == "none":
        return
    if s.random.random() < 0.85:
        s.say(middle, "leads", "40", "--run", run)
    if story == "cheap":
        s.say(middle, "cost", "0.50", "--run", run)
    elif story == "limit":
        for part in (7.5, 22.5):
            s.say(middle, "cost", f"{part * LEAD_LIMIT / 0.75:.2f}", "--resource", "mail", "--run", run)
    elif story == "dear":
        s.say(middle, "cost", "30.01", "--resource", "mail", "--run", run)
        if s.random.random() < 0.5:  # More leads make each cheaper again.
            s.say(until - 60, "leads", "100", "--run", run)
    elif story == "gpu limit":
        for _ in range(4):
            s.say(middle, "cost", f"{GPU_LIMIT / 4}", "--run", run)
    elif story == "gpu dear":
        s.say(middle, "cost", f"{GPU_LIMIT + 0.01}", "--run", run)
    else:
        s.say(middle, "cost", s.random.choice(("25", "40")), "--run", run, BATCHWATCH_CURRENCY="EUR")
        if s.random.random() < 0.6:
            s.say(middle, "cost", s.random.choice(("8", "33")), "--run", run)


def healthy(s: Script, slot: int) -> None:
    began = slot + s.jitter()
    end = slot + s.quarters(2, 4)
    run = s.start(began)
    work(s, run, began, end)
    s.say(end, "end", "--run", run)


def late(s: Script, slot: int) -> None:
    """It starts after start_within, or in the last moment."""
    healthy(s, slot + s.settings.seconds("start_within", QUARTER) + s.random.choice((0, 0, 1, QUARTER, 4 * QUARTER)))


def early(s: Script, slot: int) -> None:
    """Within the tolerance, exactly at its edge, or too early for it."""
    tolerance = s.settings.seconds("early_tolerance", 600)
    healthy(s, slot - s.random.choice((60, tolerance, tolerance + 1, tolerance + QUARTER)))


def never(s: Script, slot: int) -> None:
    """Cron did not call it."""


def failing(s: Script, slot: int) -> None:
    end = slot + s.quarters(1, 3)
    run = s.start(slot)
    work(s, run, slot, end, leave_out=1)
    if s.settings.stages and s.random.random() < 0.5:
        s.say(end, "stage", s.settings.stages[-1], "--failed", "--reason", "relay refused", "--run", run)
    s.say(end, "end", "--failed", "--reason", "line 12: curl", "--run", run)


def failing_twice(s: Script, slot: int) -> None:
    failing(s, slot)
    failing(s, slot + 4 * QUARTER)


def second_attempt(s: Script, slot: int) -> None:
    failing(s, slot)
    healthy(s, slot + 4 * QUARTER)


def stuck(s: Script, slot: int) -> None:
    """Nothing is heard for hours; then it goes on, or never."""
    run = s.start(slot)
    if s.settings.stages:
        s.say(slot + QUARTER, "stage", s.settings.stages[0], "--percent", "30", "--run", run)
    if s.random.random() < 0.6:
        again = slot + s.quarters(5, 12)
        work(s, run, again, again + 2 * QUARTER)
        s.say(again + 2 * QUARTER, "end", "--run", run)


def slow(s: Script, slot: int) -> None:
    """As long as max_duration, or longer; sometimes tried again at once."""
    end = slot + s.settings.seconds("max_duration", 4 * QUARTER) + s.random.choice((0, 0, QUARTER, 5 * QUARTER))
    run = s.start(slot)
    work(s, run, slot, end)
    failed = s.random.random() < 0.4
    s.say(end, "end", *(["--failed"] if failed else []), "--run", run)
    if s.random.random() < 0.5:
        healthy(s, end + QUARTER)


def fast(s: Script, slot: int) -> None:
    """As short as min_duration, or shorter."""
    end = slot + s.settings.seconds("min_duration", 2 * QUARTER) - s.random.choice((0, 0, 0.25, QUARTER))
    run = s.start(slot)
    work(s, run, slot, end)
    s.say(end, "end", "--run", run)


def incomplete(s: Script, slot: int) -> None:
    """Its last stage is missing; a late record may bring it."""
    end = slot + s.quarters(2, 4)
    run = s.start(slot)
    work(s, run, slot, end, leave_out=1)
    s.say(end, "end", "--run", run)
    if s.settings.stages and s.random.random() < 0.4:
        s.say(end + s.quarters(1, 6), "stage", s.settings.stages[-1], "--run", run)


def overlapping(s: Script, slot: int) -> None:
    """Two runs, ended in any order; the second gives up, succeeds at once, or takes long."""
    first = s.start(slot)
    second = s.start(slot + s.random.choice((1, QUARTER, 2 * QUARTER)))
    ends = [slot + s.quarters(3, 5), slot + s.quarters(3, 12)]
    s.random.shuffle(ends)
    for run, end in zip((first, second), ends):
        work(s, run, slot + 2 * QUARTER, end)
        s.say(end, "end", *s.random.choice(((), (), ("--failed",))), "--run", run)


def lost(s: Script, slot: int) -> None:
    """Its process is killed; sometimes somebody reports the end yet, or tries again."""
    process = s.process()
    run = s.start(slot, "--pid", process)
    if s.settings.stages:
        s.say(slot + QUARTER, "stage", s.settings.stages[0], "--run", run)
    gone = slot + s.quarters(2, 5)
    s.kill(gone, process)
    story = s.random.choice(("silence", "silence", "end", "again"))
    if story == "end":
        s.say(gone + 3 * QUARTER, "end", "--failed", "--run", run)
    elif story == "again":
        healthy(s, gone + 2 * QUARTER)


def lost_beside_another(s: Script, slot: int) -> None:
    """One that nobody ends stays open while another comes and goes; then its process goes."""
    process = s.process()
    s.start(slot, "--pid", process)
    healthy(s, slot + 2 * QUARTER)
    s.kill(slot + s.quarters(8, 12), process)


def executed(s: Script, slot: int) -> None:
    s.execute(slot, s.random.choice(("true", "true", "false")))


def reported_late(s: Script, slot: int) -> None:
    """The tracker hears of it when all is over."""
    heard = slot + s.quarters(5, 9)
    end = slot + s.quarters(1, 4)
    run = s.start(heard, "--at", str(slot))
    for stage in s.settings.stages:
        s.say(heard, "stage", stage, "--run", run, "--at", str(end - 60))
    s.say(heard, "end", "--run", run, "--at", str(end))


def wrong_clock(s: Script, slot: int) -> None:
    """The host's clock is hours ahead at the start; the true night follows."""
    run = s.start(slot - 4 * QUARTER, FAKETIME=wall(slot + s.quarters(8, 30)))
    if s.random.random() < 0.5:
        s.say(slot - 3 * QUARTER, "end", "--run", run)
    if s.random.random() < 0.7:
        healthy(s, slot)


PLOTS = {
    healthy: 20, late: 10, early: 8, never: 8, failing: 8, failing_twice: 4, second_attempt: 6, stuck: 9, slow: 9,
    fast: 8, incomplete: 8, overlapping: 10, lost: 8, lost_beside_another: 4, executed: 4, reported_late: 4,
    wrong_clock: 4,
}
