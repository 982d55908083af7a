"""Where the programs under test and their companions are. Tests/tools/setup.sh and `make build` put them there."""

import shutil
import tempfile
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


def share():
    """Copies what runs as another user to where every user may run it, since a home directory may be closed to others
    as root's is.

    Returns the directory, to be removed in the end."""
    global BATCHWATCH, NODE_EXPORTER  # pylint: disable=global-statement
    directory = Path(tempfile.mkdtemp(prefix="batchwatch-test."))
    directory.chmod(0o755)
    # The verbs that need the network are in a program of their own, which is looked for beside the first.
    shutil.copy(BATCHWATCH.with_name("batchwatch-monitor"), directory)
    BATCHWATCH = Path(shutil.copy(BATCHWATCH, directory))
    NODE_EXPORTER = Path(shutil.copy(NODE_EXPORTER, directory))
    return directory


def require(program, remedy):
    """Ends the whole run at once when a program is missing, with the command that makes it."""
    if not program.exists():
        raise SystemExit(f"{program} is missing; run '{remedy}'")
