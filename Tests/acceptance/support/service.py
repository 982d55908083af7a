"""A real service that runs beside a scenario's commands."""

import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from support.world import end

_LISTENING = re.compile(r'msg="Listening on".* address=\S*:(\d+)')
PATIENCE = 20


class Service:
    """Runs on a free port of the loopback interface: the kernel chooses it, the log tells it."""

    listen = "127.0.0.1:0"
    """Where it listens."""
    launcher = ()
    """What it is started by, such as a program that gives it another network."""

    def __init__(self, world, program, *options, **how):
        name = program.name.removeprefix("prometheus-").removesuffix("-unpacked")
        self.log = world.directory / f"{name.replace('-', '_')}.log"
        self._world = world
        self._command = [*self.launcher, program, f"--web.listen-address={self.listen}", *options]
        self._how = how
        self.start()

    def start(self):
        """Starts it, again too; it then has another port."""
        with self.log.open("ab") as log:
            begun = log.tell()
            self._process = self._world.start(self._command, stdout=log, stderr=subprocess.STDOUT, **self._how)
        self.port = self._wait_for_port(begun)

    def stop(self):
        """Asks it to end, and waits until it has."""
        end(self._process)
        self._keep_port()

    def kill(self):
        """Ends it without asking, so that it saves nothing."""
        self._process.kill()
        self._process.wait()
        self._keep_port()

    def _keep_port(self):
        """Nobody listens on its port, nor can another service get it, which those who knew this one would take for it."""
        if not self.listen.endswith(":0"):
            return
        kept = socket.socket()
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._world.at_close(kept.close)
        kept.bind(("127.0.0.1", self.port))

    def freeze(self):
        """It stays, its port is open, and it does nothing."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self):
        """It goes on."""
        self._process.send_signal(signal.SIGCONT)

    def reload(self):
        """Tells it that its files have changed."""
        self._process.send_signal(signal.SIGHUP)

    def _wait_for_port(self, begun):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._process.poll() is None:
            listening = _LISTENING.search(self.log.read_bytes()[begun:].decode("utf-8", "replace"))
            if listening:
                return int(listening[1])
            time.sleep(0.02)
        raise AssertionError(f"{self.log.stem} does not listen: {self.log.read_text(encoding='utf-8')}")

    def wait_until_ready(self):
        """Until it serves: Prometheus and Alertmanager listen before they have loaded everything."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/-/ready", timeout=PATIENCE):
                    return
            except urllib.error.HTTPError as error:
                assert error.code == 503 and time.monotonic() < deadline, f"{self.log.stem}: {error}"
                time.sleep(0.02)
