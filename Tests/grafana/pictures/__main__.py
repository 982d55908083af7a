"""Draws docs/img/dashboard-*.svg: the dashboards as they are at the end of 30 nights."""

from grafana import shipped
from grafana.pictures import page
from kit import programs
from nights import served, story

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
