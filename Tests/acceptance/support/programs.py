"""Where the programs under test and their companions are. Tests/tools/setup.sh and `make build` put them there."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
BATCHWATCH = REPOSITORY / ".build/bin/batchwatch"
NODE_EXPORTER = REPOSITORY / ".build/tools/usr/bin/prometheus-node-exporter"
PROMTOOL = REPOSITORY / ".build/tools/usr/bin/promtool"
PROMETHEUS = REPOSITORY / ".build/tools/usr/bin/prometheus"
AMTOOL = REPOSITORY / ".build/tools/usr/bin/amtool"
ALERTMANAGER = REPOSITORY / ".build/tools/usr/bin/alertmanager-unpacked"
FAKETIME = Path("/usr/bin/faketime")
EXAMPLES = REPOSITORY / "node_exporter/examples"
ALERTING = REPOSITORY / "alertmanager"


def require(program, remedy):
    """Ends the whole run at once when a program is missing, with the command that makes it."""
    if not program.exists():
        raise SystemExit(f"{program} is missing; run '{remedy}'")
