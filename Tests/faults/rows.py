#!/usr/bin/env python3
"""Writes into rows, cells and files what nobody should, and holds real calls against what must be so all the same: no
call ends by a signal or as a bug, none takes longer or more memory than it may, the command of `run` is started and its
status returned, a batch that failed is mailed in the next pass, and every file for node_exporter can be read.

Who may write to the tracker can write all of this; so can a disk. The edits of a round are made together, since most
say nothing of each other; of a round that goes wrong, the halves are tried again as long as one goes wrong too.
"""

import argparse
import email
import email.policy
import json
import os
import random
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from faults import evidence, situations
from kit import programs, receivers
from kit.checks import Checks

DEADLINE = 30
"""Seconds that a call may take, on a busy machine too."""
MOST_MEMORY = 64 << 20
EDITS = 48
"""In a round, at most."""
WITNESS = "witness"
"""The batch that has failed when a round begins, and of which nobody heard yet."""

CONFIGURATION = """\
timezone: UTC
currency: USD
batches:
  - name: leads
    schedule: "0 1 * * *"
    start_within: 15m
    complete_by: "05:00"
    stages: [scrape, {{name: enrich, weight: 3}}, {{name: email, optional: true}}]
    cost_per_lead_limit: 0.5
    gpu_cost_limit: 20
    max_duration: 3h
    stall_after: 20m
  - name: invoices
    every: 2h
    complete_within: 2h
    duration_buckets: [5m, 1h]
mail:
  to: {worker}@example.com
  from: batchwatch@example.com
  smtp: "smtp://127.0.0.1:{port}"
  starttls: never
"""
BEFORE = (
    "start leads --run night-1", "stage leads scrape", "stage leads enrich", "leads leads 30", "cost leads 0.5",
    "end leads", "start invoices --run monday", "end invoices --failed --reason printer", "start reports --run r",
    "stage reports print --done 3 --total 7", "run reports -- echo yes", "start leads --run night-2",
    "stage leads scrape --done 5 --total 20", "leads leads 10", "cost leads 0.25 --stage scrape", "export",
)
RECORDS = (
    ("", "refused\t600000\tnight-1"),
    ("night-2", "attempt\t\t1\t3\t{now}\t1000\t{now}\t=exit status 1\t1\t0.5\t4096\t6f"),
    ("night-2", "attempt\tscrape\t1\t3\t{now}\t1000\t\t-\t1\t0.5\t4096\t6f"),
    ("night-2", "command-stage\tenrich\t1000\t/log/enrich\t1\t0\t0.5\t4096\t6f\tcomplete"),
)
"""What `run` records of guards, by the run that it is of."""
AFTER = (f"start {WITNESS} --run r", f"leads {WITNESS} 3", f"end {WITNESS} --failed --reason printer")

NUMBERS = (
    -(1 << 63), (1 << 63) - 1, -(1 << 63) + 1, (1 << 63) - 2, -1, 0, 1, 2, 1 << 62, (1 << 62) + 1, 1 << 53, 1 << 31,
    (1 << 31) - 1, -(1 << 31), 250_000, 250_001, 1_000_000, 10**15, 10**15 + 1, 10**12, 253_402_300_799_999,
    253_402_300_800_000, 9_223_372_036_854, 9_223_372_036_855, 10**18, 1_772_758_800_000,
)
REALS = ("1e308", "-1e308", "9e999", "-9e999", "5e-324", "-0.0", "0.5", "1e15", "1.0000001e15", "9.3e18", "-9.3e18")
TEXTS = (
    "''", "'abc'", "'../../../x'", "'/x'", "'a b'", "'.hidden'", "char(0)", "'a' || char(0) || 'b'", "char(10)",
    "char(9, 27, 155)", "CAST(x'fffe80' AS TEXT)", "CAST(x'eda080' AS TEXT)", "char(8238) || 'gpj'", "'\"}} 1'",
    "hex(zeroblob(32))", "hex(zeroblob(33))", "hex(zeroblob(40000))", "'1e999'", "'nan'", "'-9223372036854775809'",
    "'running'", "'succeeded'", "'=1+1'", "'unnamed-1'", "char(55356, 57221)", "'leads'",
)
BLOBS = ("x''", "x'00'", "x'ff00ff'", "zeroblob(70000)", "randomblob(200)", "CAST('night-1' AS BLOB)")
HUGE = ("hex(zeroblob(500000))", "hex(zeroblob(3000000))", "zeroblob(5000000)", "hex(zeroblob(5000000))")
IMPOSSIBLE = (
    "-9223372036854775808", "9223372036854775807", "-1", "9e999", "-9e999", "x'00ff'", "1e300", "-1e300",
)

