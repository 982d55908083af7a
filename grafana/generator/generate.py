#!/usr/bin/env python3
"""Writes the dashboards as JSON.

    grafana/generator/generate.py [--check]

With --check nothing is written; it fails, and names the file, when one is stale. Python packages: those of
Tests/tools/requirements.txt.
"""

import json
import sys
from pathlib import Path

from grafana_foundation_sdk.cog.encoder import JSONEncoder

import alert_path
import batch
import batches

FOLDER = Path(__file__).resolve().parents[1] / "dashboards"


def files():
    """Each file's name and content."""
    for module in (batches, batch, alert_path):
        text = json.dumps(module.build(), cls=JSONEncoder, indent=2, ensure_ascii=False)
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
