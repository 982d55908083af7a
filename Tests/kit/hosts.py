"""A host that can be put back to what it was, for those who try the same thing again and again."""

import shutil

from kit import programs
from kit.commands import environment_of, run


class Host:
    """A directory with a tracker, a textfile directory and a configuration, at the same place for every call: what is
    published depends on paths."""

    def __init__(self, root, binary=None):
        self.root = root
        self.binary = binary or programs.BATCHWATCH
        self.live = root / "live"
        self.state = self.live / "state"
        self.tracker = self.state / "tracker.db"
        self.spool = self.state / "tracker.db-spool"
        self.textfiles = self.live / "textfile"
        self.configuration = root / "config.yml"
        self.log = str(root / "strace.log")
        self.umask = -1
        self.environment = environment_of(
            self.live, tracker=self.tracker, textfile_directory=self.textfiles, config=self.configuration)

    def command(self, line):
        """`batchwatch LINE` as arguments."""
        return [str(self.binary), *line.split()]

    def call(self, line):
        """Runs `batchwatch LINE` undisturbed."""
        return run(self.command(line), self.environment, self.umask)

    def must(self, *lines):
        """Runs calls that have to succeed."""
        for line in lines:
            outcome = self.call(line)
            assert outcome.status == 0, str(outcome)

    def begin(self):
        """An empty host."""
        shutil.rmtree(self.live, ignore_errors=True)
        self.textfiles.mkdir(parents=True)

    def save(self, name):
        """Keeps the host's files under a name."""
        shutil.rmtree(self.root / name, ignore_errors=True)
        shutil.copytree(self.live, self.root / name)

    def restore(self, name):
        """Puts the host back as it was kept."""
        shutil.rmtree(self.live)
        shutil.copytree(self.root / name, self.live)
