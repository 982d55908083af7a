"""A real node_exporter that reads one textfile directory."""

import re

from kit import exposition, programs
from kit.service import Service


class NodeExporter(Service):
    """Reads a textfile directory, the world's where no other is named, and nothing else."""

    def __init__(self, place, textfiles=None, **how):
        super().__init__(
            place,
            programs.NODE_EXPORTER,
            "--collector.disable-defaults",
            "--collector.textfile",
            f"--collector.textfile.directory={textfiles or place.textfiles}",
            **how,
        )

    def scrape(self):
        """What Prometheus would get now."""
        return exposition.parse(self.get("/metrics"))

    def complaints(self):
        """What it logged beyond the information of its start."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return [line for line in lines if re.search(r"level=(error|warn)", line) and "running as root" not in line]
