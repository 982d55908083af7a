"""A shell whose clock stands where the story is."""

import subprocess
from pathlib import Path

from script import wall

_FAKETIME = ["/usr/bin/faketime", "--exclude-monotonic", "-f"]


class ClockFailed(Exception):
    """A command failed; the story can't go on."""


class Shell:
    """One shell for a whole story: faketime is started once, and each moment only sets what its library reads.

    Only the wall clock is changed: how long something waits for a lock is measured by another, and the times of files
    are the kernel's.
    """

    def __init__(self, directory: Path, environment: dict[str, str]):
        self._output = directory / "stdout"
        self._errors = directory / "stderr"
        # faketime names a semaphore by its process id, and gives up where a killed one left that name.
        for _ in range(20):
            self._process = subprocess.Popen(
                [*_FAKETIME, wall(0), "/bin/sh"], cwd=directory, env=environment | {"NO_FAKE_STAT": "1"},
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8",
            )
            if self._tell(":") == "0":
                return
            self.close()
        raise SystemExit("verdict: faketime does not start a shell")

    def run(self, moment: int, commands: list[str]) -> str:
        """Executes lines with the clock at a moment until one fails, and gives what they print."""
        story = "\n".join(commands)
        status = self._tell(f"FAKETIME='{wall(moment)}'\n( set -e\n{story}\n) >{self._output} 2>{self._errors}")
        if status != "0":
            errors = self._errors.read_text(encoding="utf-8")
            raise ClockFailed(f"verdict: {wall(moment)}, exit status {status}\n{story}\n{errors}")
        return self._output.read_text(encoding="utf-8")

    def close(self) -> None:
        """Lets the shell end, and faketime tidy up."""
        try:
            self._process.stdin.close()
        except BrokenPipeError:
            pass
        self._process.stdout.close()
        self._process.wait()

    def _tell(self, lines: str) -> str:
        try:
            self._process.stdin.write(f"{lines}\necho $?\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass
        return self._process.stdout.readline().strip()
