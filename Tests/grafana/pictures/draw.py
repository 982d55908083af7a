"""SVG for each type of panel, from what the queries answered."""

import math
from html import escape

from grafana.pictures import values

PALETTE = ("#73bf69", "#f2cc0c", "#5794f2", "#ff9830", "#b877d9", "#f2495c", "#8ab8ff", "#96d98d", "#fade2a", "#ca95e5")
TEXT, FAINT, PANEL, EDGE, EMPTY = "#ccccdc", "#8e8e9c", "#181b1f", "#2c3037", "#24272d"


class Box:
    """A rectangle to draw into, and the SVG in it."""

    def __init__(self, x, y, width, height):
        self.x, self.y, self.width, self.height = x, y, width, height
        self.parts = []

    def rect(self, x, y, width, height, fill, radius=0, more=""):
        """A filled rectangle, from the box's corner."""
        rounded = f' rx="{radius}"' if radius else ""
        self.parts.append(f'<rect x="{self.x + x:.1f}" y="{self.y + y:.1f}" width="{max(width, 0.5):.1f}" '
                          f'height="{max(height, 0):.1f}" fill="{fill}"{rounded}{more}/>')

    def text(self, x, y, text, fill=TEXT, size=12, anchor="start", weight="", room=None):
        """A line of text, cut to the room that it has."""
        text = str(text)
        if room is not None:
            most = max(int(room / (size * 0.59)), 1)
            text = text if len(text) <= most else f"{text[:most - 1]}…"
        at = f' text-anchor="{anchor}"' if anchor != "start" else ""
        bold = f' font-weight="{weight}"' if weight else ""
        self.parts.append(f'<text x="{self.x + x:.1f}" y="{self.y + y:.1f}" fill="{fill}" '
                          f'font-size="{size:g}"{at}{bold}>{escape(text)}</text>')

    def line(self, points, stroke, width=1.5, dashed=False):
        """Joined points."""
        path = " ".join(f"{self.x + x:.1f},{self.y + y:.1f}" for x, y in points)
        dash = ' stroke-dasharray="7 5"' if dashed else ""
        self.parts.append(f'<polyline points="{path}" fill="none" stroke="{stroke}" stroke-width="{width}"{dash}/>')


def nothing(box, panel):
    """What a panel says without data."""
    box.text(box.width / 2, box.height / 2 + 4, panel["fieldConfig"]["defaults"].get("noValue", "No data"), FAINT, 13,
             "middle", room=box.width)


def _last(frames):
    return [(frame, frame.points[-1][1]) for frame in frames if frame.points]


def stat(box, panel, frames, now):
    """One big figure."""
    found = _last(frames)
    defaults = panel["fieldConfig"]["defaults"]
    if not found:
        return nothing(box, panel)
    value = found[0][1]
    word = values.mapped(value, defaults.get("mappings"))
    text = word[0] if word else values.written(value, defaults["unit"], defaults.get("decimals"), now)
    colour = word[1] if word else values.threshold_colour(value, defaults.get("thresholds"), TEXT)
    if word:
        box.rect(-8, -4, box.width + 16, box.height + 10, colour, 2)
        colour = "#ffffff"
    size = min(36, box.width / max(len(text), 1) * 1.6)
    return box.text(box.width / 2, box.height / 2 + size * 0.3, text, colour, size, "middle", "600")


def bargauge(box, panel, frames, now):
    """A bar for each series."""
    found = _last(frames)
    if not found:
        return nothing(box, panel)
    defaults = panel["fieldConfig"]["defaults"]
    low, high = defaults.get("min", 0), defaults.get("max") or max(value for _, value in found) or 1
    height = min(box.height / len(found), 34)
    longest = min(max(len(frame.name) for frame, _ in found) * 6.6 + 10, box.width * 0.45)
    for number, (frame, value) in enumerate(found):
        y = number * height
        room = box.width - longest - 52
        colour = values.threshold_colour(value, defaults.get("thresholds"), PALETTE[2])
        box.text(0, y + height / 2 + 4, frame.name, TEXT, 12, room=longest)
        box.rect(longest, y + 3, room, height - 6, EMPTY, 2)
        box.rect(longest, y + 3, room * min(max((value - low) / (high - low), 0), 1), height - 6, colour, 2)
        box.text(box.width, y + height / 2 + 4, values.written(value, defaults["unit"], defaults.get("decimals"), now),
                 colour, 12, "end")
    return None


def _ticks(low, high):
    """About four round numbers."""
    raw = (high - low) / 4 or 1
    power = 10 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw)
    first = math.ceil(low / step) * step
    return [first + number * step for number in range(int((high - first) / step + 1e-9) + 1)]


def _time_axis(box, left, bottom, span, start):
    step = 4 * 3600 if span <= 2 * 86400 else 86400 if span <= 8 * 86400 else 5 * 86400
    first = (start - 5 * 3600) // step * step + 5 * 3600 + step
    for moment in range(first, start + span, step):
        x = left + (moment - start) / span * (box.width - left)
        if box.width - x > 15:
            box.text(x, bottom + 14, values.clock(moment, span), FAINT, 10, "middle")
        box.rect(x, 0, 0.5, bottom, EDGE)


