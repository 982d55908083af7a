"""A real node_exporter that reads one textfile directory."""

import re
import urllib.request

from support import exposition, programs
from support.service import Service


class NodeExporter(Service):
    """Reads the world's textfile directory and nothing else."""

    def __init__(self, world, **how):
        super().__init__(
            world,
            programs.NODE_EXPORTER,
            "--collector.disable-defaults",
            "--collector.textfile",
            f"--collector.textfile.directory={world.textfiles}",
            **how,
        )

    def scrape(self):
        """What Prometheus would get now."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=10) as answer:
            return exposition.parse(answer.read().decode("utf-8"))

    def complaints(self):
        """What it logged beyond the information of its start."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return [line for line in lines if re.search(r"level=(error|warn)", line) and "running as root" not in line]
