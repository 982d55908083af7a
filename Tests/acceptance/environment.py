"""What behave does around the scenarios: each gets a world of its own, and nothing of it is left.

To keep the directories of scenarios that failed, set KEEP=1.
"""

import os

from kit import clocks, programs
from kit.world import World


def before_all(context):
    programs.require(programs.BATCHWATCH, programs.NODE_EXPORTER, programs.PROMTOOL, programs.PROMETHEUS,
                     programs.ALERTMANAGER, programs.FAKETIME)
    clocks.sweep()


def before_scenario(context, scenario):
    # A scenario of several hosts makes another world its current one; the first one holds them all.
    context.world = context.home = World()


def after_scenario(context, scenario):
    failed = scenario.status.has_failed() if hasattr(scenario.status, "has_failed") else scenario.status == "failed"
    keep = failed and bool(os.environ.get("KEEP"))
    context.home.close(keep)
    if keep:
        print(f"kept {context.home.directory}")
