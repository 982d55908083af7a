"""batchwatch as people install it: the package, the script, and what an administrator then sets up."""

import json
import shutil
import subprocess
from pathlib import Path

from kit.programs import REPOSITORY
from kit.waits import wait_until
from system import isolation, stack

PACKAGE = "batchwatch"
PROGRAM = "/usr/bin/batchwatch"
TRACKER = "/var/lib/batchwatch"
TEXTFILES = "/var/lib/prometheus/node-exporter"
CONFIGURATION = "/etc/batchwatch/config.yml"
MONITOR = "batchwatch-monitor.service"
PIPELINE = "leads"
"""The user that runs the nights. It has no rights but the group's."""
HURRY = """[Service]
ExecStart=
ExecStart={program} monitor --interval {interval}s
WatchdogSec={watchdog}s
"""
LOCAL_RELAY = "  smtp: smtp://localhost:25\n  starttls: never\n"


def package():
    """The package that `make deb` has built last."""
    found = sorted((REPOSITORY / ".build/deb").glob(f"{PACKAGE}_*.deb"), key=lambda each: each.stat().st_mtime)
    assert found, "no package: make deb"
    return found[-1]


def newer_package(machine):
    """The same with a higher version, another configuration to begin with, and programs that differ by a byte; made
    for one machine."""
    made, draft = isolation.WORK / f"{machine.name}_newer.deb", isolation.WORK / f"{machine.name}_newer"
    subprocess.run(["dpkg-deb", "--raw-extract", package(), draft], check=True)
    control = draft / "DEBIAN/control"
    lines = control.read_text(encoding="utf-8").splitlines(keepends=True)
    control.write_text("".join("Version: 99\n" if line.startswith("Version:") else line for line in lines),
                       encoding="utf-8")
    _append(draft / CONFIGURATION.lstrip("/"), b"# What is new in version 99.\n")
    for program in draft.glob("usr/**/batchwatch*"):
        if program.is_file() and program.read_bytes()[:4] == b"\x7fELF":
            _append(program, b"\n")
    subprocess.run(["dpkg-deb", "-Zgzip", "-z1", "--root-owner-group", "--build", draft, made], check=True,
                   stdout=subprocess.DEVNULL)
    shutil.rmtree(draft)
    return made


def _append(path, content):
    with path.open("ab") as file:
        file.write(content)


def apt_install(machine, file):
    """Installs a package's file as an administrator does who wants no questions, and keeps changed conffiles."""
    there = f"/root/{Path(file).name}"
    shutil.copy(file, machine.path(there))
    machine.run("DEBIAN_FRONTEND=noninteractive apt-get -y -o Dpkg::Options::=--force-confdef"
                f" -o Dpkg::Options::=--force-confold install {there} && rm {there}", timeout=180)


def add_pipeline_user(machine):
    """The user of the nights, before batchwatch comes."""
    machine.run("useradd", "--create-home", PIPELINE)


def configure(machine, *batches, relay=LOCAL_RELAY, more="", heartbeat_max_age=120):
    """What the administrator says in /etc/batchwatch/config.yml. All batches are of a severity that is only mailed."""
    lines = [f"  - {{severity: info, {each}}}\n" for each in batches]
    # Its mode and owner stay as they were installed.
    machine.path(CONFIGURATION).write_text((
        f"timezone: UTC\n{more}batches:{' []' if not lines else ''}\n{''.join(lines)}"
        "alert_path:\n  alertmanager: http://localhost:9093\n  prometheus: http://localhost:9090\n"
        "  node_exporter: http://localhost:9100\n"
        f"  heartbeat_max_age: {heartbeat_max_age}s\n  resend_delay: {stack.SECONDS}s\n"
        f"mail:\n  to: [oncall@example.com]\n  from: batchwatch@example.com\n{relay}"), encoding="utf-8")
    machine.run(f"{_program(machine)} check-config")


def hurry(machine, interval=stack.SECONDS, watchdog=10):
    """Lets the service look every few seconds, by a drop-in."""
    drop_in(machine, MONITOR, "hurry", HURRY.format(program=_program(machine), interval=interval, watchdog=watchdog))


def drop_in(machine, unit, name, text):
    """Adds to a unit, and starts it anew."""
    machine.write(f"/etc/systemd/system/{unit}.d/{name}.conf", text)
    machine.run(f"systemctl daemon-reload && systemctl restart {unit}")


def batchwatch(machine, *arguments, user=PIPELINE):
    """Runs a command of batchwatch that must succeed."""
    return machine.run(_program(machine), *arguments, user=user)


def doctor(machine):
    """What `batchwatch doctor` says to the monitor's user: each link's state, and with `verdict` its verdict; and the
    whole text."""
    ended = machine.call(_program(machine), "doctor", "--json", user="batchwatch")
    try:
        found = json.loads(ended.stdout)
    except ValueError as error:
        raise AssertionError(f"doctor, exit status {ended.returncode}: {ended.stdout}{ended.stderr}") from error
    return {each["link"]: each["state"] for each in found["links"]} | {"verdict": found["verdict"]}, ended.stdout


def wait_for_health(machine, patience=30):
    """Waits until doctor finds nothing wrong."""
    try:
        wait_until(lambda: doctor(machine)[0]["verdict"] == "ok", "doctor to say ok", patience, pause=1)
    except AssertionError as error:
        raise AssertionError(f"{error}: {doctor(machine)[1]}") from error


def monitor_pid(machine):
    """The process id of the monitor, there; 0 where it doesn't run."""
    return int(machine.show(MONITOR, "MainPID")["MainPID"])


def running_monitor(machine):
    """The same of a monitor that must run. A signal to 0 would go to whoever sends it."""
    found = monitor_pid(machine)
    assert found, "the monitor doesn't run"
    return found


def is_monitor_ready(machine):
    """Whether the service runs and has said that it is ready."""
    return machine.show(MONITOR, "ActiveState", "SubState") == {"ActiveState": "active", "SubState": "running"}


def _program(machine):
    return PROGRAM if machine.path(PROGRAM).exists() else "/usr/local/bin/batchwatch"
