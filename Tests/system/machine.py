"""A machine that runs Debian with its own systemd, without a network but its loopback interface."""

import contextlib
import os
import signal
import subprocess
import time
import uuid
from pathlib import Path

from kit.waits import PATIENCE, wait_until
from system import isolation

_RESTART = 133
"""systemd-nspawn's exit status when the machine wants to be started again."""
_ENVIRONMENT = ("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "HOME=/root")
_FETCH = "import sys, urllib.request as r; print(r.urlopen(sys.argv[1], timeout=10).read().decode(), end='')"


class CommandFailed(AssertionError):
    """A command in a machine ended otherwise than it should."""


class Machine:
    """A tree of files over the common image, and the systemd that is booted from it."""

    def __init__(self, name, image_tree, results):
        self.name = name
        directory = isolation.WORK / "machines" / name
        self.root = directory / "root"
        self._log = results / f"{name}.console"
        self._log.unlink(missing_ok=True)
        self._process = None
        upper, work = directory / "upper", directory / "work"
        for each in (self.root, upper, work):
            each.mkdir(parents=True)
        layers = f"lowerdir={image_tree},upperdir={upper},workdir={work}"
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o", layers, self.root], check=True)
        # Without one, systemd would take this for its first boot and enable all that a distribution might want.
        self.write("/etc/machine-id", f"{uuid.uuid4().hex}\n")
        self.write("/etc/hostname", f"{name}\n")
        self.write("/etc/hosts", f"127.0.0.1 localhost {name}\n")

    # ---- Power

    def boot(self):
        """Switches it on, and waits until systemd has started everything."""
        self._switch_on()
        self._wait_until_booted()

    def reboot(self):
        """Lets it restart by its own command, and waits until it is up again. Returns how long that took."""
        begun, before = time.monotonic(), self._leader()
        self.run("systemctl --no-block reboot")
        # Where systemd-nspawn has a unit that isn't its own, it ends and wants to be started again.
        wait_until(lambda: self._process.poll() == _RESTART or self._leader() not in (None, before), "the end of systemd")
        if self._process.poll() is not None:
            self._switch_on()
        self._wait_until_booted()
        return time.monotonic() - begun

    def cut_power(self):
        """Switches it off without asking."""
        if self._process is not None and self._process.poll() is None:
            leader = self._leader()
            if leader:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(leader), signal.SIGKILL)
            self._process.kill()
            self._process.wait()

    def _switch_on(self):
        command = isolation.nspawn(
            self.name, "--boot", f"--directory={self.root}", "--private-network", "--console=pipe",
            "--resolv-conf=off", "--timezone=off", "--link-journal=no", "--kill-signal=SIGRTMIN+3")
        with self._log.open("ab") as log:
            # pylint: disable-next=consider-using-with
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def _leader(self):
        """The process id, here, of its systemd."""
        if self._process is None or self._process.poll() is not None:
            raise AssertionError(f"{self.name} is off; its console: {self._log.read_text(errors='replace')[-2000:]}")
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text(encoding="ascii")
        for child in children.split():
            with contextlib.suppress(OSError):
                status = Path(f"/proc/{child}/status").read_text(encoding="utf-8")
                if any(line.startswith("NSpid:") and line.split()[-1] == "1" for line in status.splitlines()):
                    return child
        return None

    def _wait_until_booted(self):
        def state():
            if self._leader() is None:
                return None
            found = self.call("systemctl is-system-running").stdout.strip()
            return found if found in ("running", "degraded") else None

        if wait_until(state, "systemd to be up") == "degraded":
            lines = self.run("systemctl --failed --no-legend --plain").splitlines()
            # It wants an address, gives up after five tries, and is told later that it has no others to talk to.
            failed = [line for line in lines if line.strip() and not line.startswith("prometheus-alertmanager.service")]
            assert not failed, f"booted, but with failed units: {failed}"
            self.run("systemctl reset-failed prometheus-alertmanager")

    # ---- Commands

    def command(self, *arguments, user=None):
        """What to execute here so that arguments are executed there; one alone is for the shell."""
        if len(arguments) == 1:
            arguments = ("sh", "-c", arguments[0])
        if user is not None:
            arguments = ("setpriv", f"--reuid={user}", f"--regid={self.primary_group(user)}", "--init-groups",
                         "--reset-env", *arguments)
        leader = self._leader()
        assert leader, f"{self.name} is restarting"
        return ["nsenter", f"--target={leader}", "--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "--root",
                "--wdns=/", "env", "-i", *_ENVIRONMENT, *map(str, arguments)]

    def call(self, *arguments, user=None, stdin="", timeout=PATIENCE):
        """Runs a command as root, or as a user, and returns how it ended."""
        return subprocess.run(self.command(*arguments, user=user), check=False, capture_output=True, encoding="utf-8",
                              errors="replace", timeout=timeout, input=stdin)

    def run(self, *arguments, **how):
        """Runs a command that must succeed, and returns its output."""
        ended = self.call(*arguments, **how)
        if ended.returncode:
            raise CommandFailed(f"{' '.join(map(str, arguments))}: exit status {ended.returncode}\n"
                                f"{ended.stdout[-1500:]}{ended.stderr[-1500:]}")
        return ended.stdout

    def primary_group(self, user):
        """The number of a user's group."""
        for line in self.read("/etc/passwd").splitlines():
            name, _, _, group, *_ = line.split(":")
            if name == user:
                return group
        raise AssertionError(f"there is no user {user}")

    # ---- Files

    def path(self, path):
        """Where one of its files is here. Not for what it mounts itself, and it must be no absolute link."""
        return self.root / str(path).lstrip("/")

    def read(self, path):
        """A file's text."""
        return self.path(path).read_text(encoding="utf-8", errors="replace")

    def write(self, path, text, mode=0o644):
        """Makes a file of root's, with the directories that it needs."""
        target = self.path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        target.chmod(mode)

    # ---- Services

    def show(self, unit, *properties):
        """A unit's properties, as a dictionary."""
        text = self.run("systemctl", "show", unit, *(f"--property={each}" for each in properties))
        return dict(line.partition("=")[::2] for line in text.splitlines())

    def fetch(self, url):
        """What a server there answers."""
        command = ["nsenter", f"--target={self._leader()}", "--net", "/usr/bin/python3", "-I", "-c", _FETCH, url]
        ended = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", timeout=PATIENCE)
        if ended.returncode:
            raise CommandFailed(f"{url}: {ended.stderr.splitlines()[-1] if ended.stderr else 'no answer'}")
        return ended.stdout

    def journal(self, *options):
        """Lines of the journal, without time and host."""
        self.run("journalctl", "--sync")
        return self.run("journalctl", "--no-pager", "--output=cat", *options)

    def keep_journal(self, file):
        """Copies the whole journal to a file here, as far as it can be read."""
        with contextlib.suppress(OSError, AssertionError, subprocess.SubprocessError):
            file.write_text(self.call("journalctl --no-pager --output=short-precise").stdout, encoding="utf-8")
