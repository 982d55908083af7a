"""Counts what held and what did not, and says so line by line."""


class Checks:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def add(self, title: str, findings: list[str]) -> None:
        """A check holds without findings."""
        print(f"{'FAILED ' if findings else 'ok     '} {title}", flush=True)
        for finding in findings:
            print("".join(f"        {line}\n" for line in finding.splitlines() or [""]), end="")
        if findings:
            self.failed += 1
        else:
            self.passed += 1
