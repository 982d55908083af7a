"""Prometheus's text format, as far as tests read it: series with their values, and each family's type and help."""

import re
from dataclasses import dataclass, field

_SAMPLE = re.compile(r"^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})?\s+(\S+)$")
_LABEL = re.compile(r'\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)')
_ESCAPE = re.compile(r"\\(.)")


@dataclass
class Exposition:
    """What one scrape or one file says."""

    series: dict = field(default_factory=dict)
    types: dict = field(default_factory=dict)
    helps: dict = field(default_factory=dict)

    def named(self, name):
        """The series of one name."""
        return {key: value for key, value in self.series.items() if key[0] == name}


def parse(text):
    """Reads the text format. A line that is none of it, and a series that stands twice, is an error."""
    result = Exposition()
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip()
        if not line:
            continue
        if line.startswith("#"):
            words = line.split(" ", 3)
            if len(words) >= 3 and words[1] in ("TYPE", "HELP"):
                table = result.types if words[1] == "TYPE" else result.helps
                table[words[2]] = words[3] if len(words) > 3 else ""
            continue
        sample = _SAMPLE.match(line)
        if not sample:
            raise ValueError(f"line {number} is no sample: {line}")
        key = (sample[1], labels(sample[2] or ""))
        if key in result.series:
            raise ValueError(f"line {number}: the series stands twice: {line}")
        result.series[key] = float(sample[3])
    return result


def labels(text):
    """The labels between the braces, as a frozenset of pairs; `le` as a number, since versions write it differently."""
    pairs = set()
    position = 0
    while position < len(text):
        label = _LABEL.match(text, position)
        if not label:
            raise ValueError(f"no label at {text[position:]!r}")
        value = _ESCAPE.sub(lambda escape: {"n": "\n"}.get(escape[1], escape[1]), label[2])
        pairs.add((label[1], float(value) if label[1] == "le" else value))
        position = label.end()
    return frozenset(pairs)


def written(key):
    """A series as one would write it."""
    name, pairs = key
    inside = ",".join(f'{label}="{value}"' for label, value in sorted(pairs))
    return f"{name}{{{inside}}}" if inside else name
