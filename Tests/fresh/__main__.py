"""Installs a release on fresh Debians by the words of the README, until the first mail about a job that failed.

    .build/venv/bin/python -B Tests fresh [--only SUITE]…

What is installed is what `make dist` has made. The machines have no network, no compiler, no make and no mail server of
their own, and are booted as those of the suite `system`.
"""

import argparse
import shutil
import subprocess
import sys
import time

from fresh import mailbox, roots, words
from kit import programs
from kit.checks import Checks
from kit.waits import wait_until
from system import isolation
from system.machine import Machine

DIST = programs.REPOSITORY / ".build/dist"


def by_archive():
    """The archive, and how it is installed."""
    return ("*.tar.gz", "SHA256SUMS"), words.commands()[0]


def by_package():
    """Debian's package."""
    return ("*.deb",), words.package_command()


def play(suite, way, tree):
    """From a fresh machine to the mail. Returns how long that took."""
    machine = Machine(f"{suite}-{way.__name__.removeprefix('by_')}", tree, roots.DIRECTORY)
    try:
        machine.boot()
        return _until_the_mail(machine, *way())
    finally:
        machine.keep_journal(roots.DIRECTORY / f"{machine.name}.journal")
        machine.cut_power()


def _until_the_mail(machine, patterns, installing):
    home = "/home/admin"
    machine.path(home).mkdir()
    for pattern in patterns:
        (file,) = DIST.glob(pattern)
        shutil.copy(file, machine.path(home))
    # As from a mirror that is near: without a network, apt has them in its cache.
    for program in ("gcc", "make", "swift", "curl", "cron", "sendmail"):
        assert machine.call("sh", "-c", f"command -v {program}").returncode, f"the machine isn't fresh: it has {program}"
    kept = isolation.WORK / f"{machine.name}.mails"
    kept.mkdir()
    with subprocess.Popen(_in_network_of(machine, programs.again("fresh.mailbox", "25", kept))) as server:
        try:
            wait_until(lambda: machine.call("bash", "-c", ": </dev/tcp/127.0.0.1/25").returncode == 0, "the mail server")
            begun = time.monotonic()
            # apt asks whether to go on.
            machine.run("bash", "-ec", f"cd {home}\n{installing}", timeout=180, stdin="y\n")
            installed = time.monotonic()
            # The last of these commands is the job that fails.
            ended = machine.call("bash", "-c", words.commands()[1], timeout=120)
            assert ended.returncode == 1, f"exit status {ended.returncode}, not the job's: {ended.stdout}{ended.stderr}"
            failed = time.monotonic()
            mail = wait_until(lambda: [each for each in mailbox.mails(kept) if each["X-Batchwatch-Alert"] == "BatchFailed"],
                              "the mail", 90)[0]
            assert mail["To"] == "oncall@example.com" and "trial" in mail["Subject"], str(mail)
            occasions = [each["X-Batchwatch-Occasion"] for each in mailbox.mails(kept)]
            assert "test" in occasions, f"no test mail came, but {occasions}: {ended.stdout}"
        finally:
            server.kill()
    return f"installed in {installed - begun:.0f} s, mail {time.monotonic() - failed:.0f} s after the failure"


def _in_network_of(machine, command):
    # pylint: disable-next=protected-access
    return ["nsenter", f"--target={machine._leader()}", "--net", *command]


def main():
    """All suites by each way, one after the other."""
    parser = argparse.ArgumentParser(description="Installs a release on fresh Debians by the words of the README.")
    parser.add_argument("--only", action="append", choices=roots.SUITES, help="only this suite")
    options = parser.parse_args()
    isolation.enter("fresh")
    checks = Checks()
    for suite in options.only or roots.SUITES:
        tree = isolation.WORK / suite
        roots.unpack(suite, tree)
        for way in (by_archive, by_package):
            checks.check(f"{suite}, {way.__name__.replace('_', ' ')}: a failed job is mailed", play, suite, way, tree)
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
