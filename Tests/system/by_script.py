"""A machine on which install.sh installs batchwatch from its source."""

import shutil
import subprocess
import time

from kit.programs import REPOSITORY
from kit.waits import wait_until
from system import mails, product, stack, traces
from system.image import DEPENDENCIES
from system.product import CONFIGURATION, MONITOR, TEXTFILES, TRACKER

SOURCE = "/usr/src/batchwatch"
SCRIPT = f"{SOURCE}/node_exporter/install.sh"
PROGRAM = "/usr/local/bin/batchwatch"
TIMER = "batchwatch-monitor-once.timer"
UPSTREAM = """[Service]
User=prometheus
ExecStart=/usr/local/bin/node_exporter --web.listen-address=:9100
"""


def play(machine, check):
    """All checks on this machine, in their order."""
    machine.boot()
    stack.configure(machine)
    _copy_source(machine)
    before = traces.of(machine)
    check("install.sh --dry-run changes nothing", dry_run, machine, before)
    if not check("install.sh installs, with the libraries that are missing, and starts the service", install, machine):
        return
    check("a second run changes nothing", second_run, machine)
    check("after a reboot: service, metrics, heartbeat", boots, machine)
    check("--timer: the service is off, and passes come (each 3 s, for each minute)", passes_by_timer, machine)
    check("--cron: passes come each minute, and cron mails nothing", passes_by_cron, machine)
    check("back to --systemd", back_to_the_service, machine)
    check("uninstall keeps records and configuration, and nothing runs", uninstall, machine)
    check("purge leaves nothing", purge, machine, before)
    check("upstream's node_exporter gets a textfile directory by a drop-in", upstream, machine, before)


def _copy_source(machine):
    """What is in the repository, and the programs that `make build` has made."""
    listed = subprocess.run(["git", "-c", f"safe.directory={REPOSITORY}", "-C", REPOSITORY, "ls-files", "-z", "--",
                             ":!Sources", ":!Tests"], check=True, stdout=subprocess.PIPE).stdout
    names = [name for name in listed.decode().split("\0") if name and (REPOSITORY / name).exists()]
    for name in [*names, ".build/bin/batchwatch", ".build/bin/batchwatch-monitor"]:
        target = machine.path(f"{SOURCE}/{name}")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / name, target)


def dry_run(machine, before):
    """It says what it would do."""
    text = machine.run(SCRIPT, "--dry-run")
    assert PROGRAM in text and TEXTFILES in text and MONITOR in text, text
    traces.must_be(machine, before)


def install(machine):
    """On a host that runs."""
    text = machine.run(SCRIPT, timeout=180)
    assert f"found      textfile directory {TEXTFILES}, from the node_exporter that runs" in text, text
    wait_until(lambda: product.is_monitor_ready(machine), "the service to be ready", 10)
    product.configure(machine, "name: nightly")
    product.batchwatch(machine, "start", "nightly", user="batchwatch")
    product.batchwatch(machine, "end", "nightly", user="batchwatch")
    stack.wait_for_metrics(machine, {'batch_success{batch="nightly"}': 1, "batchwatch_config_up": 1}, 70)
    failed = machine.run("systemctl --failed --no-legend --plain")
    assert not failed, failed


def second_run(machine):
    """Each line says that it is so already, and it is as it was."""
    before, pid = traces.of(machine), product.monitor_pid(machine)
    text = machine.run(SCRIPT)
    lines = text.partition("\n\n")[0].splitlines()
    assert lines, text
    done = [line for line in lines if line.split()[0] not in ("unchanged", "found", "note:")]
    assert not done, "\n".join(done)
    volatile = (TRACKER, TEXTFILES)
    found = [each for each in traces.changes(before, traces.of(machine)) if not each.startswith(volatile)]
    assert not found, "\n".join(found)
    assert product.monitor_pid(machine) == pid, "the service was started anew"


def boots(machine):
    """All of it without anybody's hand."""
    seconds = machine.reboot()
    begun = time.time()
    wait_until(lambda: product.is_monitor_ready(machine), "the service to be ready", 10)
    wait_until(lambda: stack.metrics(machine).get("batchwatch_monitor_timestamp_seconds", 0) > begun - 5, "a pass", 20)
    wait_until(lambda: stack.alerts(machine, "BatchwatchHeartbeat"), "the heartbeat", 30)
    return f"up in {seconds:.1f} s"


