"""What keeps a record from the tracker, and the spool where it waits."""

import contextlib
import fcntl
import os
import sqlite3
import subprocess

from behave import given, then, when

SMALL_DISK = """
mkdir small-disk
export SMALL_DISK=$PWD/small-disk
mount -t tmpfs -o size=400k tmpfs "$SMALL_DISK" || exit 99
"""


def spool(world):
    return world.spool if hasattr(world, "spool") else world.directory / "tracker.db-spool"


@given("another program holds the lock file")
def hold_lock_file(context):
    """A record lock of the whole process: it excludes the locks of open file descriptions."""
    file = open(f"{context.world.tracker}-lock", "r+b")  # pylint: disable=consider-using-with
    fcntl.lockf(file, fcntl.LOCK_EX)
    context.world.release = file.close
    context.world.at_close(file.close)


@given("another program holds the database")
def hold_database(context):
    database = sqlite3.connect(context.world.tracker, isolation_level=None)
    database.execute("BEGIN IMMEDIATE")
    context.world.release = database.close
    context.world.at_close(database.close)


@given("the lock is given back")
@when("the lock is given back")
def release(context):
    context.world.release()


@then("no record waits in the spool")
def check_empty(context):
    check_waiting(context, 0)


@then("{count:d} record waits in the spool")
@then("{count:d} records wait in the spool")
def check_waiting(context, count):
    found = sorted(path.name for path in spool(context.world).glob("*.record"))
    assert len(found) == count, found


@given("an ordinary user owns the scenario's directory")
def give_to_user(context):
    """Root is bound by no mode, so as root the commands run as another user."""
    world = context.world
    world.user_prefix = []
    if os.geteuid() == 0:
        world.user_prefix = ["setpriv", "--reuid=64001", "--regid=64001", "--clear-groups"]
        for path in [world.directory, world.textfiles]:
            os.chown(path, 64001, 64001)


@given("the tracker and its spool are in directories of their own")
def separate(context):
    world = context.world
    for name in ["tracker", "spool"]:
        path = world.directory / name
        path.mkdir(mode=0o755)
        if os.geteuid() == 0:
            os.chown(path, 64001, 64001)
    world.tracker = world.directory / "tracker/tracker.db"
    world.spool = world.directory / "spool/records"
    world.environment.update(BATCHWATCH_TRACKER=str(world.tracker), BATCHWATCH_SPOOL=str(world.spool))


@given("the {which}'s directory is {how}")
def change_mode(context, which, how):
    world = context.world
    bits = {"read-only": 0o555, "writable": 0o755}[how]
    directory = world.tracker.parent if which == "tracker" else world.spool.parent
    directory.chmod(bits)
    for path in directory.iterdir():
        if path.is_file():
            path.chmod(bits & 0o666)


@contextlib.contextmanager
def as_user(world, prefix):
    world.prefix = prefix
    try:
        yield
    finally:
        world.prefix = []


@given("I ran `{command}` as the user")
def run_as_user_successfully(context, command):
    with as_user(context.world, context.world.user_prefix):
        context.execute_steps(f"Given I ran `{command}`")


@when("I run `{command}` as the user")
def run_as_user(context, command):
    with as_user(context.world, context.world.user_prefix):
        context.execute_steps(f"When I run `{command}`")


@when("I run in a shell as the user")
def run_shell_as_user(context):
    context.world.run([*context.world.user_prefix, "bash", "-c", context.text])


@when("I run in a shell on a small disk")
def run_on_small_disk(context):
    run_with_mounts(context, SMALL_DISK)


@when("I run in a shell where /proc shows nothing")
def run_without_proc(context):
    run_with_mounts(context, "mount -t tmpfs none /proc || exit 99; ")


def run_with_mounts(context, mounts):
    """Runs the step's text where file systems are mounted first, in a namespace of mounts that ends with the shell."""
    enter = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]
    result = context.world.run([*enter, "bash", "-c", mounts + context.text])
    assert result.status != 99, f"this machine doesn't let its users mount a file system: {result}"


@then("the file {name} holds a number from {low:d} to {high:d}")
def check_number(context, name, low, high):
    found = (context.world.directory / name).read_text(encoding="ascii")
    assert low <= int(found) <= high, found


@given("a spooled record is copied under another id")
def copy_record(context):
    """As if the same end had been reported twice."""
    directory = spool(context.world)
    (record,) = directory.glob("*.record")
    fields = record.read_text(encoding="utf-8").split("\t")
    fields[1] = "another"
    (directory / "000000000002.record").write_text("\t".join(fields), encoding="utf-8")


@given("a spooled record is half written")
def write_half(context):
    directory = spool(context.world)
    directory.mkdir()
    (directory / "000000000001.record").write_text("1\tsomeid\tleads\t\t17727", encoding="utf-8")


def as_root(*command):
    """A command as only root may run it: to be two users, or to give files away."""
    return [*command] if os.geteuid() == 0 else ["sudo", "--non-interactive", *command]


@given("a directory for the tracker that belongs to a group")
def share_directory(context):
    world = context.world
    world.directory.chmod(0o755)
    shared = world.directory / "shared"
    shared.mkdir()
    for path, mode in [(shared, "2770"), (world.textfiles, "2775")]:
        for command in [("chown", "root:64000", path), ("chmod", mode, path)]:
            done = subprocess.run(as_root(*command), capture_output=True, encoding="utf-8", check=False)
            assert done.returncode == 0, f"two users are needed, and only root can be both: {done.stderr}"
    give_back = as_root("chown", "--recursive", str(os.geteuid()), shared, world.textfiles)
    world.at_close(lambda: subprocess.run(give_back, check=True))
    world.tracker = shared / "tracker.db"
    world.environment["BATCHWATCH_TRACKER"] = str(world.tracker)


@when("I run in a shell as user {user:d} of the group")
def run_as_member(context, user):
    # sudo would keep the environment to itself.
    variables = [f"{name}={value}" for name, value in context.world.environment.items()]
    prefix = as_root("setpriv", f"--reuid={user}", "--regid=64000", "--clear-groups", "env", "-i", *variables)
    context.world.run([*prefix, "bash", "-c", context.text])


@then("the message is empty")
def check_no_message(context):
    assert context.world.result.stderr == "", context.world.result


@then("it says one line")
def check_one_line(context):
    """A message for a person: one line, and nothing that drives a terminal."""
    message = context.world.result.stderr
    assert message.count("\n") == 1 and message.endswith("\n"), context.world.result
    assert message[:-1].isprintable(), context.world.result
    assert context.world.result.stdout == "", context.world.result