# What says that the witness failed, and cannot be found anywhere else.
DECISIVE = {
    ("batches", "id"), ("batches", "name"), ("batches", "consecutive_failures"), ("runs", "id"), ("runs", "batch"),
    ("runs", "outcome"),
}
VARIABLES = (
    "BATCHWATCH_TIMEZONE", "BATCHWATCH_CURRENCY", "BATCHWATCH_RETENTION", "BATCHWATCH_SPOOL", "BATCHWATCH_TRACKER",
    "BATCHWATCH_TEXTFILE_DIRECTORY", "BATCHWATCH_CONFIG", "BATCHWATCH_BEST_EFFORT", "WATCHDOG_USEC", "WATCHDOG_PID",
    "NOTIFY_SOCKET", "TZ", "HOME", "XDG_STATE_HOME", "RUNTIME_DIRECTORY", "COLUMNS", "LC_ALL", "TERM",
)
VALUES = (
    "", "0", "-1", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e30", "nan", "inf", "292y",
    "293y", "99999999999999999999y", "/", "/dev/null", "/dev/full", ".", "..", "../../etc/passwd", "x" * 5000,
    "\udcff\udcfe", "\x01\x1b[2J", "@", "America/New_York", ":/etc/passwd", "<+99>-99:99:99", "UTC", "USD", "$$$",
)
PATHS = ("BATCHWATCH_SPOOL", "BATCHWATCH_TRACKER", "BATCHWATCH_TEXTFILE_DIRECTORY", "BATCHWATCH_CONFIG")
PLACES = tuple(value for value in VALUES if value not in ("", "/", ".", "..", "../../etc/passwd"))
"""Of what names a place only what is none: nothing must be written outside of the worker's directory, as where a default
takes the place of an empty value."""
VERBS = (
    ("start", "leads"), ("start", "fresh"), ("stage", "leads", "scrape"), ("stage", "leads", "x", "--done", "1",
     "--total", "3"), ("leads", "leads", "5"), ("cost", "leads", "0.5"), ("end", "leads"),
    ("end", "leads", "--failed", "--reason", "x"), ("start", "invoices"), ("end", "reports"), ("export",),
    ("status",), ("status", "--json"), ("history", "leads", "--json"), ("history", "leads"), ("history", "reports"),
    ("history", WITNESS, "--json"), ("doctor",), ("doctor", "--json"), ("schedule", "leads"), ("forget", "tool"),
    ("alert", "PrinterJam", "--summary", "no paper"), ("check-config",),
)


class Sink(receivers.MailServer):
    """Takes every mail; what arrived for a worker is kept under its name."""

    def __init__(self, ending):
        self.mails = {}
        super().__init__(ending, None)

    async def handle_DATA(self, _server, _session, envelope):
        for recipient in envelope.rcpt_tos:
            self.mails.setdefault(recipient.partition("@")[0], []).append(envelope.content)
        return self.reply

    def take(self, worker):
        """The words of the mails that have come for a worker since."""
        return "\n".join(map(_words, self.mails.pop(worker, [])))


def _words(mail):
    message = email.message_from_bytes(mail, policy=email.policy.default)
    body = message.get_body(("plain",))
    return f"{message['Subject']}\n{body.get_content() if body else ''}"


class Ending:
    """What is to be done in the end."""

    def __init__(self):
        self.actions = []

    def at_close(self, action):
        self.actions.append(action)

    def close(self):
        while self.actions:
            self.actions.pop()()


