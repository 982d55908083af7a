"""What the configuration says of a generated night.

Limits are multiples of a quarter of an hour, as the moments at which most things happen: so that many nights stand
exactly on a limit when they are judged, where `>` and `>=` differ.
"""

from dataclasses import dataclass, field, replace
from random import Random

QUARTER = 900
LEAD_LIMIT = 0.75
GPU_LIMIT = 20

CLOCK_TIMES = ("0 1 * * *", "30 1 * * *", "0 2 * * *", "30 2 * * *", "15 3 * * *", "0 0 * * *", "45 23 * * *")
OFTEN = ("0 * * * *", "30 */6 * * *", "*/30 1-4 * * *", "0 2 * * 7", "15 2,4 * * *")
STAGES = (
    (),
    ("scrape", "enrich"),
    ("scrape", "enrich", "email"),
    ("scrape", "{name: mockup, optional: true, weight: 2}", "email"),
)


@dataclass(frozen=True)
class Settings:
    """Values as they stand in the file; a key that is not there is left out."""

    zone: str
    values: dict = field(default_factory=dict)

    def text(self, name: str) -> str:
        lines = [f"  - name: {name}"]
        if "schedule" in self.values:
            lines.append(f"    timezone: {self.zone}")
        lines += [f"    {key}: {value}" for key, value in self.values.items()]
        return "\n".join(lines) + "\n"

    @property
    def stages(self) -> list[str]:
        """Names of the configured stages."""
        text = self.values.get("stages", "[]")
        return [name for name in ("scrape", "enrich", "mockup", "email") if name in text]

    def seconds(self, key: str, default: int) -> int:
        """A span of minutes in seconds."""
        value = self.values.get(key)
        return int(value[:-1]) * 60 if value else default


def _minutes(random: Random, *choices: int) -> str:
    return f"{random.choice(choices)}m"


def make(random: Random, zone: str) -> Settings:
    """Any combination may come."""
    values = {}
    kind = random.choices(("clock", "often", "every", "none"), (60, 15, 15, 10))[0]
    if kind in ("clock", "often"):
        values["schedule"] = f'"{random.choice(CLOCK_TIMES if kind == "clock" else OFTEN)}"'
    elif kind == "every":
        values["every"] = random.choice(("6h", "12h", "90m", "20h"))
    if kind != "none":
        if random.random() < 0.4:
            values["start_within"] = _minutes(random, 15, 30, 60)
        if random.random() < 0.3:
            values["early_tolerance"] = _minutes(random, 15, 30)
        if random.random() < 0.75:
            if random.random() < 0.5:
                values["complete_by"] = random.choice(('"02:30"', '"05:00"', '"03:15"'))
            else:
                values["complete_within"] = _minutes(random, 60, 90, 180)
    # Where one is meant to be passed, it must not always be there: what is not configured must not fire.
    if random.random() < 0.7:
        values["max_duration"] = _minutes(random, 60, 90, 120)
    if random.random() < 0.6:
        values["min_duration"] = _minutes(random, 15, 30, 45)
    if random.random() < 0.7:
        values["stall_after"] = _minutes(random, 30, 45, 60)
    if random.random() < 0.3:
        values["failures_before_alert"] = random.choice((2, 2, 3))
    stages = random.choice(STAGES)
    if stages:
        values["stages"] = f"[{', '.join(stages)}]"
    if random.random() < 0.7:
        values["cost_per_lead_limit"] = LEAD_LIMIT
    if random.random() < 0.7:
        values["gpu_cost_limit"] = GPU_LIMIT
    if random.random() < 0.7:
        values["severity"] = random.choice(("critical", "warning", "info"))
    if random.random() < 0.6:
        values["team"] = random.choice(("data-engineering", "sales", "R&D nord"))
    return Settings(zone, values)


def changed(random: Random, settings: Settings) -> Settings:
    """The same batch after somebody edited the file."""
    values = dict(settings.values)
    key = random.choice(("schedule", "max_duration", "stages", "severity", "failures_before_alert", "gpu_cost_limit"))
    if key == "schedule":
        values.pop("every", None)
        if "schedule" in values or "complete_by" in values or "start_within" in values:
            values["schedule"] = f'"{random.choice(CLOCK_TIMES)}"'
        for needy in ("start_within", "early_tolerance", "complete_by", "complete_within"):
            if "schedule" not in values:
                values.pop(needy, None)
    elif key == "stages":
        values["stages"] = "[scrape, email, {name: enrich, optional: true}]"
    else:
        new = {"max_duration": "135m", "severity": "page", "failures_before_alert": 2, "gpu_cost_limit": 7.5}
        values[key] = new[key]
    return replace(settings, values=values)
