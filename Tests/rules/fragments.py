#!/usr/bin/python3
"""The parts of alertmanager.yml that are there to be merged into another one.

    fragments.py check            is each, below the comment on its top, part of the example as it stands there?
    fragments.py merge FOREIGN    prints FOREIGN with all of them, merged as their comments and docs/alerting.md say
"""

import sys
from pathlib import Path

import yaml

EXAMPLE = Path(__file__).parents[2] / "alertmanager/alertmanager.yml"
FRAGMENTS = sorted((EXAMPLE.parent / "fragments").glob("*.yml"))


def check():
    """Comments count too: whoever merges the fragments never reads the example."""
    example = EXAMPLE.read_text(encoding="utf-8")
    for fragment in FRAGMENTS:
        _, _, body = fragment.read_text(encoding="utf-8").partition("\n\n")
        # In the example, other settings of the root stand between `route:` and its `routes:`.
        body = body.removeprefix("route:\n")
        if not body or body not in example:
            yield f"{fragment.name} is no part of {EXAMPLE.name} any more: change both"
    # What the example adds to the fragments would be missing after a merge.
    both = yaml.safe_load(example)
    for part in ("templates", "inhibit_rules", "receivers"):
        if both[part] != fragment_of(part)[part]:
            yield f"{part} of {EXAMPLE.name} are not those of the fragment"
    if both["route"]["routes"] != fragment_of("route")["route"]["routes"]:
        yield f"the routes of {EXAMPLE.name} are not those of the fragment"


def fragment_of(part):
    return yaml.safe_load((EXAMPLE.parent / f"fragments/{part}.yml").read_text(encoding="utf-8"))


def merge(foreign):
    """Routes go in front, and the order of the others says nothing."""
    for fragment in FRAGMENTS:
        part = yaml.safe_load(fragment.read_text(encoding="utf-8"))
        routes = part.pop("route", {}).get("routes", [])
        foreign["route"]["routes"] = routes + foreign["route"].get("routes", [])
        for key, items in part.items():
            foreign[key] = foreign.get(key, []) + items
    return foreign


if sys.argv[1] == "check":
    findings = list(check())
    print("\n".join(findings), end="")
    sys.exit(bool(findings))
print(yaml.safe_dump(merge(yaml.safe_load(Path(sys.argv[2]).read_text(encoding="utf-8"))), sort_keys=False))
