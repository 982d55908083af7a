"""Directories with processes of their own, which go together; and a host with a tracker in one."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from kit import processes, programs
from kit.commands import environment_of, run


class Place:
    """A temporary directory, or one that is named and stays; and what is started there."""

    environment = None
    """What the processes see: everything, if nothing is said."""

    def __init__(self, directory=None, below=None):
        self._keeps = directory is not None
        self.directory = Path(directory or tempfile.mkdtemp(prefix="bw.", dir=below))
        self._at_close = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def start(self, arguments, **options):
        """Starts a program that is ended, by its process id, when the place is closed."""
        process = subprocess.Popen(
            arguments, **{"cwd": self.directory, "env": self.environment, "stdin": subprocess.DEVNULL} | options)
        self.at_close(lambda: processes.end(process))
        return process

    def at_close(self, action):
        """Has something done in the end; the last is done first."""
        self._at_close.append(action)

    def close(self, keep=False):
        """Ends what was started and removes the directory."""
        try:
            while self._at_close:
                self._at_close.pop()()
        finally:
            if not keep and not self._keeps:
                shutil.rmtree(self.directory, onerror=self._make_writable)

    def _make_writable(self, function, path, _):
        """Lets rmtree go on where write permission was taken away; never outside the directory."""
        if Path(path) != self.directory:
            os.chmod(os.path.dirname(path), 0o700)
        os.chmod(path, 0o700)
        function(path)


class World(Place):
    """A host: a tracker and a textfile directory, and commands that run with them."""

    def __init__(self, home=None):
        super().__init__(below=home and home.directory)
        self.textfiles = self.directory / "textfile"
        self.textfiles.mkdir()
        self.tracker = self.directory / "tracker.db"
        # A scenario says what else it sets.
        self.environment = environment_of(
            self.directory, tracker=self.tracker, textfile_directory=self.textfiles, REPOSITORY=programs.REPOSITORY)
        # What every command is run by: nothing, or a program that gives it another clock or another user.
        self.prefix = []
        # Words of a command that stand for what is known only now, such as a process id.
        self.words = {}
        self.result = None
        self.exporter = None
        if home:
            # The directory goes with the one that it is in.
            home.at_close(lambda: self.close(keep=True))

    def configure(self, text):
        """Writes the configuration that the commands read."""
        path = self.directory / "config.yml"
        path.write_text(text + "\n", encoding="utf-8")
        self.environment["BATCHWATCH_CONFIG"] = str(path)

    def run(self, arguments, more=None):
        """Runs a program to its end, in the directory, and keeps the result as `result`."""
        self.result = run([*self.prefix, *arguments], self.environment | (more or {}), directory=self.directory)
        return self.result

    def batchwatch(self, *arguments, prefix=()):
        """Runs a command of batchwatch, which must succeed. Returns what it printed."""
        result = self.run([*prefix, programs.BATCHWATCH, *arguments])
        assert result.status == 0, str(result)
        return result.stdout

    def start_batchwatch(self, *arguments, prefix=()):
        """Starts a command of batchwatch, whose log is `VERB.log`."""
        with (self.directory / f"{arguments[0]}.log").open("ab") as output:
            return self.start([*prefix, programs.BATCHWATCH, *arguments], stdout=output, stderr=output)