def passes_by_timer(machine):
    """No process stays."""
    machine.run(SCRIPT, "--timer")
    # A shorter time, in a drop-in, which the script doesn't know and doesn't take away.
    machine.write(f"/etc/systemd/system/{TIMER}.d/hurry.conf",
                  "[Timer]\nOnCalendar=\nOnCalendar=*:*:0/3\nRandomizedDelaySec=0\n")
    machine.run(f"systemctl daemon-reload && systemctl restart {TIMER}")
    _passes_without_service(machine, 20)
    machine.run("rm", "-r", f"/etc/systemd/system/{TIMER}.d")


def passes_by_cron(machine):
    """No unit has to do with it."""
    machine.run(SCRIPT, "--cron")
    timer = machine.show(TIMER, "ActiveState")["ActiveState"]
    assert timer == "inactive", f"the timer is {timer}"
    mailed = len(mails.of_cron(machine))
    _passes_without_service(machine, 95)
    new = mails.of_cron(machine)[mailed:]
    assert not new, "\n".join(map(str, new))


def _passes_without_service(machine, patience):
    begun = time.time()
    state = machine.show(MONITOR, "ActiveState", "UnitFileState")
    assert state == {"ActiveState": "inactive", "UnitFileState": "disabled"}, f"the service: {state}"
    wait_until(lambda: stack.metrics(machine).get("batchwatch_monitor_timestamp_seconds", 0) > begun, "a pass", patience,
             pause=0.5)
    log = machine.journal("--identifier=batchwatch", f"--since=@{begun:.6f}")
    assert "level=" not in log, f"it isn't quiet: {log}"


def back_to_the_service(machine):
    """Each of the three replaces the others."""
    machine.run(SCRIPT, "--systemd")
    wait_until(lambda: product.is_monitor_ready(machine), "the service to be ready", 10)
    assert not machine.path("/etc/cron.d/batchwatch").exists(), "the cron file is still there"


def uninstall(machine):
    """What people need to install it again is kept."""
    machine.run(SCRIPT, "--uninstall")
    for kept in (CONFIGURATION, f"{TRACKER}/tracker.db", f"{TEXTFILES}/batchwatch_nightly.prom"):
        assert machine.path(kept).exists(), f"{kept} is gone"
    assert not machine.path(PROGRAM).exists(), f"{PROGRAM} is still there"
    running = machine.call("grep -l ^batchwatch /proc/[0-9]*/comm").stdout
    assert not running.strip(), running
    units = machine.run("systemctl list-units --all --no-legend --plain 'batchwatch*'")
    assert not units.strip(), units


def purge(machine, before):
    """As if it had never been there."""
    machine.run(SCRIPT, "--purge")
    _remove_libraries(machine)
    traces.must_be(machine, before)


def _remove_libraries(machine):
    """Those that the script has brought. They are Debian's, and stay."""
    machine.run(f"DEBIAN_FRONTEND=noninteractive apt-get -y purge {' '.join(DEPENDENCIES)}"
                " && apt-get -y autoremove --purge", timeout=180)


def upstream(machine, before):
    """The program from prometheus.io under a unit of its own, which reads no textfiles until it is told to."""
    machine.run("systemctl mask --now prometheus-node-exporter")
    machine.run("cp /usr/bin/prometheus-node-exporter /usr/local/bin/node_exporter")
    machine.write("/etc/systemd/system/node_exporter.service", UPSTREAM)
    machine.run("systemctl daemon-reload && systemctl start node_exporter")
    machine.run(SCRIPT, timeout=180)
    wait_until(lambda: product.is_monitor_ready(machine), "the service to be ready", 10)
    command = machine.run("tr '\\0' ' ' </proc/$(systemctl show --value --property=MainPID node_exporter)/cmdline")
    assert f"--web.listen-address=:9100 --collector.textfile.directory={TEXTFILES}" in command, command
    wait_until(lambda: "batchwatch_config_up" in stack.metrics(machine), "metrics", 70)
    machine.run(SCRIPT, "--purge")
    command = machine.run("tr '\\0' ' ' </proc/$(systemctl show --value --property=MainPID node_exporter)/cmdline")
    assert "textfile" not in command, command
    _remove_libraries(machine)
    machine.run("systemctl disable --now node_exporter; rm -r /etc/systemd/system/node_exporter.service"
                " /usr/local/bin/node_exporter; systemctl unmask prometheus-node-exporter")
    traces.must_be(machine, before)
