"""The jobs. Each is a script of bash, or words, that shows what it met: in its status, its output, in files."""

import os
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

from kit.waits import wait_until

PLAIN, STAGE, QUIET, RETRIES = "run", "run --stage", "run --quiet", "run --retries"
ALL = (PLAIN, STAGE, QUIET, RETRIES)
DIRECT = (PLAIN, STAGE)
"""`--quiet` holds the output back, so what happens to it then is not what it would meet alone."""


@dataclass(frozen=True)
class Job:
    """A job, and the circumstances in which it is played."""

    name: str
    script: str = ""
    words: tuple = ()
    """Instead of a script."""
    files: dict = field(default_factory=dict)
    """What lies in its directory: an executable each."""
    out: str = "pipes"
    """Where its output goes; see `stage.py`."""
    inside: tuple = ()
    """Words that its command line stands behind: what makes a namespace, sets a limit."""
    meet: object = None
    """What happens to it, given its process and its directory."""
    times: int = 1
    """How often it is played where chance decides."""
    under: tuple = ALL
    ignores: tuple = ()
    """What need not be the same: `status`, `out`, `errors`, `files`, `left`."""
    ignored: tuple = ()
    """Signals that are ignored when it begins."""


def when_ready(*actions):
    """Does one thing after the other when the job has made the file `ready`."""

    def meet(process, directory):
        wait_until((directory / "ready").exists, "the job")
        for action in actions:
            action(process, directory)

    return meet


def to_it(number):
    return lambda process, _: os.kill(process.pid, number)


def to_group(number):
    return lambda process, _: os.killpg(process.pid, number)


def later(seconds):
    return lambda *_: time.sleep(seconds)


def gone(name):
    """The file `name` is there: the job has come so far."""
    return lambda _, directory: wait_until((directory / name).exists, name)


SIGNALS = "HUP INT QUIT ABRT SEGV PIPE ALRM TERM USR1 USR2 KILL FPE XCPU".split()
CAUGHT = "HUP INT QUIT USR1 USR2 ALRM TERM CONT WINCH URG PROF VTALRM IO PWR".split()
COUNTS = "trap 'n=$((n + 1)); echo $n >count' {0}; touch ready; until [ -e stop ]; do sleep 0.02; done; exit 5"


def stop(_, directory):
    Path(directory / "stop").touch()


def counted(number):
    return when_ready(to_it(number), gone("count"), later(0.1), stop)


BEGINS = "grep -E 'Sig(Ign|Blk)' /proc/self/status"
FILTER = "exec > >(while read -r l; do echo \"at $l\"; done | tee -a night.log) 2>&1; "
TREE = "trap 'echo told >told; exit 3' TERM; (trap 'echo child >child; exit' TERM; touch ready; sleep 5 & wait) & wait"

