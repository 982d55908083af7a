"""What a record flushes to the disk, as strace sees it."""

import re
import shlex
import subprocess
import time

from behave import then, when

from faults import injection
from kit import programs

TRUSTED = {"ext2/ext3", "xfs", "btrfs"}
"""What stat(1) calls the file systems on which a flushed name is known to stay flushed."""


def flushed(world, command, *options):
    """Runs a command and keeps the paths that it flushed without an error."""
    programs.require(injection.STRACE)
    log = world.directory.with_name(f"{world.directory.name}.strace")
    world.run([injection.STRACE, "-f", "-y", "-e", "trace=fdatasync,fsync", "-o", log, *options, *shlex.split(command)])
    assert world.result.status == 0, world.result
    text = log.read_text(encoding="utf-8")
    log.unlink()
    return re.findall(r"sync\(\d+<(.*)>\) += 0$", text, re.MULTILINE)


@when("I run `{command}` and watch what it flushes")
def watch(context, command):
    context.flushed = flushed(context.world, command)


@when("I run `{command}` while flushing the tracker's directory fails once")
def fail_once(context, command):
    # It is the first flush; on a file system that isn't trusted the log comes first.
    of_directory = ["-P", context.world.directory] if _is_trusted(context.world) else []
    context.flushed = flushed(
        context.world, command, *of_directory, "-e", f"inject=fdatasync:error=EIO:when={1 if of_directory else 2}"
    )


@when("nothing happens in the tracker's directory for {seconds:d} seconds")
def wait(_, seconds):
    time.sleep(seconds)


@then("it flushes the tracker's directory")
def check_directory(context):
    assert str(context.world.directory) in context.flushed, context.flushed


@then("it flushes the tracker's log")
def check_log(context):
    assert f"{context.world.tracker}-wal" in context.flushed, context.flushed


@then("it flushes the tracker's log, but not its directory unless the file system is another")
def check_log_alone(context):
    check_log(context)
    assert (str(context.world.directory) in context.flushed) != _is_trusted(context.world), context.flushed


@then("it flushes the file of {batch}")
def check_textfile(context, batch):
    assert any(f"/.batchwatch_{batch}.prom-" in path for path in context.flushed), context.flushed


@then("it flushes no .prom file unless the file system is another")
def check_no_textfile(context):
    assert any(".prom" in path for path in context.flushed) != _is_trusted(context.world), context.flushed


@then("it flushes the textfile directory")
def check_textfile_directory(context):
    assert str(context.world.textfiles) in context.flushed, context.flushed


def _is_trusted(world):
    told = subprocess.run(["stat", "-f", "-c", "%T", world.directory], capture_output=True, encoding="utf-8", check=True)
    return told.stdout.strip() in TRUSTED
