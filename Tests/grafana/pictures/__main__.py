"""Draws docs/img/dashboard-*.svg: the dashboards as they are at the end of 30 nights."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1])]

import shipped  # noqa: E402
from nights import programs, served, story  # noqa: E402
from pictures import page  # noqa: E402

NIGHTS = 30
CHOSEN = {"batchwatch-batch": {"batch": "leads-nightly"}}
"""What the reader of each dashboard has chosen, where it isn't All."""


def main():
    """Draws all of them."""
    now = story.span(NIGHTS).end
    prometheus = served.prometheus(NIGHTS)
    for path in shipped.DASHBOARDS:
        dashboard = shipped.load(path)
        name = f"dashboard-{dashboard['uid'].removeprefix('batchwatch-')}.svg"
        svg = page.picture(prometheus, dashboard, now, CHOSEN.get(dashboard["uid"], {}))
        (programs.REPOSITORY / "docs/img" / name).write_text(svg, encoding="utf-8")
        print(f"wrote docs/img/{name}, {len(svg) // 1000} kB")


if __name__ == "__main__":
    main()
