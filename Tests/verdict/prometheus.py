"""A real Prometheus with the shipped rules, asked over its API."""

import json
import urllib.parse
import urllib.request
from pathlib import Path

from service import Service


class Prometheus(Service):
    """Looks at the data under `directory`, or at what it scrapes from `targets` every second."""

    def __init__(self, tools: Path, directory: Path, rules: Path, lookback: str = "5m", targets: tuple[str, ...] = ()):
        configuration = directory / "prometheus.yml"
        configuration.write_text(
            json.dumps(
                {
                    "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
                    "rule_files": [str(rules.resolve())],
                    "scrape_configs": [{"job_name": "node", "static_configs": [{"targets": targets}]}],
                }
            )
        )
        arguments = [
            tools / "prometheus", f"--config.file={configuration}", f"--storage.tsdb.path={directory}/data",
            "--storage.tsdb.retention.time=100y", "--web.listen-address=127.0.0.1:0",
            f"--query.lookback-delta={lookback}", "--query.max-samples=100000000",
        ]
        super().__init__(arguments, directory / "prometheus.log", "Server is ready to receive web requests")

    def rules(self) -> dict[str, dict]:
        """The rules of the shipped file, as Prometheus read them, by name."""
        groups = self._ask("rules")["groups"]
        return {rule["name"]: rule for group in groups for rule in group["rules"]}

    def alerts(self) -> list[dict]:
        """What fires or is pending now."""
        return self._ask("alerts")["alerts"]

    def range(self, expression: str, start: int, end: int, step: int) -> list[tuple[int, dict, str]]:
        """Each series that the expression gives at each step: the time, its labels and its value."""
        found = self._ask("query_range", query=expression, start=start, end=end, step=step)["result"]
        return [(int(moment), series["metric"], value) for series in found for moment, value in series["values"]]

    def at(self, expression: str, moment: int) -> list[tuple[dict, str]]:
        """Labels and value of each series at one time."""
        found = self._ask("query", query=expression, time=moment)["result"]
        return [(series["metric"], series["value"][1]) for series in found]

    def _ask(self, what: str, **parameters) -> dict:
        data = urllib.parse.urlencode(parameters)
        with urllib.request.urlopen(f"http://{self.address}/api/v1/{what}?{data}", timeout=120) as answer:
            return json.load(answer)["data"]
