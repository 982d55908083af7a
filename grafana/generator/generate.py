#!/usr/bin/env python3
"""Writes the dashboards as JSON.

    grafana/generator/generate.py [--check]

With --check nothing is written; it fails, and names the file, when one is stale. Python packages: those of
Tests/tools/requirements.txt.
"""

import json
import sys
from pathlib import Path

from grafana_foundation_sdk.cog import plugins
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import dashboard

import alert_path
import batch
import batches
from parts import query

FOLDER = Path(__file__).resolve().parents[1] / "dashboards"


def files():
    """Each file's name and content."""
    plugins.register_default_plugins()
    for module in (batches, batch, alert_path):
        # Once through the types, so that all of their defaults are written out and a test can compare.
        typed = dashboard.Dashboard.from_json(json.loads(json.dumps(module.build(), cls=JSONEncoder)))
        whole = json.loads(json.dumps(typed, cls=JSONEncoder))
        for annotation in whole["annotations"]["list"]:
            # Two things that Prometheus's data source reads and the type doesn't know: what stands at the mark, and in
            # a newer Grafana the query, which an older one takes from `expr`.
            annotation["titleFormat"] = f"{{{{batch}}}} on {{{{instance}}}}: {annotation['name'].lower()}"
            annotation["target"] = query(annotation["expr"], ref="Anno").build()
        text = json.dumps(whole, cls=JSONEncoder, indent=2, ensure_ascii=False)
        yield f"{module.UID}.json", f"{text}\n"


def main():
    """Writes or compares; the exit status says whether something was stale."""
    stale = False
    for name, text in files():
        path = FOLDER / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if "--check" in sys.argv[1:]:
            print(f"grafana/dashboards/{name} is stale; run 'make dashboards' and commit it")
            stale = True
        else:
            path.write_text(text, encoding="utf-8")
            print(f"wrote grafana/dashboards/{name}")
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
