"""That a refused call leaves everything as it was."""

import os
import re
import subprocess

from behave import given, then

from steps.spool import as_root
from steps.trackers import checkpoint


def everything(world):
    """Each file's mode and content, but for SQLite's index of its log, which readers write to as well."""
    found = {}
    for directory, _, names in os.walk(world.directory):
        for name in names:
            path = os.path.join(directory, name)
            if name.endswith("-shm") or name in ("config.yml", "node_exporter.log"):
                continue
            with open(path, "rb") as file:
                found[os.path.relpath(path, world.directory)] = (os.fstat(file.fileno()).st_mode, file.read())
    return found


@given("I remember everything")
def remember(context):
    checkpoint(context.world)
    context.world.everything = everything(context.world)
    assert {"tracker.db", "textfile/batchwatch_leads.prom"} <= set(context.world.everything)


@then("nothing has changed")
def check_nothing_changed(context):
    before, after = context.world.everything, everything(context.world)
    # A log without a single commit in it says nothing; that it lies there is no change.
    after = {name: what for name, what in after.items() if not (name == "tracker.db-wal" and not what[1])}
    before = {name: what for name, what in before.items() if not (name == "tracker.db-wal" and not what[1])}
    changed = [name for name in sorted(before | after) if before.get(name) != after.get(name)]
    assert not changed, changed


@then("each line of the message names its place in {name}")
def check_places(context, name):
    lines = context.world.result.stderr.splitlines()
    assert lines
    for line in lines:
        assert re.search(rf"{re.escape(name)}:\d+:\d+: ", line), line


@then("the file {name} does not exist")
def check_missing(context, name):
    path = context.world.directory / name
    # Into a directory of another user's group not everybody may look.
    if os.access(path.parent, os.X_OK):
        assert not path.exists()
    else:
        assert subprocess.run(as_root("test", "-e", path), check=False).returncode == 1
