"""A real service that runs beside a scenario's commands."""

import re
import subprocess
import time
import urllib.error
import urllib.request

_LISTENING = re.compile(r'msg="Listening on".* address=\S*:(\d+)')
PATIENCE = 20


class Service:
    """Runs on a free port of the loopback interface: the kernel chooses it, the log tells it."""

    def __init__(self, world, program, *options):
        name = program.name.removeprefix("prometheus-").removesuffix("-unpacked")
        self.log = world.directory / f"{name.replace('-', '_')}.log"
        with self.log.open("wb") as log:
            self._process = world.start(
                [program, "--web.listen-address=127.0.0.1:0", *options], stdout=log, stderr=subprocess.STDOUT
            )
        self.port = self._wait_for_port()

    def _wait_for_port(self):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._process.poll() is None:
            listening = _LISTENING.search(self.log.read_text(encoding="utf-8"))
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