class Worker:
    """A host whose rows are edited, again and again from the same beginning."""

    def __init__(self, name, root, binary, sink, seed):
        self.name = name
        self.sink = sink
        self.host = situations.Host(root / name, binary)
        self.host.root.mkdir(parents=True)
        self.host.configuration.write_text(
            CONFIGURATION.format(worker=name, port=sink.port), encoding="utf-8")
        self.scratch = root / f"{name}-scratch"
        self.scratch.mkdir()
        # Where a monitor goes on in memory, which no round may leave to the next.
        self.runtime = self.scratch / "runtime"
        self.chance, self.random = random.Random(seed), random.Random()
        self.launcher = subprocess.Popen(
            [sys.executable, "-B", "-S", str(Path(__file__).with_name("launcher.py"))], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        self.calls, self.edits = Counter(), Counter()
        self.slowest, self.largest, self.mails = (0, ""), (0, ""), 0
        self.host.begin()
        self.host.must(*BEFORE)
        if self.host.call("run tool -- false").status != 1:
            raise AssertionError("run does not return its command's status")
        self._spool_records()
        self.host.must("monitor --once", *AFTER)
        database = sqlite3.connect(self.host.tracker)
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        self.host.save("template")
        self.columns = {
            path: _columns(path) for path in (self.host.tracker, Path(f"{self.host.tracker}-monitor"))}
        sink.take(name)

    def _spool_records(self):
        self.host.spool.mkdir()
        now = time.time_ns() // 1_000_000
        for number, (run, event) in enumerate(RECORDS):
            text = f"1\tguard{number}\tleads\t{run}\t{now}\tnow\t{event.format(now=now)}\n"
            (self.host.spool / f"{number:012}.record").write_text(text, encoding="utf-8")

    def close(self):
        self.launcher.stdin.close()
        self.launcher.wait()

    # Calls

    def call(self, *words, environment=None):
        """Runs batchwatch. Returns its exit status and what is wrong with how it ended."""
        command = {
            "words": [str(self.host.binary), *words], "directory": str(self.scratch), "deadline": DEADLINE,
            "environment": {**self.host.environment, "MARK": str(self.scratch / "mark"),
                            "RUNTIME_DIRECTORY": str(self.runtime), **(environment or {})}}
        self.launcher.stdin.write(json.dumps(command) + "\n")
        self.launcher.stdin.flush()
        status, seconds, memory = json.loads(self.launcher.stdout.readline())
        self.calls[words[0]] += 1
        line = " ".join(words)[:80]
        self.slowest = max(self.slowest, (seconds, line))
        self.largest = max(self.largest, (memory, line))
        wrong = []
        if status is None:
            wrong.append(f"{line}: not done after {DEADLINE} s")
        elif status < 0 or status >= 128 or status == 70:
            stderr = (self.scratch / "stderr").read_bytes()[-600:].decode("utf-8", "replace")
            wrong.append(f"{line}: exit status {status}: {stderr}")
        if memory > MOST_MEMORY:
            wrong.append(f"{line}: {memory >> 20} MiB of memory")
        return status, wrong

    def watched(self, environment=None):
        """Calls `run`."""
        mark = self.scratch / "mark"
        mark.unlink(missing_ok=True)
        status, wrong = self.call(
            "run", self.random.choice(("leads", "reports", "fresh")), "--", "/bin/sh", "-c", 'echo >"$MARK"; exit 7',
            environment=environment)
        if not mark.exists():
            wrong.append("the command of run was not started")
        if status != 7:
            stderr = (self.scratch / "stderr").read_bytes()[-600:].decode("utf-8", "replace")
            wrong.append(f"run returned {status} for 7: {stderr}")
        return wrong

    def passed(self, is_told):
        """Makes a pass."""
        _, wrong = self.call("monitor", "--once")
        stderr = (self.scratch / "stderr").read_bytes()[-1500:].decode("utf-8", "replace")
        words = self.sink.take(self.name)
        self.mails += bool(words)
        if is_told and WITNESS not in words:
            wrong.append(f"nobody is told of the failed batch, but: {words[:300]!r}; stderr: {stderr}")
        return wrong

    def shown(self, words):
        """Calls another verb."""
        status, wrong = self.call(*words)
        if status == 0 and "--json" in words:
            try:
                json.loads((self.scratch / "stdout").read_text(encoding="utf-8"), parse_constant=_refuse)
            except ValueError as error:
                wrong.append(f"{' '.join(words)} prints no JSON: {error}")
        return wrong

    def published(self):
        """What is wrong with the files for node_exporter."""
        names = [path.name for path in self.host.textfiles.iterdir()]
        wrong = [f"a file of the name {name!r}" for name in names
                 if not re.fullmatch(r"batchwatch(_[A-Za-z0-9][A-Za-z0-9._-]{0,63})?\.prom", name)]
        try:
            evidence.textfiles(self.host.textfiles)
        except evidence.Damage as error:
            wrong.append(str(error))
        stray = {path.name for path in self.host.live.iterdir()} - {"state", "textfile"}
        return wrong + [f"{name} lies where nothing should" for name in stray]

    # Rounds

    def round(self, count):
        """Makes some edits and judges them. Returns them and what is wrong."""
        seed = self.chance.getrandbits(48)
        chosen = self.choose(random.Random(seed), count)
        self.edits.update(edit[0] for edit in chosen)
        wrong = self.judge(chosen, seed)
        return [self.least(chosen, wrong, seed)] if wrong else []

    def least(self, edits, wrong, seed):
        """The fewest of these edits that go wrong, as far as halving finds them, and how."""
        middle = len(edits) // 2
        for half in (edits[:middle], edits[middle:]) if middle else ():
            found = self.judge(half, seed)
            if found:
                return self.least(half, found, seed)
        return edits, wrong

    def judge(self, edits, seed):
        """Makes edits on a fresh host, and calls. Returns what is wrong."""
        self.random = random.Random(seed)
        self.host.restore("template")
        shutil.rmtree(self.runtime, ignore_errors=True)
        self.runtime.mkdir()
        self.sink.take(self.name)
        environments = [dict([edit[1:]]) for edit in edits if edit[0] == "variable"]
        self.make(edits)
        is_told = not any(edit[0] == "bytes" for edit in edits)
        steps = [self.watched, lambda: self.passed(is_told)]
        self.random.shuffle(steps)
        words = self.random.sample(VERBS, 4)
        steps[1:1] = [lambda word=word: self.shown(word) for word in words[:2]]
        steps += [lambda word=word: self.shown(word) for word in words[2:]]
        for number, environment in enumerate(environments):
            steps.append(
                (lambda environment=environment: self.watched(environment)) if number % 2 else
                (lambda environment=environment: self.call(*self.random.choice(VERBS), environment=environment)[1]))
        return [line for step in steps for line in step()] + self.published()

    def choose(self, chance, count):
        """Edits to make, each a kind and what it needs."""
        if chance.random() < 0.06:
            return [("bytes", chance.getrandbits(48)) for _ in range(min(count, 3))]
        return [self._choose(chance) for _ in range(count)]

    def _choose(self, chance):
        kind = chance.choices(
            ("row", "ledger", "kept", "spool", "raised", "cell", "variable", "version"), (60, 18, 7, 6, 5, 5, 3, 1))[0]
        if kind in ("row", "ledger"):
            path = self.host.tracker if kind == "row" else Path(f"{self.host.tracker}-monitor")
            table, column = chance.choice(self.columns[path])
            return (kind, table, column, _value(chance), chance.choice(("one", "one", "all", "copy")),
                    chance.random() < 0.5, chance.randrange(1000))
        if kind == "kept":
            return (kind, chance.choice(("definition", "settings")), chance.getrandbits(48))
        if kind == "variable":
            variable = chance.choice(VARIABLES)
            return (kind, variable, chance.choice(PLACES if variable in PATHS else VALUES))
        return (kind, chance.getrandbits(48))

    # Edits

    def make(self, edits):
        """Makes edits: those of files, and of what is kept as text, before those that leave rows as no table takes them."""
        for edit in edits:
            action = getattr(self, f"_make_{edit[0]}", None)
            if action:
                action(*edit[1:])
        for kind, path in (("row", self.host.tracker), ("ledger", Path(f"{self.host.tracker}-monitor"))):
            rows = [edit for edit in edits if edit[0] == kind]
            if rows:
                _edit_rows(path, rows)

    def _make_bytes(self, seed):
        chance = random.Random(seed)
        path = chance.choice((self.host.tracker, Path(f"{self.host.tracker}-monitor")))
        content = bytearray(path.read_bytes())
        for _ in range(chance.choice((1, 1, 4, 16))):
            # Not the first page's header: what is no database is another matter.
            content[chance.randrange(100, len(content))] = chance.choice((0, 255, 127, 128, chance.randrange(256)))
        path.write_bytes(content)

    def _make_kept(self, column, seed):
        chance = random.Random(seed)
        table = "definitions" if column == "definition" else "configuration"
        database = sqlite3.connect(self.host.tracker)
        with database:
            rows = database.execute(f"SELECT path, {column} FROM {table}").fetchall()
            for path, text in rows:
                fields = text.split("\x1f")
                for _ in range(chance.choice((1, 2, 20))):
                    fields[chance.randrange(len(fields))] = chance.choice((
                        *VALUES[:9], "1e30", "-inf", "0:0", "99999:99999", "-5:-5", "9223372036854775807:0", "a\x1db\x1dc",
                        "a\x1d1\x1dnan\x1eb\x1d0\x1d1e308", "x\x1d0\x1d-1e308", "\x1e".join(["1"] * 5000),
                        "9223372036854775807\x1e-1\x1e0", "* * * * *", "59 23 31 12 7", "60 * * * *"))
                changed = "\x1f".join(fields).encode("utf-8", "replace").decode("utf-8")
                database.execute(f"UPDATE {table} SET {column} = ? WHERE path = ? AND {column} = ?",
                                 (changed, path, text))
        database.close()

    def _make_spool(self, seed):
        chance = random.Random(seed)
        self.host.spool.mkdir(exist_ok=True)
        number = chance.choice(("1", "000000000001", "999999999999", "-5", "99999999999999999999"))
        fields = ["1", f"id{seed}", chance.choice(("leads", "reports", "new", "../x")),
                  chance.choice(("", "night-2", "n")), str(chance.choice(NUMBERS)), chance.choice(("given", "now")),
                  *chance.choice((
                      ("start",), ("start", str(chance.choice(NUMBERS)), str(chance.choice(NUMBERS)), "boot"),
                      ("stage", "scrape", "progress", chance.choice(("nan", "-1", "1e308", "0.5", "0x1p-1074"))),
                      ("stage", "scrape", "items", str(chance.choice(NUMBERS)), str(chance.choice(NUMBERS))),
                      ("leads", str(chance.choice(NUMBERS))), ("cost", "gpu", "USD", chance.choice(REALS), ""),
                      ("end", "failed", "=x", str(chance.choice(NUMBERS)), chance.choice(REALS),
                       str(chance.choice(NUMBERS)), chance.choice(("", "f", "zz", "ff" * 100_000))),
                      ("command", "scrape", str(chance.choice(NUMBERS)), chance.choice(REALS),
                       str(chance.choice(NUMBERS)), "00"),
                      ("attempt", chance.choice(("", "scrape", "../x")), *(str(chance.choice(NUMBERS)) for _ in range(5)),
                       "=x", str(chance.choice(NUMBERS)), chance.choice(REALS), str(chance.choice(NUMBERS)), "00"),
                      ("refused", str(chance.choice(NUMBERS)), chance.choice(("", "night-1", "../x"))),
                      ("command-stage", "scrape", str(chance.choice(NUMBERS)), chance.choice(("", "/log", "log")), "0",
                       "complete"),
                      ("end", "ended", "-", str(chance.choice(NUMBERS)), chance.choice(("", "/log", "/" + "x" * 9000))),
                      ("start", "/" + "x" * 9000),
                      ("lost",), ("end", "ended", "=" + "x" * 100_000), ("leads",) * 5000))]
        path = self.host.spool / f"{number}-{seed % 7}.record"
        path.write_bytes("\t".join(fields).encode() + chance.choice((b"\n", b"\n", b"", b"\r\n", b"\xff\n")))

    def _make_raised(self, seed):
        chance = random.Random(seed)
        directory = Path(f"{self.host.tracker}-alerts")
        directory.mkdir(exist_ok=True)
        number = lambda: chance.choice((  # noqa: E731
            "1e15", "1e300", "-1", "0", "1e999", "NaN", "9223372036854775807", "9223372036854775808", "1e30", "0.5",
            str(time.time() * 1000), "253402300800000", '"5"', "[]", "null"))
        text = lambda: json.dumps(chance.choice((  # noqa: E731
            "warning", "critical", "", "x" * 60_000, "\u0000\u001b[2J", "\r\nBcc: x@example.com", "\u202e")))
        content = (f'{{"severity": {text()}, "summary": {text()}, "since": {number()}, "expires": {number()}}}'
                   if chance.random() < 0.9 else "[" * 20_000)
        (directory / f"A{seed % 1000}@b{seed % 5}").write_text(content, encoding="utf-8")

    def _make_cell(self, seed):
        """What is noted of publications: a word of a batch's cell, or the length of all."""
        chance = random.Random(seed)
        with open(f"{self.host.tracker}-published", "r+b") as file:
            if chance.random() < 0.1:
                file.truncate(chance.choice((0, 1, 23, 25, 1 << 40)))
                return
            file.seek(24 * chance.randrange(6) + 8 * chance.randrange(3))
            file.write(struct.pack("<Q", chance.choice((
                0, 1, (1 << 53) - 1, 1 << 53, (1 << 63) - 1, 1 << 63, (1 << 64) - 1, 253_402_300_799_999,
                chance.getrandbits(64)))))

    def _make_version(self, seed):
        database = sqlite3.connect(self.host.tracker)
        database.execute(f"PRAGMA user_version = {random.Random(seed).choice((-1, -2147483648, 0))}")
        database.close()


def _refuse(constant):
    raise ValueError(f"{constant} is no JSON")


def _value(chance):
    """A value as SQL."""
    kind = chance.choices(("number", "real", "text", "blob", "null", "huge"), (40, 15, 25, 10, 8, 2))[0]
    return {
        "number": lambda: str(chance.choice(NUMBERS)), "real": lambda: chance.choice(REALS),
        "text": lambda: chance.choice(TEXTS), "blob": lambda: chance.choice(BLOBS), "null": lambda: "NULL",
        "huge": lambda: chance.choice(HUGE),
    }[kind]()


def _columns(path):
    database = sqlite3.connect(path)
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
    columns = [(table, row[1]) for table in tables for row in database.execute(f"PRAGMA table_info({table})")]
    database.close()
    return columns


def _edit_rows(path, edits):
    """Edits rows, those that no strict table would let anybody with the tables loosened for a while."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA synchronous = OFF")
    strict = [edit for edit in edits if not edit[5]]
    _edit(database, strict)
    loose = [edit for edit in edits if edit[5]]
    if loose:
        kept = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL").fetchall()
        lax = [(sql.replace("NOT NULL", "").replace("STRICT, ", "").replace(") STRICT", ")"), name) for name, sql in kept]
        _reschema(database, lax)
        database.close()
        database = sqlite3.connect(path, isolation_level=None)
        database.execute("PRAGMA synchronous = OFF")
        _edit(database, loose)
        # Half the time others find the tables as strict as before, and values in them that strictness refuses.
        if len(loose) % 2:
            _reschema(database, [(sql, name) for name, sql in kept])
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def _reschema(database, tables):
    database.execute("PRAGMA writable_schema = ON")
    database.executemany("UPDATE sqlite_master SET sql = ? WHERE name = ?", tables)
    database.execute("PRAGMA writable_schema = RESET")


def _edit(database, edits):
    witness = "(SELECT id FROM batches WHERE name = 'witness')"
    of_witness = {
        "batches": "name = 'witness'", "runs": f"batch = {witness}",
        **{table: f"batch = {witness}" for table in ("duration_buckets", "cost_totals", "refused_starts")},
        **{table: f"run IN (SELECT id FROM runs WHERE batch = {witness})"
           for table in ("run_stages", "run_costs", "run_commands", "run_attempts")},
    }
    for kind, table, column, value, way, _, place in edits:
        # What is possible is a lie about the witness, and nobody can help that.
        spared = ""
        if kind == "row" and table in of_witness and ((table, column) in DECISIVE or value not in IMPOSSIBLE):
            spared = f"NOT coalesce({of_witness[table]}, 0)"
        keys = [row[1] for row in database.execute(f"PRAGMA table_info({table})") if row[5]]
        where = f"WHERE {spared}" if spared else ""
        if way != "all" and keys:
            names = ", ".join(keys)
            offset = f"{place} % max(1, (SELECT count(*) FROM {table} {where}))"
            where = f"WHERE ({names}) IN (SELECT {names} FROM {table} {where} LIMIT 1 OFFSET {offset})"
        try:
            if way == "copy":
                columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
                values = ", ".join(value if name == column else name for name in columns)
                database.execute(f"INSERT OR IGNORE INTO {table} SELECT {values} FROM {table} {where}")
            else:
                database.execute(f"UPDATE OR IGNORE {table} SET {column} = {value} {where}")
        except sqlite3.Error:
            # What SQLite takes from nobody can't stand there.
            continue


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--edits", type=int, default=50_000, help="how many edits")
    parser.add_argument("--seed", type=int, default=None, help="of the chances; printed")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--binary", type=Path, default=programs.BATCHWATCH, help="the batchwatch to try")
    arguments = parser.parse_args()
    seed = random.SystemRandom().getrandbits(32) if arguments.seed is None else arguments.seed
    print(f"seed {seed}", flush=True)
    ending = Ending()
    root = Path(tempfile.mkdtemp(prefix="batchwatch-rows.", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
    ending.at_close(lambda: shutil.rmtree(root))
    begun = time.monotonic()
    try:
        sink = Sink(ending)
        workers = [
            Worker(f"worker-{number}", root, arguments.binary.resolve(), sink, seed + number)
            for number in range(arguments.workers)
        ]
        for worker in workers:
            ending.at_close(worker.close)
        checks = _play(workers, arguments.edits)
    finally:
        ending.close()
    edits, calls = (sum((getattr(worker, name) for worker in workers), Counter()) for name in ("edits", "calls"))
    slowest, largest = max(worker.slowest for worker in workers), max(worker.largest for worker in workers)
    print(
        f"{edits.total()} edits ({_listed(edits)}), {calls.total()} calls ({_listed(calls)}),"
        f" {sum(worker.mails for worker in workers)} passes that mailed; slowest {slowest[0]:.1f} s ({slowest[1]}),"
        f" most memory {largest[0] >> 20} MiB ({largest[1]}),"
        f" {time.monotonic() - begun:.0f} s, seed {seed}")
    return checks.end()


def _listed(counts):
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())


def _play(workers, edits):
    checks, lock, left = Checks(), threading.Lock(), [edits]

    def work(worker):
        while True:
            with lock:
                count = min(EDITS, left[0])
                left[0] -= count
                title = f"{count} edits by {worker.name}, {left[0]} left"
            if count <= 0:
                return
            try:
                found = worker.round(count)
            except Exception as error:  # pylint: disable=broad-except
                found = [(f"{worker.name} can't go on", [repr(error)])]
                left[0] = 0
            checks.add(title, (f"{edit}:\n    " + "\n    ".join(wrong) for edit, wrong in found))

    threads = [threading.Thread(target=work, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return checks


if __name__ == "__main__":
    sys.exit(main())
