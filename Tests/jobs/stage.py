"""Plays one job in a directory of its own, and tells what came of it."""

import errno
import fcntl
import os
import pty
import select
import shutil
import signal
import subprocess
import tempfile
import termios
import threading
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from kit import commands

PATIENCE = 60
"""Seconds after which a job counts as hanging."""


@dataclass
class Outcome:
    """What came of a job."""

    status: int
    """As subprocess tells it: negative for a signal."""
    out: bytes
    errors: bytes
    files: dict
    left: list
    """The command lines of the processes that it left behind."""


class Played:
    """A job's process, and what it was joined to."""

    def __init__(self, process, master, reader):
        self._process = process
        self._master = master
        self._reader = reader

    pid = property(lambda self: self._process.pid)

    def poll(self):
        return self._process.poll()

    def type(self, text):
        os.write(self._master, text.encode())

    def leave_terminal(self):
        """A terminal has no end while somebody holds it."""
        if self._master is not None:
            time.sleep(0.1)
            self.hang_up()

    def hang_up(self):
        self._reader.give_up()
        os.close(self._master)
        self._master = None


class Reader(threading.Thread):
    """Reads a descriptor to its end, as cron does; or as much as it is told."""

    def __init__(self, descriptor, limit=None):
        super().__init__(daemon=True)
        self.descriptor, self.limit, self.bytes, self.is_over = descriptor, limit, b"", False
        self.start()

    def run(self):
        try:
            while not self.is_over and (self.limit is None or self.bytes.count(b"\n") < self.limit):
                if not select.select([self.descriptor], [], [], 0.05)[0]:
                    continue
                piece = os.read(self.descriptor, 65536)
                if not piece:
                    return
                self.bytes += piece
        except OSError as error:
            # Of a terminal whose other end is gone.
            if error.errno != errno.EIO:
                raise
        finally:
            os.close(self.descriptor)

    def give_up(self):
        """Closes the descriptor, whatever may still come."""
        self.is_over = True
        self.join()


def words_of(job):
    """What is executed."""
    return list(job.words) or ["bash", "-c", job.script]


SHELL_REDIRECTIONS = {
    "one file": ">>out.log 2>&1", "two files": ">>out.log 2>>errors.log", "closed": ">&-", "errors closed": "2>&-",
    "all closed": "<&- >&- 2>&-", "no input": "<&-", "full": ">/dev/full", "errors full": "2>/dev/full",
}


def play(job, prefix, environment):
    """Plays a job behind a prefix, such as `batchwatch run BATCH --`."""
    directory = Path(tempfile.mkdtemp(prefix="job."))
    mark = uuid.uuid4().hex
    try:
        for name, text in job.files.items():
            (directory / name).write_text(text, encoding="utf-8")
            (directory / name).chmod(0o755)
        return _play(job, prefix, {**environment, "JOB_MARK": mark, "HOME": str(directory)}, directory, mark)
    finally:
        for pid, _ in marked(mark):
            kill(pid)
        shutil.rmtree(directory, ignore_errors=True)


def _play(job, prefix, environment, directory, mark):
    # The shell becomes the command, so that alone too its process is the one that was started.
    words = ["sh", "-c", f"exec \"$@\" {SHELL_REDIRECTIONS.get(job.out, '')}", "sh", *job.inside, *prefix, *words_of(job)]
    if job.out == "small disk":
        words = ["unshare", "-rm", "sh", "-c", "mkdir disk && mount -t tmpfs -o size=64k none disk && "
                 "\"$@\" >disk/file; s=$?; wc -c <disk/file >size; exit $s", "sh", *prefix, *words_of(job)]
    if job.out.startswith("limited file"):
        limit = "-f" if job.out.endswith("hard") else "-Sf"
        words = ["sh", "-c", f"ulimit {limit} 16; exec \"$@\" >out.log", "sh", *prefix, *words_of(job)]
    terminal = job.out == "terminal"
    master = None
    ends = []
    if terminal:
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, b"\x18\x00\x64\x00\x00\x00\x00\x00")
        streams = {"stdin": slave, "stdout": slave, "stderr": slave}
        ends, readers = [slave], [Reader(os.dup(master)), None]
    else:
        reading, writing = os.pipe()
        other, errors = os.pipe() if job.out != "one pipe" else (None, writing)
        source, feed = os.pipe()
        if job.out == "input":
            os.write(feed, b"first\nsecond\n")
        os.close(feed)
        streams = {"stdin": source, "stdout": writing, "stderr": errors}
        ends = [source, *{writing, errors}]
        limits = {"gone": (0, None), "head": (1, None)}.get(job.out, (None, None))
        readers = [Reader(reading, limits[0]), other is not None and job.out != "stalled" and Reader(other) or None]
    ignored = ",".join(number.name.removeprefix("SIG") for number in job.ignored)
    # Python's own habits with signals are none of the job's.
    begin = ["setsid", *["-c"] * terminal, "env", "--default-signal", *([f"--ignore-signal={ignored}"] if ignored else [])]
    process = subprocess.Popen(begin + words, cwd=directory, env=environment, **streams)
    for end in ends:
        os.close(end)
    played = Played(process, master, readers[0])
    if job.meet:
        job.meet(played, directory)
    status = process.wait(PATIENCE)
    if job.out == "stalled":
        readers[1] = Reader(other)
    left = _left(mark)
    for pid, line in marked(mark):
        if line.startswith("sleep 30"):
            kill(pid)
    if terminal:
        played.leave_terminal()
    for reader in readers:
        if reader:
            reader.join(PATIENCE)
    files = files_in(directory)
    outputs = [reader.bytes.replace(bytes(directory), b"DIRECTORY") if reader else b"" for reader in readers]
    return Outcome(status, *outputs, files, left)


def marked(mark):
    """The processes that belong to a job, and their command lines."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            if f"JOB_MARK={mark}".encode() in (entry / "environ").read_bytes():
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
                if line:
                    found.append((int(entry.name), line))
        except OSError:
            pass
    return found


def _left(mark):
    """What a job leaves behind, when those that only end have ended."""
    time.sleep(0.15)
    return left_of(mark)


def left_of(mark):
    """The command lines of the processes that belong to a job, without our own."""
    return sorted(line for _, line in marked(mark) if " run " not in line)


def files_in(directory):
    """The content of each file there, by its name."""
    return {
        str(path.relative_to(directory)): path.read_bytes() for path in sorted(directory.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def environment_of(world):
    """What a job sees."""
    return {**commands.environment_of(world.directory), **world.environment}
