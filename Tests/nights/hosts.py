"""A host of the simulation: a tracker, a textfile directory and a clock that its commands live by."""

import os
import subprocess
import time
from datetime import datetime, timezone

from nights import programs

_PATIENCE = 60
"""Seconds after which a command that doesn't come to its point counts as hanging."""


class Host:
    """Runs the real binary. The clock stands in a file that libfaketime reads at every call, so it can be put forward
    while a command of `batchwatch run` is still at work."""

    def __init__(self, name, directory, configuration):
        self.name = name
        self.instance = f"{name}:9100"
        self.directory = directory / name
        self.textfiles = self.directory / "textfiles"
        self.textfiles.mkdir(parents=True)
        self.now = 0
        (self.directory / "config.yml").write_text(configuration, encoding="utf-8")
        self._jobs = {}
        self._environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.directory),
            "TZ": "UTC",
            "BATCHWATCH_CONFIG": str(self.directory / "config.yml"),
            "BATCHWATCH_TRACKER": str(self.directory / "tracker.db"),
            "BATCHWATCH_TEXTFILE_DIRECTORY": str(self.textfiles),
            "LD_PRELOAD": str(programs.faketime_library()),
            "FAKETIME_TIMESTAMP_FILE": str(self.directory / "clock"),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def set_clock(self, moment):
        """Puts the clock to a Unix time, at once for every process of the host."""
        self.now = moment
        new = self.directory / "clock.new"
        new.write_text(f"{datetime.fromtimestamp(moment, timezone.utc):%Y-%m-%d %H:%M:%S}\n", encoding="ascii")
        new.rename(self.directory / "clock")

    def batchwatch(self, *arguments, statuses=(0,)):
        """Runs one command to its end."""
        done = subprocess.run(
            [programs.BATCHWATCH, *map(str, arguments)],
            env=self._environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_PATIENCE,
            check=False,
        )
        if done.returncode not in statuses:
            raise AssertionError(f"batchwatch {' '.join(map(str, arguments))} at {self.now}: exit status "
                                 f"{done.returncode}: {done.stderr}")
        return done.stdout.strip()

    def begin(self, batch, job, run_id, megabytes=8, rounds=4):
        """Starts `batchwatch run` around a command that takes some memory and CPU time, and then waits until it is
        told how to end. It has really begun when the command's own mark is there."""
        pipe, mark = self.directory / f"{job}.pipe", self.directory / f"{job}.mark"
        os.mkfifo(pipe)
        script = (f"dd if=/dev/zero of=/dev/null bs={megabytes}M count={rounds} 2>/dev/null; : >'{mark}'; "
                  f"read -r status <'{pipe}'; exit \"$status\"")
        process = subprocess.Popen(
            [programs.BATCHWATCH, "run", batch, "--run", run_id, "--", "/bin/sh", "-c", script],
            env=self._environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._jobs[job] = process, pipe, mark
        until = time.monotonic() + _PATIENCE
        while not mark.exists():
            if time.monotonic() > until or process.poll() is not None:
                raise AssertionError(f"the run of {batch} did not begin")
            time.sleep(0.002)

    def end(self, job, status=0):
        """Lets a job's command exit, and waits until its run is recorded."""
        process, pipe, mark = self._jobs.pop(job)
        pipe.write_text(f"{status}\n", encoding="ascii")
        process.wait(_PATIENCE)
        pipe.unlink()
        mark.unlink()

    def kill(self, job):
        """Kills a job as a power cut would: batchwatch and the command together."""
        process, pipe, mark = self._jobs.pop(job)
        os.killpg(process.pid, 9)
        process.wait(_PATIENCE)
        pipe.unlink()
        mark.unlink()

    def close(self):
        """Ends what is still at work."""
        for job in list(self._jobs):
            self.kill(job)
