"""A real node_exporter that reads one textfile directory."""

import re
import time
import urllib.request

from support import exposition, programs

_LISTENING = re.compile(r'msg="Listening on".* address=\S*:(\d+)')


class NodeExporter:
    """Runs on a free port of the loopback interface: the kernel chooses it, the log tells it."""

    def __init__(self, world):
        self._log = world.directory / "node_exporter.log"
        with self._log.open("wb") as log:
            self._process = world.start(
                [
                    programs.NODE_EXPORTER,
                    "--web.listen-address=127.0.0.1:0",
                    "--collector.disable-defaults",
                    "--collector.textfile",
                    f"--collector.textfile.directory={world.textfiles}",
                ],
                stderr=log,
            )
        self.port = self._wait_for_port()

    def _wait_for_port(self):
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and self._process.poll() is None:
            listening = _LISTENING.search(self._log.read_text(encoding="utf-8"))
            if listening:
                return int(listening[1])
            time.sleep(0.02)
        raise AssertionError(f"node_exporter does not listen: {self._log.read_text(encoding='utf-8')}")

    def scrape(self):
        """What Prometheus would get now."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=10) as answer:
            return exposition.parse(answer.read().decode("utf-8"))

    def complaints(self):
        """What it logged beyond the information of its start."""
        lines = self._log.read_text(encoding="utf-8").splitlines()
        return [line for line in lines if re.search(r"level=(error|warn)", line) and "running as root" not in line]
