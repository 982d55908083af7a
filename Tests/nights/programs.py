"""Where the programs are that the nights need. Tests/tools/setup.sh and `make build` put them there."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
BATCHWATCH = REPOSITORY / ".build/bin/batchwatch"
PROMETHEUS = REPOSITORY / ".build/tools/usr/bin/prometheus"
PROMTOOL = REPOSITORY / ".build/tools/usr/bin/promtool"
RULES = REPOSITORY / "alertmanager/prometheus/batchwatch.rules.yml"
FLEET_RULES = RULES.with_name("batchwatch-fleet.rules.yml")


def faketime_library():
    """The library that the command `faketime` preloads. Preloaded directly it saves a process for each command."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    if not found:
        raise SystemExit("libfaketime is missing; run 'make setup'")
    return found[0]
