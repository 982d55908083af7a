"""A host of the simulation: a tracker, a textfile directory and a clock that its commands live by."""

import os
import subprocess

from kit import clocks, programs
from kit.commands import TIMEOUT, environment_of, run
from kit.waits import wait_until


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
        self._clock = self.directory / "clock"
        self._environment = environment_of(
            self.directory, tracker=self.directory / "tracker.db", textfile_directory=self.textfiles,
            config=self.directory / "config.yml", TZ="UTC",
        ) | clocks.environment(**clocks.by_file(self._clock))

    def set_clock(self, moment):
        """Puts the clock to a Unix time, at once for every process of the host."""
        self.now = moment
        clocks.set_file(self._clock, clocks.wall(moment))

    def batchwatch(self, *arguments, statuses=(0,)):
        """Runs one command to its end."""
        done = run([programs.BATCHWATCH, *map(str, arguments)], self._environment)
        assert done.status in statuses, f"at {self.now}: {done}"
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
        wait_until(lambda: mark.exists() or process.poll() is not None, f"the run of {batch} begins", pause=0.002)
        assert mark.exists(), f"the run of {batch} did not begin"

    def end(self, job, status=0):
        """Lets a job's command exit, and waits until its run is recorded."""
        process, pipe, mark = self._jobs.pop(job)
        pipe.write_text(f"{status}\n", encoding="ascii")
        process.wait(TIMEOUT)
        pipe.unlink()
        mark.unlink()

    def kill(self, job):
        """Kills a job as a power cut would: batchwatch and the command together."""
        process, pipe, mark = self._jobs.pop(job)
        os.killpg(process.pid, 9)
        process.wait(TIMEOUT)
        pipe.unlink()
        mark.unlink()

    def close(self):
        """Ends what is still at work."""
        for job in list(self._jobs):
            self.kill(job)
