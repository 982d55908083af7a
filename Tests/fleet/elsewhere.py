"""A second Prometheus that gets the series from the first one, as docs/fleet.md says: by federation, or by remote write."""

import re

from fleet import fleet
from kit import programs
from kit.prometheus import Server

PAGE = programs.REPOSITORY / "docs/fleet.md"
RECEIVER = "http://prometheus.example.com:9090/"
SITES = "['prometheus.berlin.example.com:9090', 'prometheus.lyon.example.com:9090']"
NOBODY = "127.0.0.1:9"
"""Where no Alertmanager is: only one server shall tell people."""


def example(title):
    """A file in the page: the block that begins with a comment of these words."""
    found = re.search(rf"^```yaml\n(# {re.escape(title)}.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    assert found, f"{PAGE.name} has no block '# {title}'"
    return found[1]


class Elsewhere(Server):
    """It has only the rules of the fleet."""

    def __init__(self, world, title, *options, sites=None):
        directory = world.directory / title.rpartition(" ")[2]
        directory.mkdir()
        text = re.sub(r"(scrape|evaluation)_interval: \w+", r"\1_interval: 1s", example(title))
        for old, new in (("alertmanager.example.com:9093", NOBODY), *([(SITES, sites)] if sites else [])):
            assert old in text, f"'{title}' has no {old}"
            text = text.replace(old, new)
        shipped = programs.FLEET_RULES
        (directory / shipped.name).write_text(fleet.rules(shipped.read_text(encoding="utf-8")), encoding="utf-8")
        super().__init__(world, text, *options, directory=directory)


def federating(world, first):
    """It fetches from the first one."""
    return Elsewhere(world, "prometheus.yml of the server over the sites", sites=f"['127.0.0.1:{first.port}']")


def receiving(world, first):
    """It is sent by the first one."""
    server = Elsewhere(
        world, "prometheus.yml of a server that receives", "--web.enable-remote-write-receiver")
    text = example("prometheus.yml of a site that sends")
    sending = text[text.index("remote_write:"):text.index("scrape_configs:")]
    assert RECEIVER in sending, sending
    shipped = (first.directory / "prometheus.yml").read_text(encoding="utf-8")
    (first.directory / "prometheus.yml").write_text(
        shipped + sending.replace(RECEIVER, f"http://127.0.0.1:{server.port}/"), encoding="utf-8")
    first.reload()
    return server
