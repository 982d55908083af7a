"""The real programs that batchwatch stands beside, on free ports of 127.0.0.1."""

import contextlib
import os
import re
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Iterator


@contextlib.contextmanager
def service(arguments: list[str], log: Path, ready: str = "") -> Iterator[int]:
    """Starts a service that listens on a port it is given by the kernel, and names it in its log."""
    with log.open("wb") as output:
        process = subprocess.Popen(arguments, stderr=output, stdout=output)
    try:
        yield wait_for_port(process, log, ready)
    finally:
        process.terminate()
        process.wait(10)


def wait_for_port(process: subprocess.Popen, log: Path, ready: str) -> int:
    for _ in range(400):
        text = log.read_text()
        found = re.search(r"[Ll]istening on.*address=\S*:(\d+)", text)
        if found and ready in text:
            return int(found[1])
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise SystemExit(f"bench: {process.args[0]} did not start; see {log.read_text()}")


def pushgateway(tools: Path, directory: Path) -> contextlib.AbstractContextManager[int]:
    program = str(tools / "bin/prometheus-pushgateway")
    return service([program, "--web.listen-address=127.0.0.1:0"], directory / "pushgateway.log")


def node_exporter(tools: Path, textfiles: Path, directory: Path) -> contextlib.AbstractContextManager[int]:
    """node_exporter with nothing but the textfile collector."""
    program = str(tools / "bin/prometheus-node-exporter")
    arguments = [program, "--web.listen-address=127.0.0.1:0", "--collector.disable-defaults"]
    arguments += ["--collector.textfile", f"--collector.textfile.directory={textfiles}"]
    return service(arguments, directory / "node_exporter.log")


def prometheus(
    tools: Path, target: int, rules: Path, directory: Path
) -> contextlib.AbstractContextManager[int]:
    """Prometheus that scrapes one port and evaluates rules."""
    configuration = directory / "prometheus.yml"
    configuration.write_text(
        f"global: {{scrape_interval: 30s, scrape_timeout: 30s}}\n"
        f"rule_files: [{rules}]\n"
        f"scrape_configs: [{{job_name: node, static_configs: [{{targets: ['127.0.0.1:{target}']}}]}}]\n"
    )
    program = str(tools / "bin/prometheus")
    arguments = [program, "--web.listen-address=127.0.0.1:0", f"--config.file={configuration}"]
    arguments += [f"--storage.tsdb.path={directory}/data"]
    return service(arguments, directory / "prometheus.log", ready="Server is ready to receive web requests")


def scraped_series(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as response:
        return sum(1 for line in response.read().splitlines() if line.startswith(b"batch_"))


def which(name: str) -> str:
    for directory in os.environ["PATH"].split(":"):
        path = os.path.join(directory, name)
        if os.access(path, os.X_OK):
            return path
    raise SystemExit(f"bench: {name} is missing; run Tests/tools/setup.sh bench")
