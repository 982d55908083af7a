"""What the log of a step says, while it grows and when it has ended."""

import re

_PASSED = re.compile(r"^(?:ok      |✔ Test (?!run with ))", re.MULTILINE)
_FAILED = re.compile(r"^(?:FAILED  (.*)|✘ Test (?!run with )(.*) failed after .*)$", re.MULTILINE)
_LAST = re.compile(r"^(?:(\d+) passed, (\d+) failed|[✔✘] Test run with .*)$", re.MULTILINE)
_BUILT = re.compile(r"^\[(\d+/\d+)\]", re.MULTILINE)
_ALSO = re.compile(r"^(?:✘|━ .*recorded|Fatal error|error: |.*: (?:error|warning): )", re.MULTILINE)
"""Lines of Swift's output that say why."""


def passed(text):
    """How many checks have passed so far."""
    return len(_PASSED.findall(text))


def failed(text):
    """The names of the checks that have failed."""
    return [" ".join((one or other).split()) for one, other in _FAILED.findall(text)]


def is_whole(text):
    """Whether a suite came to its end, and counted what this counts."""
    last = _LAST.findall(text)
    return bool(last) and (not last[-1][0] or (int(last[-1][0]), int(last[-1][1])) == (passed(text), len(failed(text))))


def built(text):
    """How far a build is, as `23/40`; empty where it doesn't say."""
    found = _BUILT.findall(text)
    return found[-1] if found else ""


def reasons(text, most=40):
    """What of a failed step's output to show: what Swift complains of, or what stands below failed checks, or the end."""
    lines = text.splitlines()
    told = [line for line in dict.fromkeys(lines) if _ALSO.match(line)]
    is_below = False
    for line in lines:
        is_below = line.startswith("FAILED ") or (is_below and line.startswith("        "))
        told += [line] * is_below
    return [line[:400] for line in told or lines[-most:]]
