"""Runs commands for a program that is itself too big: what a process uses is counted from that of the one that began it.

Each line from stdin is a command as JSON; each line to stdout says how it ended.
"""

import json
import os
import signal
import sys
import time


def launch(words, environment, directory, deadline):
    """Runs a command to its end or its deadline. Returns its exit status (negative for a signal, None for the deadline),
    the seconds that it took and the most memory that it had, in bytes."""
    begun = time.monotonic()
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        *((os.POSIX_SPAWN_OPEN, number, f"{directory}/{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
          for number, name in ((1, "stdout"), (2, "stderr"))),
    ]
    process = os.posix_spawn(words[0], words, environment, file_actions=actions)
    is_late = []

    def end(*_):
        is_late.append(True)
        os.kill(process, signal.SIGKILL)

    signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, deadline)
    _, status, usage = os.wait4(process, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    ended = None if is_late else os.waitstatus_to_exitcode(status)
    return ended, time.monotonic() - begun, usage.ru_maxrss * 1024


def main():
    for line in sys.stdin:
        print(json.dumps(launch(**json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
