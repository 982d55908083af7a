"""A whole dashboard: its panels where the grid has them."""

from grafana import shipped
from grafana.pictures import answers, draw
from html import escape

COLUMN, ROW, GAP, HEAD = 50, 34, 8, 58
WIDTH = 24 * COLUMN + GAP


def picture(prometheus, dashboard, now, variables):
    """The dashboard as SVG."""
    height = HEAD + max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in dashboard["panels"]) * ROW + GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'role="img" aria-labelledby="t" font-family="Inter, Helvetica, Arial, sans-serif">',
        f'<title id="t">{escape(dashboard["title"])}: not Grafana itself, but its queries and its grid</title>',
        f'<rect width="100%" height="100%" fill="#111217"/>',
        _head(dashboard, variables),
    ]
    marks = _marks(prometheus, dashboard, now, variables)
    for panel in dashboard["panels"]:
        parts += _panel(prometheus, dashboard, panel, now, variables, marks)
    return "\n".join([*parts, "</svg>", ""])


def _head(dashboard, variables):
    box = draw.Box(GAP, 0, WIDTH, HEAD)
    box.text(6, 22, dashboard["title"], "#ffffff", 16, weight="600")
    x = 6
    for variable in dashboard["templating"]["list"]:
        if variable["type"] != "query":
            continue
        chosen = variables.get(variable["name"], "All")
        box.text(x, 46, variable["label"], draw.FAINT, 12)
        x += len(variable["label"]) * 7 + 8
        box.rect(x, 32, len(chosen) * 7 + 20, 20, draw.PANEL, 2)
        box.text(x + 10, 46, chosen, draw.TEXT, 12)
        x += len(chosen) * 7 + 36
    span = dashboard["time"]["from"].removeprefix("now-")
    box.text(WIDTH - 22, 22, f"last {span} · refresh {dashboard['refresh']}", draw.FAINT, 12, "end")
    box.text(WIDTH - 22, 46, "drawn from the same queries and grid, not by Grafana", draw.FAINT, 12, "end")
    return "".join(box.parts)


def _marks(prometheus, dashboard, now, variables):
    """When runs started and ended: the first point of each stretch."""
    marks = []
    for query, each in zip(shipped.annotation_queries(dashboard), dashboard["annotations"]["list"]):
        for _, points in shipped.ask(prometheus, query, now, rate_interval="5m1s", **variables):
            last = 0
            for moment, _ in points:
                if moment - last > 600:
                    marks.append((moment, each["iconColor"]))
                last = moment
    return marks


def _panel(prometheus, dashboard, panel, now, variables, marks):
    place = panel["gridPos"]
    x, y = GAP + place["x"] * COLUMN, HEAD + place["y"] * ROW
    width, height = place["w"] * COLUMN - GAP, place["h"] * ROW - GAP
    frame = draw.Box(x, y, width, height)
    if panel["type"] == "row":
        frame.text(4, 18, f"⌄ {panel['title']}", draw.TEXT, 14, weight="600")
        return frame.parts
    frame.rect(0, 0, width, height, draw.PANEL, 2, f' stroke="{draw.EDGE}"')
    title = panel["title"] + (f"  (last {panel['timeFrom']})" if panel.get("timeFrom") else "")
    frame.text(8, 18, title, draw.TEXT, 12.5, weight="600", room=width - 10)
    box = draw.Box(x + 8, y + 30, width - 16, height - 38)
    if panel["type"] == "table":
        draw.table(box, panel, answers.rows(prometheus, dashboard, panel, now, variables), now)
    else:
        found = answers.frames(prometheus, dashboard, panel, now, variables)
        more = {"marks": marks} if panel["type"] == "timeseries" and not panel.get("timeFrom") else {}
        draw.KINDS[panel["type"]](box, panel, found, now, **more)
    return frame.parts + box.parts
