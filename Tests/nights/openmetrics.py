"""What the exports published, as OpenMetrics text with the times and labels that a scrape would have given it."""

SPAN = 54 * 3600
"""Seconds in one file of samples, the length of a block of `store`: promtool reads its whole input again for each
block that it makes."""


class Recorder:
    """Keeps the samples of one target, a list of lines for each block."""

    def __init__(self, job, instance):
        self._labels = f'job="{job}",instance="{instance}"'
        self.blocks = {}
        self._prefixes = {}

    def snapshot(self, moment, textfiles):
        """Takes every .prom file as a scrape at that moment would read it, and says for each when it was written."""
        lines = self.blocks.setdefault(moment // SPAN, [])
        for path in sorted(textfiles.glob("*.prom")):
            lines += self._samples(path, moment)
        return lines

    def _samples(self, path, moment):
        """The file's lines with labels; they are worked out again only when its content has changed, but for the
        file that holds the time of the export."""
        text = path.read_bytes()
        known = self._prefixes.get(path.name)
        if known is None or known[0] != text:
            samples = [self._labelled(line) for line in text.decode("utf-8").splitlines() if line[:1] != "#"]
            known = self._prefixes[path.name] = text, samples, moment
        path_label = f'file="/var/lib/prometheus/node-exporter/{path.name}"'
        return [f"{sample} {moment}" for sample in known[1]] + [
            f"node_textfile_mtime_seconds{{{self._labels},{path_label}}} {known[2]} {moment}"
        ]

    def _labelled(self, line):
        series, value = line.rsplit(" ", 1)
        if series.endswith("}"):
            return f"{series[:-1]},{self._labels}}} {value}"
        return f"{series}{{{self._labels}}} {value}"

    def add(self, moment, name, value, **labels):
        """A sample that isn't batchwatch's own."""
        inside = ",".join([self._labels, *(f'{key}="{text}"' for key, text in labels.items())])
        self.blocks.setdefault(moment // SPAN, []).append(f"{name}{{{inside}}} {value} {moment}")