def _override(panel, name):
    found = {}
    for override in panel["fieldConfig"]["overrides"]:
        if override["matcher"]["options"] == name:
            found |= {each["id"]: each["value"] for each in override["properties"]}
    return found


def timeseries(box, panel, frames, now, marks=()):
    """Lines or bars over time, with the legend below."""
    frames = [frame for frame in frames if frame.points]
    if not frames:
        return nothing(box, panel)
    defaults = panel["fieldConfig"]["defaults"]
    custom = defaults["custom"]
    stacked = custom.get("stacking", {}).get("mode") == "normal"
    beside = panel["options"]["legend"]["placement"] == "right"
    whole, left, bottom = box.width, 58, box.height - (18 if beside else 36)
    box.width -= min(max(len(frame.name) for frame in frames) * 6 + 30, whole * 0.45) if beside else 0
    start, span = frames[0].start, frames[0].span
    sums = {}
    if stacked:
        for frame in frames:
            for moment, value in frame.points:
                sums[moment] = sums.get(moment, 0) + value
    every = [value for frame in frames for _, value in frame.points] + list(sums.values())
    low = min(0, *every) * 1.05 if defaults.get("min") is None else defaults["min"]
    high = defaults.get("max") or (max(max(every) * 1.05, low + 1e-9) if any(every) else 1)
    high = high if high > low else low + 1

    def place(moment, value):
        return (left + (moment - start) / span * (box.width - left),
                bottom - (min(value, high) - low) / (high - low) * bottom)

    for tick in _ticks(low, high):
        y = place(start, tick)[1]
        box.rect(left, y, box.width - left, 0.5, EDGE)
        unit = "s" if defaults["unit"] == "dthms" else defaults["unit"]
        box.text(left - 6, y + 4, values.written(tick, unit, None, now), FAINT, 10, "end")
    _time_axis(box, left, bottom, span, start)
    for moment, colour in marks:
        if start <= moment <= start + span:
            x = place(moment, low)[0]
            box.line([(x, 0), (x, bottom)], colour, 1, True)
    if low < 0:
        box.rect(left, place(start, 0)[1], box.width - left, bottom - place(start, 0)[1], "#e02f44",
                 more=' fill-opacity="0.2"')
    below = {}
    for number, frame in enumerate(frames):
        override = _override(panel, frame.name)
        colour = override.get("color", {}).get("fixedColor") or PALETTE[number % len(PALETTE)]
        frame.colour = colour
        is_line = override.get("custom.drawStyle", custom["drawStyle"]) == "line"
        stacks = stacked and not override.get("custom.stacking")
        if is_line and not stacks:
            _line(box, frame, place, colour, custom, "custom.lineStyle" in override)
            continue
        width = frame.step / span * (box.width - left) * (0.75 if not is_line else 1.1)
        # Bars stand around their point, areas go on from it.
        back = 0 if is_line else width / 2
        for moment, value in frame.points:
            base = below.get(moment, 0) if stacks else 0
            x, y = place(moment, base + value)
            if stacks:
                below[moment] = base + value
            if value:
                far, near = min(x - back + width, box.width), max(x - back, left)
                top, foot = sorted((y, place(moment, base)[1]))
                box.rect(near, top, far - near, foot - top, colour)
    room, box.width = box.width, whole
    return _legend_beside(box, frames, room + 12) if beside else _legend(box, frames)


def _line(box, frame, place, colour, custom, dashed):
    stepped = custom.get("lineInterpolation") == "stepAfter"
    pieces, last = [], None
    for moment, value in frame.points:
        if last is None or moment - last > frame.step * 1.5:
            pieces.append([])
        piece = pieces[-1]
        point = place(moment, value)
        if stepped and piece and piece[-1][1] != point[1]:
            piece.append((point[0], piece[-1][1]))
        piece.append(point)
        last = moment
    for piece in pieces:
        # Points on a level line say nothing new.
        short = [point for number, point in enumerate(piece) if number in (0, len(piece) - 1)
                 or not piece[number - 1][1] == point[1] == piece[number + 1][1]]
        box.line(short if len(short) > 1 else [short[0], (short[0][0] + 3, short[0][1])], colour, 1.5, dashed)


def _legend_beside(box, frames, x):
    for number, frame in enumerate(frames):
        if (number + 1) * 17 > box.height:
            return
        box.rect(x, number * 17 + 4, 12, 4, frame.colour, 2)
        box.text(x + 16, number * 17 + 10, frame.name, TEXT, 11, room=box.width - x - 16)


def _legend(box, frames):
    x, y = 58, box.height - 3
    for frame in frames:
        width = len(frame.name) * 6 + 26
        if x + width > box.width:
            return
        box.rect(x, y - 6, 12, 4, frame.colour, 2)
        box.text(x + 16, y, frame.name, TEXT, 11)
        x += width


