"""Jobs that Debian's cron starts in one minute, each of them alone and under `batchwatch run`, and what came of them.

This cron gives a job a file for both streams, which only root may open anew, and mails what is in it when the job's first
process has ended. So what is written later is in a mail by chance.
"""

import json
import re
import shlex
import uuid
from dataclasses import dataclass, field, replace

from jobs.__main__ import OPTIONS, differences
from jobs.stage import Outcome, files_in, kill, left_of, marked, words_of
from jobs.table import JOBS, PLAIN, QUIET, Job
from kit.waits import wait_until
from system import alarms, product
from system.product import PIPELINE, PROGRAM

CHOSEN = (
    "silent", "status 75", "dies of SEGV", "dies of TERM", "script without a first line", "both streams",
    "no newline at the end", "binary", "much on both", "order in one pipe", "filter behind it", "tee behind it",
    "slow filter", "child that outlives it", "child that goes on", "daemon", "daemon that stays",
    "child of its group that stays", "signals its group at its end", "leads its group", "signals as they were",
    "environment", "descriptors", "no input", "no terminal", "file stays a file",
)
"""Those of which cron could make something else: by its one file, its mail, the way in which it starts them."""
BY_ROOT = ("file stays a file",)
"""Root's. Others may not open cron's file anew, so that under `run` they get a pipe."""
EXEC = ("dies of TERM", "signals its group at its end", "leads its group")
"""Those whose line begins with `exec`. Else Debian's sh stays between, and leads the group that cron makes."""
LATE = {"filter behind it": b"at one\nat ERROR: copy failed\n", "tee behind it": b"one\ntwo\n",
        "slow filter": b"a\nb\nc\n", "child that outlives it": b"early\nlate\nlater\n"}
"""Those that still write when their first process has ended, and all that they write."""
STAY = ("daemon that stays", "child of its group that stays")
"""Those that leave a process for half a minute. What others leave has ended sooner."""
ALONE = "alone"
MISSING = "/var/lib/nowhere"
WARNED = "warned"
"""A batch whose figures can't be published, since their directory is `MISSING`, and whom cron mails of it."""
MAILS, HOMES = "/var/lib/mails", f"/home/{PIPELINE}/jobs"
SENDMAIL = f"""#!/bin/sh
# Keeps a mail as it comes from cron, in a file that is named like whom it is for.
for to; do :; done
cat >"{MAILS}/$to.draft" && mv "{MAILS}/$to.draft" "{MAILS}/$to"
"""
LOGGED = "EXTRA_OPTS='-L 15'\n"
"""Lets cron log each job's process, its end, and how it failed."""


@dataclass
class Playing:
    """A job in one of the ways, and where it leaves its traces."""

    job: Job
    way: str
    number: int
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)

    batch = property(lambda self: f"job-{self.number}{self.way.replace('run', '').replace(' --', '-')}")
    home = property(lambda self: f"{HOMES}/{self.number} {self.way}".replace(" ", "-"))

    @property
    def command(self):
        """What cron executes and logs. No two are the same."""
        run = [] if self.way == ALONE else [PROGRAM, "run", self.batch, *OPTIONS[self.way], "--"]
        return "exec " * (self.job.name in EXEC) + shlex.join([*self.job.inside, *run, *words_of(self.job)])

    def crontab(self, minute):
        """Its lines. The mail goes to the mark."""
        user = "root" if self.job.name in BY_ROOT else PIPELINE
        return (f"HOME={self.home}\nMAILTO={self.mark}\nJOB_MARK={self.mark}\n"
                f"{minute.tm_min} {minute.tm_hour} * * * {user} " + self.command.replace("%", "\\%") + "\n")


def play(machine, check):
    """Plays them, and checks what came of each."""
    by_name = {job.name: job for job in JOBS}
    playings = [Playing(by_name[name], way, number) for number, name in enumerate(CHOSEN)
                for way in (ALONE, PLAIN, QUIET) if way == ALONE or way in by_name[name].under]
    outcomes = {}
    try:
        if not check(f"cron plays {len(playings)} jobs in one minute", _play, machine, playings, outcomes):
            return
    finally:
        for each in playings:
            for pid, _ in marked(each.mark):
                kill(pid)
    for each in playings:
        if each.way != ALONE:
            check(f"'{each.job.name}', {each.way}: status, mail, files and survivors, and the record",
                  _is_as_alone, machine, each, outcomes)
    check("cron mails no warning of run's, which is in the system's log", _is_not_mailed, machine)


