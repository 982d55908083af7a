"""What the queries of a panel answer, in the shape in which Grafana hands it to the panel."""

import math
import re
from dataclasses import dataclass, field

from grafana import shipped


@dataclass
class Frame:
    """One series."""

    name: str
    points: list
    start: int
    span: int
    step: int
    colour: str = field(default="", compare=False)


def frames(prometheus, dashboard, panel, now, variables):
    """The series of all queries of a panel, named by their legends."""
    # About one point for each pixel.
    points = panel["gridPos"]["w"] * 50
    found = []
    for query in shipped.panel_queries(dashboard, panel):
        series = shipped.ask(prometheus, query, now, points=points, **variables)
        if query.target.get("format") == "heatmap":
            series = _buckets(series)
        for labels, pairs in series:
            finite = [pair for pair in pairs if math.isfinite(pair[1])]
            found.append(Frame(_legend(query, labels), finite, now - query.span, query.span,
                               shipped.step(query, points)))
    return found


def _legend(query, labels):
    template = query.target.get("legendFormat")
    if not template:
        return ", ".join(f"{key}={value}" for key, value in labels.items())
    return re.sub(r"{{(\w+)}}", lambda name: labels.get(name[1], ""), template)


def _buckets(series):
    """Grafana takes the next lower bucket off each, since Prometheus's buckets hold all below their bound."""
    ordered = sorted(series, key=lambda each: float(each[0]["le"]))
    below, result = {}, []
    for labels, points in ordered:
        result.append((labels, [(moment, value - below.get(moment, 0)) for moment, value in points]))
        below = dict(points)
    return result


def rows(prometheus, dashboard, panel, now, variables):
    """The columns and rows of a table, after its transformations `merge` and `organize`."""
    answers = [(query.ref, shipped.ask(prometheus, query, now, **variables))
               for query in shipped.panel_queries(dashboard, panel)]
    shared = None
    for _, series in answers:
        for labels, _ in series:
            shared = set(labels) if shared is None else shared & set(labels)
    merged = {}
    for ref, series in answers:
        column = f"Value #{ref}" if len(answers) > 1 else "Value"
        for labels, points in series:
            row = merged.setdefault(tuple(labels.get(key) for key in sorted(shared - {"__name__"})), {})
            row.update(labels)
            row[column] = points[-1][1]
    organize = next(each["options"] for each in panel["transformations"] if each["id"] == "organize")
    names = {name: organize["renameByName"].get(name, name) for name in organize["indexByName"]}
    table = [{names[key]: value for key, value in row.items() if key in names} for row in merged.values()]
    for order in panel["options"].get("sortBy") or ():
        name, descending = order["displayName"], bool(order.get("desc"))
        table.sort(key=lambda row: row.get(name, 0 if descending else ""), reverse=descending)
    return list(names.values()), table
