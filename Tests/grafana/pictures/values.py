"""Values as Grafana writes them for the units that the dashboards use, and the colours that they get."""

from datetime import datetime, timedelta, timezone

NEW_YORK = timezone(timedelta(hours=-5))
_SPANS = ((31536000, "year"), (2592000, "month"), (86400, "day"), (3600, "hour"), (60, "minute"))


def written(value, unit, decimals, now):
    """A value with its unit."""
    if unit == "percentunit":
        return f"{value * 100:.{decimals or 0}f}%"
    if unit == "dthms":
        size = abs(value)
        text = f"{int(size // 3600):02d}:{int(size % 3600 // 60):02d}:{int(size % 60):02d}"
        return f"{text} ago" if value < 0 else text
    if unit == "s":
        return _seconds(value)
    if unit == "bytes":
        return f"{value / 2**20:.3g} MiB"
    if unit == "dateTimeFromNow":
        return _from_now(value / 1000 - now)
    if decimals is not None:
        return f"{value:.{decimals}f}"
    return f"{value:.4g}"


def _seconds(value):
    for size, name in ((86400, "days"), (3600, "hours"), (60, "mins")):
        if abs(value) >= size:
            return f"{value / size:.3g} {name}"
    return f"{value:.3g} s" if abs(value) >= 1 or not value else f"{value * 1000:.3g} ms"


def _from_now(seconds):
    for size, name in _SPANS:
        if abs(seconds) >= size * 0.9:
            count = max(round(abs(seconds) / size), 1)
            text = f"{count} {name}s" if count > 1 else f"{'an' if name == 'hour' else 'a'} {name}"
            return f"in {text}" if seconds > 0 else f"{text} ago"
    return "a few seconds ago" if seconds <= 0 else "in a few seconds"


def clock(moment, span):
    """A label of the time axis, on the clock of the story."""
    local = datetime.fromtimestamp(moment, NEW_YORK)
    return f"{local:%H:%M}" if span <= 2 * 86400 else f"{local:%m/%d}"


def threshold_colour(value, thresholds, otherwise):
    """The colour of the last step that the value reaches."""
    colour = otherwise
    for step in (thresholds or {}).get("steps", ()):
        if step["value"] is None or value >= step["value"]:
            colour = step["color"]
    return otherwise if colour == "text" else colour


def mapped(value, mappings):
    """The text and colour of a value that has a word of its own."""
    key = f"{value:g}" if isinstance(value, float) else str(value)
    for mapping in mappings or ():
        if mapping["type"] == "regex":
            return mapping["options"]["result"]["text"], None
        if found := mapping["options"].get(key):
            return found["text"], found["color"]
    return None