def state_timeline(box, panel, frames, _):
    """A line of coloured spans for each series."""
    frames = [frame for frame in frames if frame.points]
    if not frames:
        return nothing(box, panel)
    mappings = panel["fieldConfig"]["defaults"].get("mappings")
    left = min(max(len(frame.name) for frame in frames) * 6.3 + 12, box.width * 0.4)
    bottom = box.height - 34
    height = bottom / len(frames)
    start, span = frames[0].start, frames[0].span
    scale = (box.width - left) / span
    for number, frame in enumerate(frames):
        box.text(left - 8, number * height + height / 2 + 4, frame.name, TEXT, 11, "end", room=left)
        spans = []
        for moment, value in frame.points:
            if spans and spans[-1][2] == value and moment - spans[-1][1] <= frame.step * 1.5:
                spans[-1][1] = moment
            else:
                if spans and moment - spans[-1][1] <= frame.step * 1.5:
                    spans[-1][1] = moment
                spans.append([moment, moment, value])
        for begin, end, value in spans:
            word = values.mapped(value, mappings) or ("", FAINT)
            # What lasted minutes is seen in a month.
            long = max((end - begin or frame.step) * scale, 2)
            box.rect(left + (begin - start) * scale, number * height + height * 0.1, long, height * 0.8, word[1])
    _time_axis(box, left, bottom, span, start)
    x = 4
    for word in mappings[0]["options"].values():
        box.rect(x, box.height - 10, 12, 6, word["color"], 2)
        box.text(x + 16, box.height - 3, word["text"], TEXT, 11)
        x += len(word["text"]) * 6.3 + 30
    return None


def heatmap(box, panel, frames, now):
    """Cells by bucket and time."""
    frames = [frame for frame in frames if frame.points]
    if not frames:
        return nothing(box, panel)
    left, bottom = 64, box.height - 18
    start, span = frames[0].start, frames[0].span
    most = max(value for frame in frames for _, value in frame.points) or 1
    height = bottom / len(frames)
    _time_axis(box, left, bottom, span, start)
    for number, frame in enumerate(frames):
        y = bottom - (number + 1) * height
        bound = float("inf") if frame.name == "+Inf" else float(frame.name)
        box.text(left - 6, y + 8, "+Inf" if bound == float("inf") else values.written(bound, "s", None, now), FAINT, 10,
                 "end")
        for moment, value in frame.points:
            x = left + (moment - start) / span * (box.width - left)
            width = min(frame.step / span * (box.width - left), box.width - x) - 1
            box.rect(x, y, width, height - 1, "#5794f2" if value else EMPTY,
                     more=f' fill-opacity="{0.35 + 0.65 * value / most:.2f}"' if value else "")
    return None


def table(box, panel, rows, now):
    """Rows of cells, by the overrides of their columns."""
    columns, rows = rows
    if not rows:
        return nothing(box, panel)
    overrides = {name: _override(panel, name) for name in columns}
    fixed = {name: overrides[name].get("custom.width", 0) * 0.84 for name in columns}
    free = [name for name in columns if not fixed[name]]
    spare = max((box.width - sum(fixed.values())) / max(len(free), 1), 60)
    widths = {name: fixed[name] or spare for name in columns}
    scale = box.width / sum(widths.values())
    x = 0
    for name in columns:
        width = widths[name] * scale
        override = overrides[name]
        box.text(x + 5, 12, name, "#6e9fff", 11, weight="600", room=width)
        box.rect(x, 20, width, 0.7, EDGE)
        for number, row in enumerate(rows):
            y = 22 + number * 26
            if y + 24 > box.height + 6:
                break
            _cell(box, row.get(name), override, x, y, width, now)
        x += width
    return None


def _cell(box, value, override, x, y, width, now):
    if value is None or value == "":
        return
    word = values.mapped(value, override.get("mappings"))
    if word and not word[1]:
        value, word = word[0], None
    if word:
        box.rect(x + 1, y, width - 3, 24, word[1], 1)
        box.text(x + 6, y + 16, word[0], "#ffffff", 12, room=width)
        return
    if isinstance(value, str):
        box.text(x + 6, y + 16, value, "#6e9fff" if override.get("links") else TEXT, 12, room=width - 8)
        return
    text = values.written(value, override.get("unit", "none"), override.get("decimals"), now)
    colour = values.threshold_colour(value, override.get("thresholds"), TEXT)
    if override.get("custom.cellOptions", {}).get("type") == "gauge":
        room = width - 58
        box.rect(x + 4, y + 4, room, 16, EMPTY, 1)
        box.rect(x + 4, y + 4, room * min(max(value, 0), 1), 16, colour, 1)
        box.text(x + width - 8, y + 16, text, colour, 12, "end")
        return
    box.text(x + 6, y + 16, text, colour, 12, room=width)


KINDS = {"stat": stat, "bargauge": bargauge, "timeseries": timeseries, "state-timeline": state_timeline,
         "heatmap": heatmap, "table": table}
