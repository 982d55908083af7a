"""One scenario's own directory, environment and processes."""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from support import programs

TIMEOUT = 60
"""Seconds after which a command counts as hanging."""


@dataclass
class Result:
    """How a command ended and what it printed."""

    command: str
    status: int
    stdout: str
    stderr: str

    def __str__(self):
        return f"$ {self.command}\nexit status {self.status}\nstdout: {self.stdout}\nstderr: {self.stderr}"


class World:
    """A temporary directory with a tracker and a textfile directory, and commands that run with them."""

    def __init__(self, home=None):
        self.directory = Path(tempfile.mkdtemp(prefix="batchwatch-test.", dir=home and home.directory))
        self.textfiles = self.directory / "textfile"
        self.textfiles.mkdir()
        self.tracker = self.directory / "tracker.db"
        # Nothing of the caller's environment gets in: a scenario says what it sets.
        self.environment = {
            "PATH": f"{programs.BATCHWATCH.parent}:/usr/bin:/bin",
            "HOME": str(self.directory),
            "REPOSITORY": str(programs.REPOSITORY),
            "LC_ALL": "C.UTF-8",
            "BATCHWATCH_TRACKER": str(self.tracker),
            "BATCHWATCH_TEXTFILE_DIRECTORY": str(self.textfiles),
        }
        # What every command is run by: nothing, or a program that gives it another clock or another user.
        self.prefix = []
        # Words of a command that stand for what is known only now, such as a process id.
        self.words = {}
        self.result = None
        self.exporter = None
        self._at_close = []
        if home:
            # The directory goes with the one that it is in.
            home.at_close(lambda: self.close(keep=True))

    def configure(self, text):
        """Writes the configuration that the scenario's commands read."""
        path = self.directory / "config.yml"
        path.write_text(text + "\n", encoding="utf-8")
        self.environment["BATCHWATCH_CONFIG"] = str(path)

    def run(self, arguments, environment=None):
        """Runs a program to its end, in the scenario's directory, and keeps the result as `result`."""
        done = subprocess.run(
            [*self.prefix, *arguments],
            cwd=self.directory,
            env=self.environment | (environment or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="backslashreplace",
            timeout=TIMEOUT,
            check=False,
        )
        self.result = Result(" ".join(map(_shown, arguments)), done.returncode, done.stdout, done.stderr)
        return self.result

    def start(self, arguments, **options):
        """Starts a program that is ended, by its process id, when the scenario ends."""
        process = subprocess.Popen(arguments, cwd=self.directory, env=self.environment, **options)
        self.at_close(lambda: end(process))
        return process

    def at_close(self, action):
        """Has something done when the scenario ends; the last is done first."""
        self._at_close.append(action)

    def close(self, keep=False):
        """Ends what the scenario started and removes its directory."""
        try:
            while self._at_close:
                self._at_close.pop()()
        finally:
            if not keep:
                shutil.rmtree(self.directory, onerror=self._make_writable)

    def _make_writable(self, function, path, _):
        """Lets rmtree go on where a scenario took write permission away; never outside the scenario's directory."""
        if Path(path) != self.directory:
            os.chmod(os.path.dirname(path), 0o700)
        os.chmod(path, 0o700)
        function(path)


def _shown(argument):
    return argument.decode("utf-8", "backslashreplace") if isinstance(argument, bytes) else str(argument)


def end(process):
    """Ends a process: asks, and after five seconds insists."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

