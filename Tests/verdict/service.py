"""A program that listens on a port of the loopback interface, which the kernel chooses."""

import re
import subprocess
import time
from pathlib import Path


class Service:
    """Runs for as long as the `with`, and is ended by its process id."""

    def __init__(self, arguments: list, log: Path, ready: str):
        self._arguments = arguments
        self._log = log
        self._ready = ready

    def __enter__(self) -> "Service":
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(self._arguments, stderr=log, stdin=subprocess.DEVNULL)
        try:
            self.address = f"127.0.0.1:{self._wait_until_ready()}"
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait_until_ready(self) -> int:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process.poll() is None:
            text = self._log.read_text(encoding="utf-8", errors="replace")
            listening = re.search(r'msg="Listening on" address=\S*:(\d+)', text)
            if listening and self._ready in text:
                return int(listening[1])
            time.sleep(0.05)
        raise SystemExit(f"verdict: {self._arguments[0]} does not start:\n{self._log.read_text()}")


def node_exporter(tools: Path, textfiles: Path, log: Path) -> Service:
    """node_exporter with nothing but the textfile collector."""
    arguments = [
        tools / "prometheus-node-exporter", "--web.listen-address=127.0.0.1:0", "--collector.disable-defaults",
        "--collector.textfile", f"--collector.textfile.directory={textfiles}",
    ]
    return Service(arguments, log, "Listening on")
