"""Processes that run beside the scenario's commands."""

import os
import shlex
import signal
from pathlib import Path

from behave import given, then, when

from kit.commands import TIMEOUT
from kit.waits import wait_until
from steps.trackers import ask


def children(pid):
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


@given("a process runs")
def start_process(context):
    context.world.process = context.world.start(["sleep", "300"])
    context.world.words["PROCESS"] = str(context.world.process.pid)


@given("the process is killed")
@when("the process is killed")
def kill_process(context):
    context.world.process.kill()
    context.world.process.wait()


@given("`{command}` is running")
def start_command(context, command):
    context.world.process = context.world.start(shlex.split(command))


@given("its command is running")
def wait_for_command(context):
    """Beside it are helpers of batchwatch's own, and what becomes the command is a copy of batchwatch first."""
    pid = context.world.process.pid

    def command():
        names = {child: Path(f"/proc/{child}/comm").read_text(encoding="ascii").strip() for child in children(pid)}
        return next((child for child, name in names.items() if name != "batchwatch"), None)

    wait_until(command, "the command")
    child = command()
    context.world.at_close(lambda: kill_if_alive(child, "sleep"))


def kill_if_alive(pid, name):
    """Ends a command that outlived batchwatch; its name makes sure that it is still the same process."""
    try:
        if Path(f"/proc/{pid}/comm").read_text(encoding="ascii").strip() == name:
            os.kill(pid, signal.SIGKILL)
    except (FileNotFoundError, ProcessLookupError):
        pass


@given("the file {name} appears")
def wait_for_file(context, name):
    wait_until((context.world.directory / name).exists, name)


@when("I send {name} to it")
def send_signal(context, name):
    context.world.process.send_signal(signal.Signals[name])
    if name == "SIGKILL":
        context.world.process.wait()


@then("it ends with status {status:d}")
def check_end(context, status):
    found = context.world.process.wait(TIMEOUT)
    # Of a process that a signal ended, as a shell says it.
    found = 128 - found if found < 0 else found
    assert found == status, found


def kept_output(context, run):
    ((output,),) = ask(
        context.world, "SELECT output FROM run_commands JOIN runs ON runs.id = run WHERE runs.name = ?", run
    )
    return output


@then("the kept output of run {run} is the lines `{first}` and `{second}`")
def check_kept_lines(context, run, first, second):
    """The two streams are two pipes, so their lines may stand in either order."""
    found = sorted(kept_output(context, run).decode("utf-8").splitlines())
    assert found == sorted([first, second]), found


@then("the kept output of run {run} has {count:d} bytes and ends with `{text}`")
def check_kept_end(context, run, count, text):
    output = kept_output(context, run)
    assert len(output) == count and output.endswith(text.encode("utf-8") + b"\n"), (len(output), output[-40:])
