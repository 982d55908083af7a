"""What it costs that data passes through `progress`, beside cat and pv in the same place."""

import os
import statistics
import subprocess
import time
from pathlib import Path

from benchmarks.measure import goal
from benchmarks.scenes import Scene

LINES = 20_000_000
CAT = "/usr/bin/cat"
PV = "/usr/bin/pv"


def pass_through(data: Path, middle: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """`cat data | middle | cat >/dev/null`: seconds until all have ended, and CPU seconds of the middle."""
    began = time.perf_counter()
    first = subprocess.Popen([CAT, data], stdout=subprocess.PIPE)
    second = subprocess.Popen(middle, stdin=first.stdout, stdout=subprocess.PIPE, env=os.environ | environment)
    last = subprocess.Popen([CAT], stdin=second.stdout, stdout=subprocess.DEVNULL)
    first.stdout.close()
    second.stdout.close()
    last.wait()
    _, status, usage = os.wait4(second.pid, 0)
    first.wait()
    second.returncode = os.waitstatus_to_exitcode(status)
    assert (first.returncode, second.returncode, last.returncode) == (0, 0, 0), middle
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime


def peak_memory(data: Path, command: list[str], environment: dict[str, str]) -> float:
    """Megabytes of the largest resident set, asked of the kernel when all but the end has passed through."""
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=os.environ | environment
    ) as process:
        subprocess.run([CAT, data], stdout=process.stdin, check=True)
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        process.stdin.close()
        process.wait()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def progress(directory: Path, binary: str, rounds: int) -> None:
    scene = Scene(directory, binary)
    scene.call("start", "leads")
    data = directory / "lines"
    with data.open("wb") as file:
        subprocess.run(["seq", str(LINES - 1)], stdout=file, check=True)
    with data.open("a") as file:
        file.write("1/1\n")  # What `--read` looks for.
    ours = [binary, "progress", "leads", "scrape"]
    ways = {
        "cat": [CAT],
        "pv -l, drawing nothing": [PV, "--line-mode", "--quiet"],
        "progress": ours,
        "pv, bytes": [PV, "--quiet"],
        "progress --bytes": [*ours, "--bytes"],
        "progress --read": [*ours, "--read"],
    }
    found: dict[str, list[tuple[float, float]]] = {title: [] for title in ways}
    for index in range(rounds + 1):
        for title, command in ways.items():
            measured = pass_through(data, command, scene.environment)
            if index:  # The first round is to warm up.
                found[title].append(measured)
    print(f"\n{LINES:,} lines, {data.stat().st_size / 1e6:.0f} MB, from pipe to pipe; {rounds} rounds (ratio of times to pv -l)")
    print(f"  {'':<26}{'median':>10}{'CPU':>10}{'lines/s':>12}{'ratio':>8}")
    base = [measured[0] for measured in found["pv -l, drawing nothing"]]
    ratios = {}
    for title, measured in found.items():
        wall, cpu = map(statistics.median, zip(*measured))
        ratios[title] = statistics.median(mine[0] / other for mine, other in zip(measured, base))
        print(f"  {title:<26}{wall:>8.2f} s{cpu:>8.2f} s{LINES / wall / 1e6:>10.0f} M{ratios[title]:>8.2f}")
    goal("progress against pv -l", ratios["progress"], 1, " ×")
    for option in ([], ["--bytes"], ["--read"]):
        title = " ".join(["progress", *option])
        goal(f"{title}, peak memory", peak_memory(data, [*ours, *option], scene.environment), 12, " MB")
