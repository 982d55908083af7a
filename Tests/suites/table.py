"""The suites, what they are made of, and what they need."""

from dataclasses import dataclass

PYTHON = ("/usr/bin/python3", "-B", "Tests")
VENV = (".build/venv/bin/python", "-B", "Tests")
"""That of the suites with aiosmtpd, behave and Grafana's own types."""

URGENT, PATIENT = 0, 10
"""Niceness: of what measures seconds or is waited for by others, and of what only computes."""


@dataclass(frozen=True)
class Step:
    """A command that runs to its end beside others. A suite ends with the line `N passed, N failed`, and says of each
    check `ok      NAME` or `FAILED  NAME`."""

    name: str
    command: tuple
    needs: tuple = ()
    """Builds that must have been made."""
    seconds: int = 900
    """After so long it hangs. Side by side all take longer than alone."""
    nice: int = PATIENT
    waits: bool = False
    """Whether it mostly waits: then it takes no processor from the others."""
    shows: bool = True
    """Whether its output is for people, as it comes."""


BUILDS = (
    Step("release", ("make", "--no-print-directory", "build"), seconds=1800, nice=URGENT),
    Step("debug", ("make", "--no-print-directory", "build-tests"), seconds=2400),
    Step("package", ("sh", "-c", "Tests/tools/setup.sh dist system && node_exporter/dist/build.sh"), ("release",),
         nice=URGENT),
)

UNIT = Step("unit", ("make", "--no-print-directory", "-s", "run-units"), ("debug",), 1200, shows=False)

# Those that take long come first, after what is soon there.
SUITES = (
    Step("lint", ("Tests/tools/lint.sh",)),
    # The links of the alert path are broken, and a person must hear of a failed batch once.
    Step("path", (*VENV, "path.matrix", "--quick", "--workers", "4"), ("release",), nice=URGENT, waits=True),
    Step("acceptance", (*VENV, "acceptance"), ("release",), 1800, URGENT, waits=True),
    # Jobs of all kinds are played alone and under `run`, and must not differ.
    Step("jobs", (*PYTHON, "jobs", "--times", "10"), ("release",), nice=URGENT, waits=True),
    # `run` is killed at random moments, and nothing of its job stays.
    Step("kills", (*PYTHON, "jobs.kills", "--times", "60"), ("release",), nice=URGENT, waits=True),
    # Machines with a Debian of their own, on which the package and install.sh install.
    Step("system", (*PYTHON, "system"), ("package",), nice=URGENT, waits=True),
    # batchwatch and a real Prometheus judge the same nights.
    Step("verdict", (*PYTHON, "verdict"), ("release",), 1800),
    Step("grafana", (*VENV, "grafana"), ("release",)),
    # Servers answer what can't be, and a failed batch must be mailed all the same.
    Step("answers", (*VENV, "faults.answers", "--answers", "1500"), ("release",)),
    # Rows and files say what can't be, and every call goes on.
    Step("rows", (*VENV, "faults.rows", "--edits", "500", "--seed", "1"), ("release",)),
    # Publishers that are killed, things that are planted, writers in a storm: a part of each.
    Step("faults", ("Tests/faults/check.sh",), ("release",)),
    UNIT,
    # Units, install.sh, the cron file, the packages and the archive, as far as they can be tried without booting a host.
    Step("install", ("Tests/install/check.sh",), ("package",)),
    Step("rules", ("Tests/rules/check.sh",)),
    # The generated pages are those that the binary makes, and the others hold together.
    Step("docs", ("Tests/tools/pages.sh",), ("release",)),
    # Real shells complete command lines with the scripts that the binary prints.
    Step("completions", ("Tests/acceptance/completions.sh",), ("release",)),
)

QUICK = (
    Step("lint", ("Tests/tools/lint.sh",)),
    UNIT,
    # The debug build has the same programs, and is there sooner.
    Step("scenarios", ("env", "BATCHWATCH=.build/debug/batchwatch", *VENV, "acceptance", "--quick"), ("debug",)),
)
"""What says something within a minute of a small change."""
