"""What is on the disk after a fault, read without batchwatch: the tracker by SQLite alone, the rest as bytes."""

import json
import shutil
import sqlite3
import stat
from pathlib import Path

from kit import exposition

_BATCHES = "SELECT id, name, succeeded, failed, incomplete, lost, leads, consecutive_failures FROM batches"


class Damage(Exception):
    """The tracker can't be read."""


def read_tracker(path, scratch):
    """What a tracker says, without times and ids, as JSON; None where there is none. A copy is read, without the
    index of its log, so that SQLite recovers it as after the end of every process, and the original stays as it is.

    Raises Damage."""
    if not path.exists() or path.stat().st_size == 0:
        return None
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    shutil.copy(path, scratch / "tracker.db")
    for ending in ("-wal", "-journal"):
        if Path(f"{path}{ending}").exists():
            shutil.copy(f"{path}{ending}", scratch / f"tracker.db{ending}")
    try:
        database = sqlite3.connect(scratch / "tracker.db")
        try:
            return _read(database)
        finally:
            database.close()
    except sqlite3.DatabaseError as error:
        raise Damage(str(error)) from error


def _read(database):
    verdict = database.execute("PRAGMA integrity_check").fetchall()
    if verdict != [("ok",)]:
        raise Damage(f"integrity_check says {verdict[:3]}")
    if database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'batches'").fetchone() == (0,):
        return None
    batches = {}
    for row, name, *figures in database.execute(_BATCHES).fetchall():
        batches[name] = {
            "figures": figures,
            "buckets": database.execute(
                "SELECT upper_bound, count FROM duration_buckets WHERE batch = ? ORDER BY 1", (row,)
            ).fetchall(),
            "costs": database.execute(
                "SELECT resource, currency, amount FROM cost_totals WHERE batch = ? ORDER BY 1, 2", (row,)
            ).fetchall(),
            "runs": _read_runs(database, row),
        }
    return json.dumps(batches, sort_keys=True) if batches else None


def _read_runs(database, batch):
    runs = {}
    rows = database.execute(
        "SELECT id, name, outcome, ended_at IS NOT NULL, leads FROM runs WHERE batch = ?", (batch,)
    ).fetchall()
    for row, name, outcome, ended, leads in rows:
        runs[name] = {
            "run": [outcome, ended, leads],
            "stages": database.execute(
                "SELECT name, state, completion, done, total FROM run_stages WHERE run = ? ORDER BY position", (row,)
            ).fetchall(),
            "costs": database.execute(
                "SELECT resource, currency, stage, amount FROM run_costs WHERE run = ? ORDER BY 1, 2, 3", (row,)
            ).fetchall(),
        }
    return runs


def spooled(directory):
    """The ids of the records that wait. Raises Damage where one is not whole, or was put aside."""
    ids = []
    for path in sorted(directory.iterdir()) if directory.is_dir() else []:
        if path.name.endswith(".rejected"):
            raise Damage(f"a spooled record was put aside: {path.name}")
        if path.name.endswith(".record"):
            text = path.read_bytes()
            fields = text.split(b"\t")
            if not text.endswith(b"\n") or len(fields) < 7 or fields[0] != b"1":
                raise Damage(f"a spooled record is not whole: {text!r}")
            ids.append(fields[1].decode())
    return ids


def textfiles(directory):
    """Every .prom file as (name, series). Raises Damage where node_exporter would refuse one."""
    found = {}
    for path in sorted(directory.iterdir()):
        if not path.name.endswith(".prom"):
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode != 0o644:
            raise Damage(f"{path.name} has mode {mode:o}")
        content = path.read_bytes()
        if not content.endswith(b"\n"):
            raise Damage(f"{path.name} has no final newline: it ends {content[-40:]!r}")
        try:
            parsed = exposition.parse(content.decode("utf-8"))
        except ValueError as error:
            raise Damage(f"{path.name} can't be parsed: {error}") from error
        if set(parsed.types) != set(parsed.helps):
            raise Damage(f"{path.name} has a family without TYPE or HELP")
        found[path.name] = parsed.series
    return found


def counters(files):
    """The counters among the series, which must never turn back."""
    return {
        key: value
        for series in files.values()
        for key, value in series.items()
        if key[0].endswith("_total") and key[0].startswith("batch_")
    }


def disagreements(files, tracker):
    """Where the .prom files differ from the tracker."""
    wrong = []
    for name, batch in json.loads(tracker).items():
        series = files.get(f"batchwatch_{name}.prom")
        if series is None:
            wrong.append(f"batchwatch_{name}.prom is missing")
            continue
        for key, value in _expected(name, batch).items():
            if series.get(key) != value:
                wrong.append(f"{exposition.written(key)} is {series.get(key)}, the tracker says {value}")
    unknown = set(files) - {f"batchwatch_{name}.prom" for name in json.loads(tracker)} - {"batchwatch.prom"}
    return wrong + [f"{name} belongs to no batch" for name in sorted(unknown)]


def _expected(name, batch):
    def key(metric, **labels):
        return (metric, frozenset({"batch": name, **labels}.items()))

    succeeded, failed, incomplete, lost, leads, failures = batch["figures"]
    outcomes = {"succeeded": succeeded, "failed": failed, "incomplete": incomplete, "lost": lost}
    expected = {key("batch_runs_total", outcome=outcome): count for outcome, count in outcomes.items()}
    expected[key("batch_leads_total")] = leads
    expected[key("batch_consecutive_failures")] = failures
    expected[key("batch_duration_seconds_count")] = succeeded
    expected[key("batch_running")] = sum(run["run"][0] == "running" for run in batch["runs"].values())
    for resource, currency, amount in batch["costs"]:
        expected[key("batch_cost_total", resource=resource, currency=currency)] = amount
    return expected
