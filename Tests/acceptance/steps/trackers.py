"""The tracker's file: what stands in it, and what can happen to it."""

import contextlib
import hashlib
import sqlite3

from behave import given, then, when


def ask(world, query, *values):
    """Rows of the tracker."""
    with contextlib.closing(sqlite3.connect(f"file:{world.tracker}?mode=ro", uri=True)) as tracker:
        return tracker.execute(query, values).fetchall()


def checkpoint(world):
    """Brings everything from the write-ahead log into the database itself, so that damage to it is damage."""
    with contextlib.closing(sqlite3.connect(world.tracker)) as tracker:
        tracker.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@then("run {run} of {batch} is {outcome} because `{reason}`")
def check_reason(context, run, batch, outcome, reason):
    found = ask(
        context.world,
        "SELECT outcome, reason FROM runs JOIN batches ON batches.id = batch WHERE batches.name = ? AND runs.name = ?",
        batch,
        run,
    )
    assert found == [(outcome, reason)], found


@then("run {run} of {batch} is {outcome}")
def check_outcome(context, run, batch, outcome):
    found = ask(
        context.world,
        "SELECT outcome FROM runs JOIN batches ON batches.id = batch WHERE batches.name = ? AND runs.name = ?",
        batch,
        run,
    )
    assert found == [(outcome,)], found


@given("{count:d} batches were recorded")
def record_batches(context, count):
    context.world.run(
        ["bash", "-c", f'for number in {{1..{count}}}; do batchwatch start "batch-$number" >/dev/null || exit; done']
    )
    assert context.world.result.status == 0, context.world.result
    checkpoint(context.world)


@given("the first bytes of the tracker are overwritten")
def break_header(context):
    checkpoint(context.world)
    with context.world.tracker.open("r+b") as file:
        file.write(b"this is no database " * 10)


@given("the tracker is cut off in the middle")
def truncate(context):
    checkpoint(context.world)
    size = context.world.tracker.stat().st_size
    assert size > 8192, "too small to be cut"
    with context.world.tracker.open("r+b") as file:
        file.truncate(size // 2 // 4096 * 4096 + 100)


@given("a page in the middle of the batches is overwritten")
def break_page(context):
    """A leaf of the table, so that all the others can still be reached."""
    world = context.world
    checkpoint(world)
    leaves = ask(
        world, "SELECT pageno, pgsize, ncell FROM dbstat WHERE name = 'batches' AND pagetype = 'leaf' ORDER BY path"
    )
    assert len(leaves) > 2, f"only {len(leaves)} leaves"
    page, size, world.lost_rows = leaves[len(leaves) // 2]
    with world.tracker.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


@given("the index of the open runs is overwritten")
def break_index(context):
    """Whoever looks for a batch's newest open run meets it."""
    world = context.world
    checkpoint(world)
    ((page,),) = ask(world, "SELECT rootpage FROM sqlite_master WHERE name = 'runs_open'")
    ((size,),) = ask(world, "PRAGMA page_size")
    with world.tracker.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


@given("the tracker is empty")
def make_empty(context):
    context.world.tracker.write_bytes(b"")


@given("the tracker's schema is of a later version")
def make_newer(context):
    with contextlib.closing(sqlite3.connect(context.world.tracker)) as tracker:
        ((context.world.schema,),) = tracker.execute("PRAGMA user_version")
        tracker.execute("PRAGMA user_version = 99")
        tracker.commit()


@when("the tracker's schema is of its own version again")
def make_older(context):
    with contextlib.closing(sqlite3.connect(context.world.tracker)) as tracker:
        tracker.execute(f"PRAGMA user_version = {context.world.schema}")
        tracker.commit()


@given("the tracker is the database of another program")
def make_foreign(context):
    with contextlib.closing(sqlite3.connect(context.world.tracker)) as tracker:
        tracker.execute("CREATE TABLE songs(title)")
        tracker.execute("INSERT INTO songs VALUES('Yesterday')")
        tracker.commit()


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@given("I remember the tracker")
def remember_tracker(context):
    checkpoint(context.world)
    context.world.tracker_digest = digest(context.world.tracker)


@then("the tracker has not changed")
def check_unchanged(context):
    assert digest(context.world.tracker) == context.world.tracker_digest, "it has other content"


def aside(world):
    return [
        path for path in world.directory.glob("tracker.db.corrupt-*") if not path.name.endswith(("-wal", "-shm"))
    ]


@then("the damaged tracker lies beside the new one")
def check_aside(context):
    assert len(aside(context.world)) == 1, sorted(path.name for path in context.world.directory.iterdir())


@then("the damaged tracker is what I remember")
def check_aside_content(context):
    (path,) = aside(context.world)
    assert digest(path) == context.world.damaged_digest, "it has other content"


@given("I remember the damaged tracker")
def remember_damaged(context):
    context.world.damaged_digest = digest(context.world.tracker)


@given("the damaged tracker is removed")
def remove_aside(context):
    for path in context.world.directory.glob("tracker.db.corrupt-*"):
        path.unlink()


@then("the tracker holds {count:d} runs of {batch}")
def check_runs(context, count, batch):
    ((found,),) = ask(
        context.world, "SELECT count(*) FROM runs JOIN batches ON batches.id = batch WHERE batches.name = ?", batch
    )
    assert found == count, found


@then("at least all batches but those of the lost page are in the tracker, of {count:d}")
def check_salvaged(context, count):
    """What stood on the page may be known from elsewhere, such as its index."""
    ((found,),) = ask(context.world, "SELECT count(*) FROM batches WHERE name LIKE 'batch-%'")
    least = count - context.world.lost_rows
    assert least <= found <= count, f"{found} of {count}, {context.world.lost_rows} were on the page"


def edit(path, table, column, value):
    """Sets a column in every row, as anybody may who may write the file."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute(f"UPDATE {table} SET {column} = {value}")
        database.commit()


@given("the tracker's {table}.{column} is {value}")
def edit_tracker(context, table, column, value):
    edit(context.world.tracker, table, column, value)


@given("the ledger's {table}.{column} is {value}")
def edit_ledger(context, table, column, value):
    edit(f"{context.world.tracker}-monitor", table, column, value)


@then("what stood in {table} is kept beside the tracker")
def check_report(context, table):
    (report,) = context.world.directory.glob("tracker.db.corrupt-*-rows")
    text = report.read_text(encoding="utf-8")
    assert f"\n{table} " in text, text


@then("there is no file {name}")
def check_no_file(context, name):
    directory = context.world.directory
    found = [*directory.glob(f"**/{name}"), *directory.parent.glob(name)]
    assert not found, found
