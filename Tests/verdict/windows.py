"""The two days that nights are generated in: each holds a change of the clocks, in several zones at once."""

from dataclasses import dataclass
from datetime import datetime

HOURS = 48


@dataclass(frozen=True)
class Window:
    """48 hours from `start`; the second night is the one in which the clocks change."""

    name: str
    start: int
    zones: tuple[str, ...]

    @property
    def end(self) -> int:
        return self.start + HOURS * 3600


def _window(name: str, start: str, *zones: str) -> Window:
    # A zone that keeps its clock stands beside those that change it.
    return Window(name, int(datetime.fromisoformat(start).timestamp()), zones)


ALL = (
    _window("america-forward", "2026-03-07T03:00+00:00", "America/New_York", "America/Los_Angeles", "America/Havana",
            "America/St_Johns", "Asia/Tokyo"),
    _window("europe-back", "2026-10-23T21:00+00:00", "Europe/Berlin", "Europe/London", "Atlantic/Azores",
            "Europe/Athens", "Asia/Kolkata"),
    _window("europe-forward", "2026-03-27T21:00+00:00", "Europe/Berlin", "Europe/London", "Atlantic/Azores",
            "Europe/Athens", "Etc/UTC"),
    _window("america-back", "2026-10-31T03:00+00:00", "America/New_York", "America/Los_Angeles", "America/Havana",
            "America/St_Johns", "Asia/Kathmandu"),
    # Lord Howe moves its clock by half an hour, Chatham is 45 minutes off.
    _window("south-back", "2026-04-03T12:00+00:00", "Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland",
            "Pacific/Chatham", "Australia/Brisbane"),
    _window("south-forward", "2026-10-02T12:00+00:00", "Australia/Sydney", "Australia/Lord_Howe", "Australia/Adelaide",
            "Australia/Darwin"),
)
