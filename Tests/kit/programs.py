"""Where the programs under test and their companions are. Tests/tools/setup.sh and `make build` put them there."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
TESTS = REPOSITORY / "Tests"
BATCHWATCH = REPOSITORY / (os.environ.get("BATCHWATCH") or ".build/bin/batchwatch")
"""The release binary, unless the environment names another, such as `.build/debug/batchwatch`."""
TOOLS = REPOSITORY / ".build/tools/usr"
NODE_EXPORTER = REPOSITORY / (os.environ.get("NODE_EXPORTER") or TOOLS / "bin/prometheus-node-exporter")
PROMTOOL = TOOLS / "bin/promtool"
PROMETHEUS = TOOLS / "bin/prometheus"
AMTOOL = TOOLS / "bin/amtool"
ALERTMANAGER = TOOLS / "bin/alertmanager-unpacked"
PUSHGATEWAY = TOOLS / "bin/prometheus-pushgateway"
FAKETIME = Path("/usr/bin/faketime")
EXAMPLES = REPOSITORY / "node_exporter/examples"
ALERTING = REPOSITORY / "alertmanager"
RULES = ALERTING / "prometheus/batchwatch.rules.yml"
FLEET_RULES = RULES.with_name("batchwatch-fleet.rules.yml")


def require(*programs):
    """Ends the whole run at once when a program is missing, with the command that makes it."""
    for program in programs:
        if not Path(program).exists():
            raise SystemExit(f"{program} is missing; run 'make {'build' if program == BATCHWATCH else 'setup'}'")


def share():
    """Copies what runs as another user to where every user may run it, since a home directory may be closed to others
    as root's is.

    Returns the directory, to be removed in the end. Programs that are started from here take them for theirs."""
    global BATCHWATCH, NODE_EXPORTER  # pylint: disable=global-statement
    directory = Path(tempfile.mkdtemp(prefix="bw."))
    directory.chmod(0o755)
    # The verbs that need the network are in a program of their own, which is looked for beside the first.
    shutil.copy(BATCHWATCH.with_name("batchwatch-monitor"), directory)
    BATCHWATCH = Path(shutil.copy(BATCHWATCH, directory))
    NODE_EXPORTER = Path(shutil.copy(NODE_EXPORTER, directory))
    os.environ.update(BATCHWATCH=str(BATCHWATCH), NODE_EXPORTER=str(NODE_EXPORTER))
    return directory


def again(module, *arguments):
    """The command that runs a module of the tests in a process of its own."""
    return [sys.executable, "-B", str(TESTS), module, *arguments]
