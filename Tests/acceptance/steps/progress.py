"""Stages that count what passes, and terminals on which they show it."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import threading

from behave import given, then, when

from kit import programs
from kit.commands import TIMEOUT, Result
from kit.waits import wait_until
from steps.trackers import ask

_SEQUENCE = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def _stage(world, stage, run):
    return ask(
        world,
        "SELECT state, done, total FROM run_stages JOIN runs ON runs.id = run"
        " WHERE run_stages.name = ? AND runs.name = ?",
        stage,
        run,
    )


@then("stage {stage} of {run} is {state} with {done} of {total}")
def check_stage(context, stage, run, state, done, total):
    found = [tuple(map(str, row)) for row in _stage(context.world, stage, run)]
    assert found == [(state, done, total)], found


@given("stage {stage} of {run} becomes {state} with {done} of {total}")
@then("stage {stage} of {run} becomes {state} with {done} of {total}")
def wait_for_stage(context, stage, run, state, done, total):
    wait_until(
        lambda: [tuple(map(str, row)) for row in _stage(context.world, stage, run)],
        f"{stage} to be {state} with {done} of {total}",
        is_so=lambda found: found == [(state, done, total)],
    )


@then("stage {stage} of {run} is running, not complete")
def check_running(context, stage, run):
    ((state, _, total),) = _stage(context.world, stage, run)
    assert state == "running" and total is None, (state, total)


@given("stage {stage} of {run} becomes running, not complete")
def wait_until_running(context, stage, run):
    wait_until(lambda: [row[0] for row in _stage(context.world, stage, run)] == ["running"], f"{stage} to run")


@then("the message has {count:d} line")
def check_message_lines(context, count):
    assert context.world.result.stderr.count("\n") == count, context.world.result


@then("it prints nothing on standard output")
def check_no_output(context):
    assert context.world.result.stdout == "", context.world.result


@then("the file {name} comes to hold a number from {low:d} to {high:d}")
def wait_for_number(context, name, low, high):
    def number():
        try:
            return int((context.world.directory / name).read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return None

    wait_until(number, name, is_so=lambda found: found is not None and low <= found <= high)


@when("I run on a terminal of {columns:d} columns")
def run_on_terminal(context, columns):
    """All three streams are the terminal, and it is that of the shell's session."""
    world = context.world
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    pieces = []

    def read():
        try:
            while piece := os.read(ours, 65536):
                pieces.append(piece)
        except OSError:  # EIO: the last process that had it open has ended.
            pass

    environment = {"TERM": "xterm"} | world.environment
    process = subprocess.Popen(
        ["setsid", "--ctty", "--wait", "bash", "-c", context.text], stdin=theirs, stdout=theirs, stderr=theirs,
        cwd=world.directory, env=environment)
    os.close(theirs)
    reader = threading.Thread(target=read)
    reader.start()
    status = process.wait(TIMEOUT)
    reader.join(TIMEOUT)
    os.close(ours)
    text = b"".join(pieces).decode("utf-8")
    world.result = Result(context.text, status, text, "")
    # Each frame that was drawn over the one before, without the colours.
    world.frames = [_SEQUENCE.sub("", frame) for frame in re.split(r"[\r\n]+", text) if frame]


@then("the terminal shows `{pattern}` at some time")
def check_frame(context, pattern):
    assert any(re.search(pattern, frame) for frame in context.world.frames), context.world.frames


@then("the terminal shows `{pattern}` in the end")
def check_last_frame(context, pattern):
    frames = [frame for frame in context.world.frames if frame.strip()]
    assert re.search(pattern, frames[-1]), frames
    if "NO_COLOR" in context.world.environment:
        assert "\x1b[3" not in context.world.result.stdout, context.world.result.stdout


@then("the terminal shows no `{text}`")
def check_no_frame(context, text):
    assert text not in context.world.result.stdout and "\x1b" not in context.world.result.stdout, context.world.frames


@then("no line of the terminal is longer than {columns:d} columns")
@then("no line of the terminal is longer than {columns:d} columns but for messages")
def check_widths(context, columns):
    long = [frame for frame in context.world.frames if len(frame) > columns and not frame.startswith("ts=")]
    assert not long, long


@given("the Python function of the page {page} is in {name}")
def extract_function(context, page, name):
    text = (programs.REPOSITORY / "docs" / page).read_text(encoding="utf-8")
    (code,) = [block for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "def recorded(" in block]
    (context.world.directory / name).write_text(code, encoding="utf-8")
