"""A real service that runs beside what is tested."""

import json
import re
import signal
import socket
import subprocess
import urllib.error
import urllib.parse
import urllib.request

from kit.processes import end
from kit.waits import PATIENCE, wait_until

_LISTENING = re.compile(r"[Ll]istening on.*address=\S*:([1-9]\d*)")
"""The line of a log that tells the port; not every version quotes its message."""


class Service:
    """Runs on a free port of the loopback interface: the kernel chooses it, the log tells it. It ends with the place
    that it runs in, or with its own `with`."""

    listen = "127.0.0.1:0"
    """Where it listens."""
    launcher = ()
    """What it is started by, such as a program that gives it another network."""

    def __init__(self, place, program, *options, **how):
        name = program.name.removeprefix("prometheus-").removesuffix("-unpacked")
        self.log = place.directory / f"{name.replace('-', '_')}.log"
        self._place = place
        self._command = [*self.launcher, program, f"--web.listen-address={self.listen}", *options]
        self._how = how
        self.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        end(self._process, 20)

    @property
    def address(self):
        """Where it is reached."""
        return f"127.0.0.1:{self.port}"

    def start(self):
        """Starts it, again too; it then has another port."""
        with self.log.open("ab") as log:
            begun = log.tell()
            self._process = self._place.start(self._command, stdout=log, stderr=subprocess.STDOUT, **self._how)
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
        self._place.at_close(kept.close)
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
        def said():
            return self.log.read_bytes()[begun:].decode("utf-8", "replace")

        wait_until(lambda: _LISTENING.search(said()) or self._process.poll() is not None,
                   lambda: f"{self.log.stem} does not listen: {said()}", pause=0.02)
        listening = _LISTENING.search(said())
        assert listening, f"{self.log.stem} has ended: {said()}"
        return int(listening[1])

    def wait_until_ready(self):
        """Until it serves: Prometheus and Alertmanager listen before they have loaded everything."""
        def answer():
            try:
                return self.get("/-/ready")
            except urllib.error.HTTPError as error:
                assert error.code == 503, f"{self.log.stem}: {error}"
                return None

        wait_until(answer, f"{self.log.stem} is ready", pause=0.02)

    def get(self, path, **parameters):
        """What it answers, as text."""
        query = f"?{urllib.parse.urlencode(parameters, doseq=True)}" if parameters else ""
        with urllib.request.urlopen(f"http://{self.address}{path}{query}", timeout=PATIENCE) as answer:
            return answer.read().decode("utf-8")

    def send(self, path, document=None, method=None):
        """Sends it a document, if any. Returns that of the answer."""
        data = None if document is None else json.dumps(document).encode("utf-8")
        request = urllib.request.Request(
            f"http://{self.address}{path}", data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            body = answer.read()
        return json.loads(body) if body else None
