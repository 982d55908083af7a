"""Pictures of the dashboards for the docs.

They aren't Grafana: `answers` asks the dashboards' own queries of a Prometheus that holds the story, `format` writes
values by the panels' units, `draw` makes SVG of what they say, and `page` puts the panels where their grid has them.
"""
