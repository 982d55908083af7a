"""Puts panels into Grafana's grid of 24 columns, so that none overlaps another and each has an id of its own."""

from grafana_foundation_sdk.models import dashboard

WIDTH = 24


class Layout:
    """Takes rows of panels from top to bottom."""

    def __init__(self):
        self.panels = []
        self._y = 0

    def section(self, title):
        """A headline; Grafana folds what is below it."""
        self.panels.append(dashboard.RowPanel(
            id_val=self._next_id(), title=title, grid_pos=dashboard.GridPos(h=1, w=WIDTH, x=0, y=self._y), panels=[]))
        self._y += 1

    def row(self, height, *panels):
        """Panels side by side, as pairs of a width and a builder. They fill the whole width."""
        x = 0
        for width, builder in panels:
            position = dashboard.GridPos(h=height, w=width, x=x, y=self._y)
            self.panels.append(builder.id(self._next_id()).grid_pos(position).build())
            x += width
        if x != WIDTH:
            raise ValueError(f"a row is {x} columns wide, not {WIDTH}")
        self._y += height

    def _next_id(self):
        return len(self.panels) + 1