def _play(machine, playings, outcomes):
    """Waits for cron's minute, and until the last of them has ended."""
    # It is a link to the mail server's program.
    machine.path("/usr/sbin/sendmail").unlink()
    machine.write("/usr/sbin/sendmail", SENDMAIL, 0o755)
    machine.write("/etc/default/cron", LOGGED)
    machine.run(f"install -d -m 1777 {MAILS} && systemctl restart cron")
    for each in playings:
        machine.path(each.home).mkdir(parents=True)
        for name, text in each.job.files.items():
            machine.write(f"{each.home}/{name}", text, 0o755)
    machine.run(f"chown -R {PIPELINE}: {HOMES}")
    minute = alarms.next_minute()
    warned = f"{PROGRAM} run {WARNED} -- true"
    machine.write("/etc/cron.d/jobs", "".join(each.crontab(minute) for each in playings) + (
        f"HOME=/\nMAILTO={WARNED}\nBATCHWATCH_TEXTFILE_DIRECTORY={MISSING}\n"
        f"{minute.tm_min} {minute.tm_hour} * * * {PIPELINE} {warned}\n"))
    commands = {warned, *(each.command for each in playings)}
    wait_until(lambda: commands - set(_processes(machine, "END")), "the ends of all", 120, lambda left: not left,
               pause=0.5)
    wait_until(lambda: [each for each in playings if each.job.name not in STAY and marked(each.mark)],
               "the end of what they leave behind", 15, lambda left: not left)
    statuses, processes = _failures(machine), _processes(machine, "END")
    for each in playings:
        outcomes[each.home] = _outcome(machine, each, statuses.get(processes[each.command], 0))


def _processes(machine, word):
    """The process of each command that cron logs with a word, `CMD` or `END`."""
    found = re.findall(rf"^\(\w+\) {word} \(\[(\d+)\] (.*)\)$", machine.journal("--identifier=CRON"), re.MULTILINE)
    return {command.strip(): int(process) for process, command in found}


def _failures(machine):
    """How cron saw processes fail, negative for a signal."""
    found = re.findall(r"grandchild #(\d+) (failed with exit status|terminated by signal) (\d+)",
                       machine.journal("--identifier=CRON"))
    return {int(process): int(number) * (-1 if "signal" in how else 1) for process, how, number in found}


def _outcome(machine, playing, status):
    def same(content):
        """Without what each way has of its own."""
        return content.replace(playing.home.encode(), b"DIRECTORY").replace(playing.mark.encode(), b"MARK")

    mail = machine.path(f"{MAILS}/{playing.mark}")
    body = same(mail.read_bytes().partition(b"\n\n")[2]) if mail.exists() else b""
    files = {name: same(content) for name, content in files_in(machine.path(playing.home)).items()}
    return Outcome(status, body, b"", files, left_of(playing.mark))


def _is_as_alone(machine, playing, outcomes):
    """It met what it meets alone, and that is recorded."""
    job = playing.job
    alone, under = (outcomes[each.home] for each in (Playing(job, ALONE, playing.number), playing))
    expected = ["sleep 30"] if job.name in STAY else []
    assert alone.left == expected, f"alone it leaves {alone.left}"
    if job.name in LATE:
        whole = LATE[job.name]
        assert all(whole.startswith(each.out) for each in (alone, under)), f"mailed: {alone.out}, {under.out}"
        alone, under = (replace(each, out=b"") for each in (alone, under))
    found = differences(job, alone, under, playing.way)
    assert not found, "\n".join(found)
    status = under.status if under.status >= 0 else 128 - under.status
    recorded = ("failed" if status else "succeeded", status)
    wait_until(lambda: _record(machine, playing.batch), f"the record {recorded}", 20, lambda record: record == recorded)


def _record(machine, batch):
    (run,) = json.loads(product.batchwatch(machine, "history", batch, "--json"))["runs"]
    return run["outcome"], run["exit_status"]


def _is_not_mailed(machine):
    """Whatever is on a stream, cron would mail."""
    mail = machine.path(f"{MAILS}/{WARNED}")
    assert not mail.exists(), mail.read_text(encoding="utf-8")
    log = machine.journal("--identifier=batchwatch", "SYSLOG_FACILITY=9", "PRIORITY=4")
    assert f"batch={WARNED} " in log and MISSING in log, log
