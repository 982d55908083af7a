"""A real Prometheus with the shipped rules as they are."""

from kit.programs import RULES
from kit.prometheus import Server
from kit.world import Place


def start(place: Place, lookback: str = "5m", targets: tuple[str, ...] = ()) -> Server:
    """Looks at the data in the place's directory, or at what it scrapes from `targets` every second."""
    configuration = {
        "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(RULES)],
        "scrape_configs": [{"job_name": "node", "static_configs": [{"targets": targets}]}],
    }
    return Server(place, configuration, "--storage.tsdb.retention.time=100y", f"--query.lookback-delta={lookback}",
                  "--query.max-samples=100000000")
