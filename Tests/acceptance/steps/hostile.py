"""Input that nobody sane would write, and things that stand in the way."""

import os
import stat
from pathlib import Path

from behave import given, then, when

from kit import programs
from steps.trackers import ask

REASONS = {
    "quotes": b"\"'`\"\"",
    "newlines": b"a\nb\r\nc\n",
    "backslashes": b"\\ \\n \\\\ \\",
    "control characters": bytes(range(1, 32)) + b"\x7f\xc2\x9b31m",
    "invalid UTF-8": b"\xff\xfe\xc3(\xed\xa0\x80\xf5 end",
    "nothing": b"",
    "NaN": b"NaN",
    "a metric's line": b'x"} 1\nbatch_success{batch="leads"} 1\n# EOF',
    "100,000 characters": "ö".encode("utf-8") * 50_000,
}


@when("a stage fails and the run ends with a reason of {what}")
def fail_with(context, what):
    reason = REASONS[what]
    command = [bytes(programs.BATCHWATCH), b"stage", b"leads", b"scrape", b"--failed", b"--reason", reason]
    assert context.world.run(command).status == 0, context.world.result
    context.world.run([bytes(programs.BATCHWATCH), b"end", b"leads", b"--failed", b"--reason=" + reason])


@then("the reason that is kept is text")
def check_kept_reason(context):
    """Whole characters, however long it was and whatever its bytes were."""
    rows = ask(context.world, "SELECT CAST(reason AS BLOB) FROM runs UNION ALL SELECT CAST(reason AS BLOB) FROM run_stages")
    assert len(rows) == 2, rows
    for (reason,) in rows:
        assert len(reason) <= 1000 + len("…".encode("utf-8")), len(reason)
        reason.decode("utf-8")


def place(world, name):
    """Where a name stands. DRAFT is the file under which the next content of batchwatch_leads.prom is written."""
    if name == "DRAFT":
        log = Path(f"{world.tracker}-published")
        log.touch(0o660)
        publisher = scope_number(log.stat().st_dev, log.stat().st_ino)
        name = f".batchwatch_leads.prom-{publisher:x}.new"
    return world.textfiles / name


def scope_number(*parts):
    """FNV-1a, 64 bits, each part with an end."""
    number = 0xCBF29CE484222325
    for byte in b"".join(str(part).encode("ascii") + b"\xff" for part in parts):
        number = (number ^ byte) * 0x100000001B3 % 2**64
    return number


@given("a symbolic link is planted as {name}")
def plant_link(context, name):
    context.world.target = context.world.directory / "target"
    context.world.target.write_text("precious", encoding="ascii")
    context.world.target.chmod(0o600)
    place(context.world, name).symlink_to(context.world.target)


@given("a dangling link is planted as {name}")
def plant_dangling_link(context, name):
    place(context.world, name).symlink_to(context.world.directory / "nowhere")


@given("a FIFO is planted as {name}")
def plant_fifo(context, name):
    os.mkfifo(place(context.world, name))


@given("a private file is planted as {name}")
def plant_private_file(context, name):
    path = place(context.world, name)
    path.write_text("batch_running{", encoding="ascii")
    path.chmod(0o600)


@given("a directory is planted as {name}")
def plant_directory(context, name):
    context.world.planted = place(context.world, name)
    context.world.planted.mkdir()
    (context.world.planted / "inside").write_text("precious", encoding="ascii")


@then("the message names the planted directory")
def check_message(context):
    assert str(context.world.planted) in context.world.result.stderr, context.world.result


@then("the planted directory is untouched")
def check_directory(context):
    assert (context.world.planted / "inside").read_text(encoding="ascii") == "precious"


@then("the target of the link is untouched")
def check_target(context):
    assert not (context.world.directory / "nowhere").exists(), "a file was made through the link"
    target = getattr(context.world, "target", None)
    if target:
        assert target.read_text(encoding="ascii") == "precious"
        assert stat.S_IMODE(target.stat().st_mode) == 0o600


@given("another program's file in the textfile directory")
def make_other_file(context):
    path = context.world.textfiles / "other.prom"
    path.write_text("# HELP other Not ours.\n# TYPE other gauge\nother 1\n", encoding="ascii")
    os.utime(path, (1_700_000_000, 1_700_000_000))


@then("the other program's file is untouched")
def check_other_file(context):
    path = context.world.textfiles / "other.prom"
    assert path.stat().st_mtime == 1_700_000_000
    assert path.read_text(encoding="ascii").endswith("\nother 1\n")