JOBS = (
    # Statuses.
    *(Job(f"status {n}", f"exit {n}", under=ALL if n == 0 else DIRECT) for n in (0, 1, 2, 64, 75, 124, 126, 127, 255)),
    *(Job(f"dies of {s}", f"ulimit -c 0; kill -{s} $$; sleep 5", under=DIRECT) for s in SIGNALS),
    Job("is not there", words=("no-such-command-at-all",), under=DIRECT, ignores=("errors",)),
    Job("can't be executed", words=("/etc/passwd",), under=DIRECT, ignores=("errors",)),
    Job("is a directory", words=("/etc",), under=DIRECT, ignores=("errors",)),
    Job("script without a first line", words=("./bare",), files={"bare": "echo ran $1; exit 3"}, under=DIRECT),
    Job("script in PATH without a first line", "PATH=$PWD:$PATH; exec bare", files={"bare": "echo ran"}),
    Job("words as they are", words=("printf", "[%s]", "", "a  b", "--", "-x", "$HOME", "*", "\\n", "'")),
    # Output.
    Job("silent", ":"),
    Job("both streams", "echo out; echo errors >&2; exit 1", under=DIRECT),
    Job("no newline at the end", "printf 'no end'; printf 'none' >&2"),
    Job("binary", "head -c 70000 /dev/zero; printf '\\377\\376\\r\\b\\033[K'"),
    Job("much", "seq 200000; exit 2"),
    Job("much on both", "for i in 1 2 3; do seq 20000; seq 20000 >&2; done; exit 1", under=DIRECT),
    Job("order in one pipe", "for s in a b c d; do echo step $s; [ $s = b ] && echo ERROR >&2; done; exit 1",
        out="one pipe", times=30),
    Job("order in one file", "for s in a b c d; do echo step $s; [ $s = b ] && echo ERROR >&2; done; exit 1",
        out="one file", times=10),
    Job("order, much", "for i in $(seq 300); do echo o$i; echo e$i >&2; done; exit 1", out="one pipe", times=5),
    Job("appends to a file", "echo more; echo errors >&2", out="one file", under=DIRECT),
    Job("file stays a file", "[ -f /dev/stdout ]; echo $?; [ -f /dev/stderr ]; echo $?", out="one file", under=DIRECT),
    Job("two files", "echo more; echo errors >&2", out="two files", under=DIRECT),
    Job("file that is read back", "echo one; cat out.log; echo two", out="one file", under=DIRECT),
    Job("truncates its log", "echo one; : >out.log; echo two", out="one file", under=DIRECT),
    Job("standard output is closed", "echo lost || echo can\\'t >&2; exit 3", out="closed", under=DIRECT),
    Job("standard error is closed", "echo shown; echo lost >&2 || echo can\\'t", out="errors closed", under=DIRECT),
    Job("all is closed", "echo 1 >made; exec 7<made; read -r l <&7; echo \"$l\" >seen", out="all closed", under=DIRECT),
    Job("no input", "read -r line; echo \"$? [$line]\"", out="no input"),
    Job("reads its input", "cat; echo end", out="input"),
    Job("input is left for others", "read -r l; echo \"$l\"", out="input"),
    Job("full device", "seq 1 100; echo $? >status", out="full", under=DIRECT),
    Job("full device, not heeded", "printf x; echo y; exit 0", out="full", under=DIRECT),
    Job("full device, errors", "seq 1 nonsense; exit $?", out="errors full", under=DIRECT),
    Job("full disk", "seq 1 100000; echo $? >status", out="small disk", under=DIRECT),
    Job("file size limit", "seq 1 100000 2>&-; echo $? >status", out="limited file", under=DIRECT, ignores=("errors",)),
    Job("file size limit that is hard", "seq 1 100000; echo $? >&2", out="limited file, hard", under=DIRECT,
        ignores=("errors",)),
    Job("reader that is gone", "sleep 0.2; seq 1 100000; echo $? >status", out="gone", times=10, under=DIRECT),
    Job("reader that goes", "echo first; sleep 0.3; seq 1 100000; echo $? >status", out="head", times=10, under=DIRECT),
    Job("reader that goes, one line", "echo first; sleep 0.3; echo second; echo $? >status", out="head", times=10,
        under=DIRECT),
    Job("reader that goes, ignored", "trap '' PIPE; echo first; sleep 0.3; echo x 2>/dev/null; echo $? >status; exit 4",
        out="head", times=5, under=DIRECT),
    Job("reader that stalls", "touch ready; seq 1 1000000 >&2", out="stalled",
        meet=when_ready(later(0.3), to_it(signal.SIGTERM)), under=DIRECT, ignores=("errors",)),
    Job("reader that stalls, a trap", "trap 'echo told >told; exit 3' TERM; touch ready; seq 1 1000000 >&2 & wait",
        out="stalled", meet=when_ready(later(0.3), to_it(signal.SIGTERM)), under=DIRECT, ignores=("errors", "left")),
    # Those that still write when the command has ended.
    Job("filter behind it", FILTER + "echo one; echo 'ERROR: copy failed'; exit 1", times=30),
    Job("tee behind it", "exec > >(tee -a night.log) 2>&1; echo one; echo two; exit 1", times=30),
    Job("slow filter", "exec > >(while read -r l; do sleep 0.2; echo \"$l\"; done); echo a; echo b; echo c", times=3,
        under=DIRECT, ignores=("left",)),
    Job("child that outlives it", "(sleep 0.5; echo late; echo later >&2) & echo early; exit 2", times=3, under=DIRECT,
        ignores=("left",)),
    Job("child that goes on", "(sleep 2.5; echo late; echo done >late) & echo early", under=DIRECT),
    Job("daemon", "setsid sh -c 'sleep 1.5; echo from the daemon; echo $? >wrote' & exit 0", under=DIRECT),
    Job("daemon without output", "setsid sleep 3 </dev/null >/dev/null 2>&1 & echo begun"),
    Job("daemon that stays", "setsid sleep 30 </dev/null >/dev/null 2>&1 & exit 0"),
    Job("child of its group that stays", "sleep 30 </dev/null >/dev/null 2>&1 & exit 0"),
    # Signals.
    *(Job(f"is sent {s}", COUNTS.format(s), meet=counted(getattr(signal, "SIG" + s)), times=3, under=DIRECT)
      for s in CAUGHT),
    Job("is sent RTMIN+3", COUNTS.format("RTMIN+3"), meet=counted(signal.SIGRTMIN + 3), under=DIRECT),
    *(Job(f"group is sent {s}", COUNTS.format(s),
          meet=when_ready(to_group(getattr(signal, "SIG" + s)), gone("count"), later(0.1), stop), times=10,
          under=DIRECT, ignores=("errors",)) for s in ("TERM", "INT", "HUP", "USR1")),
    Job("ends by TERM", "touch ready; exec sleep 5", meet=when_ready(to_it(signal.SIGTERM))),
    Job("ends by KILL", "touch ready; exec sleep 5", meet=when_ready(to_it(signal.SIGKILL)), under=DIRECT),
    Job("group ends by KILL", "sleep 5 & touch ready; wait", meet=when_ready(to_group(signal.SIGKILL)), times=5,
        under=DIRECT),
    Job("TERM is for it alone", TREE, meet=when_ready(later(0.1), to_it(signal.SIGTERM), later(0.3)), times=5,
        under=DIRECT),
    Job("TERM is for its group", TREE, meet=when_ready(later(0.1), to_group(signal.SIGTERM), later(0.3)), times=5,
        under=DIRECT),
    Job("timeout around it", "trap 'n=$((n + 1)); echo $n >count; exit 3' TERM; touch ready; sleep 5 & wait; exit 4",
        inside=("timeout", "-s", "TERM", "0.5"), times=10, under=DIRECT),
    Job("timeout kills it", "trap '' TERM; sleep 5 & wait; sleep 5", inside=("timeout", "-k", "0.3", "0.3"),
        under=DIRECT),
    Job("timeout in it", "timeout 0.2 sleep 5; echo $?"),
    Job("signals its group at its end", "trap 'trap \"\" TERM; kill 0' EXIT; echo good", times=30),
    Job("signals its group", "trap 'echo told' TERM; kill -- -$$; echo after"),
    Job("signals its parent's group", "trap 'kill -- -$$; exit 3' USR1; sleep 5 & kill -USR1 $$; wait", under=DIRECT),
    Job("leads its group", "read -r _ _ _ _ group _ </proc/$$/stat; [ $$ = $group ] && echo leads"),
    Job("stops and goes on", "touch ready; until [ -e stop ]; do sleep 0.02; done; echo on",
        meet=when_ready(to_group(signal.SIGSTOP), later(0.1), to_group(signal.SIGCONT), stop)),
    Job("is sent TERM when it ends", "trap '' TERM; touch ready; sleep 0.1; exit 3",
        meet=when_ready(later(0.09), lambda process, _: process.poll() is None and os.kill(process.pid, 15)), times=20,
        under=DIRECT),
    # What it begins with.
    Job("signals as they were", BEGINS),
    Job("SIGPIPE is ignored", BEGINS, ignored=(signal.SIGPIPE, signal.SIGXFSZ)),
    Job("nothing is ignored", BEGINS, ignored=()),
    Job("SIGCHLD is ignored", BEGINS, ignored=(signal.SIGCHLD, signal.SIGHUP)),
    Job("SIGPIPE ignored, reader gone", "sleep 0.2; /bin/echo x; echo $? >status", ignored=(signal.SIGPIPE,), out="gone",
        under=DIRECT),
    Job("limits", "ulimit -a | grep -v 'pending\\|processes'"),
    Job("mask of files", "umask; touch made; stat -c %a made"),
    Job("directory", "basename \"$PWD\" | tr -c 'x\\n' x | wc -l; pwd -P | grep -c job"),
    Job("environment", "env | grep -v '^BATCHWATCH_\\(BATCH\\|RUN\\)=' | grep -v '^\\(_\\|JOB_MARK\\)=' | sort"),
    Job("descriptors", "ls /proc/self/fd", inside=("sh", "-c", "exec 5</etc/passwd 9>nine; exec \"$@\"", "sh")),
    Job("lock of flock", "flock -n job.lock true; echo $?", inside=("flock", "job.lock")),
    Job("nice", "nice", inside=("nice", "-n", "3")),
    Job("no terminal", "test -t 0; echo $?; test -t 1; echo $?; (: </dev/tty) 2>/dev/null; echo $?"),
    Job("session", "[ $(ps -o sid= -p $$) = $(ps -o sid= -p $PPID) ]; echo $?", inside=("sh", "-c", "\"$@\"; exit $?", "sh")),
    # On a terminal.
    Job("terminal", "for n in 0 1 2; do test -t $n; echo $?; done; stty size; tput cols", out="terminal", under=DIRECT),
    Job("prompt", "read -r -p 'name? ' name; echo \"hello $name\"; exit 4", out="terminal", under=DIRECT,
        meet=lambda process, _: process.type("world\n")),
    Job("Ctrl-C", "trap 'n=$((n + 1)); echo $n >count; exit 7' INT; touch ready; while :; do sleep 0.05; done",
        out="terminal", meet=when_ready(lambda process, _: process.type("\x03")), times=5, under=DIRECT),
    Job("Ctrl-C kills", "touch ready; exec sleep 5", out="terminal", under=DIRECT,
        meet=when_ready(lambda process, _: process.type("\x03"))),
    Job("TERM on a terminal", "trap 'n=$((n + 1)); echo $n >count; exit 7' TERM; touch ready; sleep 5 & wait",
        out="terminal", meet=when_ready(to_it(signal.SIGTERM)), times=5, under=DIRECT),
    Job("group TERM on a terminal", "trap 'n=$((n + 1)); echo $n >count' TERM; touch ready; until [ -e stop ]; do "
        "sleep 0.02; done", out="terminal", under=DIRECT,
        meet=when_ready(to_group(signal.SIGTERM), gone("count"), later(0.1), stop), times=5, ignores=("out",)),
    Job("terminal that is closed", "trap 'echo hung >told; exit 6' HUP; touch ready; while :; do sleep 0.05; done",
        out="terminal", meet=when_ready(lambda process, _: process.hang_up(), gone("told")), under=DIRECT,
        ignores=("out",)),
    # Where it is put.
    Job("as process 1", "for i in 1 2 3; do (sleep 0.1 & exit) ; done; sleep 0.4; ps -e -o stat= | grep -c Z; exit 3",
        inside=("unshare", "-rpf", "--mount-proc"), under=DIRECT),
    Job("without /proc", "echo out; echo errors >&2; trap 'echo told; exit 3' TERM; kill $$",
        inside=("unshare", "-rm", "sh", "-c", "mount -t tmpfs none /proc; exec \"$@\"", "sh"), under=DIRECT),
)
