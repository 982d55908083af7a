"""A machine on which the Debian package is installed, from the first boot to the purge."""

import json
import time

from kit.programs import REPOSITORY
from kit.waits import wait_until
from system import alarms, product, rights, stack, traces, units
from system.product import CONFIGURATION, MONITOR, PIPELINE, TEXTFILES

BATCH = "leads-nightly"
SCRIPT = """#!/bin/sh
set -e
batchwatch stage leads-nightly scrape
batchwatch leads leads-nightly 480
batchwatch stage leads-nightly email
"""
RESTART_PATIENCE = 10


def play(machine, check):
    """All checks on this machine, in their order."""
    machine.boot()
    stack.configure(machine)
    product.add_pipeline_user(machine)
    before = traces.of(machine)
    writable = rights.writable(machine)
    if not check("apt installs the package beside what runs, and the service starts", install, machine):
        return
    check("its units: verified, and an exposure of 1.5 or less", units.are_sound, machine)
    machine.run("usermod", "--append", "--groups", "batchwatch", PIPELINE)
    product.configure(machine, f"name: {BATCH}, stages: [scrape, email]")
    check("after a reboot: service, metrics, rules, heartbeat, doctor", boots, machine)
    product.hurry(machine)
    check(f"back within {RESTART_PATIENCE} s after kill -9", comes_back_after_a_kill, machine)
    check("its watchdog restarts it after SIGSTOP (10 s here, for 3 min)", comes_back_after_a_stop, machine)
    # From here on it watches without a gap, so that what it says of the minute is all that is said.
    minute = alarms.next_minute()
    plan(machine, minute)
    check("who may write and read what", rights.are_few, machine, writable)
    check("cron ran the night as its user, and node_exporter shows it", shows_the_night, machine)
    check("Alertmanager mails of a batch that cron never started, once", alarms.by_alertmanager, machine, minute)
    check("OnFailure= tells of a failed unit, and OnSuccess= ends that", alarms.of_a_unit, machine)
    check("a pipeline's unit, recorded by the shipped drop-ins", alarms.unit_is_recorded, machine)
    check("without Alertmanager batchwatch mails of such a batch, once", alarms.by_mail, machine)
    check("it logs in with a password file of its own, mode 0600", alarms.with_password, machine)
    check("it logs in with root's password, by LoadCredential=", alarms.with_credential, machine)
    check("it mails by exim's sendmail, with the shipped drop-in", alarms.by_sendmail, machine)
    check("upgrade: records and the changed configuration stay, the new program runs", upgrade, machine)
    check("remove: records and configuration stay, nothing runs", remove, machine)
    check("purge: nothing stays but the user", purge, machine, before)


def install(machine):
    """The package, onto a host that runs for long."""
    product.apt_install(machine, product.package())
    wait_until(lambda: product.is_monitor_ready(machine), "the service to be ready", 10)
    enabled = machine.call("systemctl", "is-enabled", MONITOR).stdout.strip()
    assert enabled == "enabled", f"the service is {enabled}"
    failed = machine.run("systemctl --failed --no-legend --plain")
    assert not failed, failed
    page = machine.run("man batchwatch | head -n 3; bash -c '. /usr/share/bash-completion/completions/batchwatch'")
    assert "BATCHWATCH(1)" in page.upper(), f"no man page: {page}"


def boots(machine):
    """All there is works after a reboot, without anybody's hand."""
    seconds = machine.reboot()
    wait_until(lambda: product.is_monitor_ready(machine), "the service to be ready", 10)
    # Its first export and the heartbeat's way back: a scrape, an evaluation, a notification, and the next pass.
    wait_until(lambda: stack.metrics(machine).get("batchwatch_config_up") == 1, "metrics", 20)
    names = {name.partition("{")[0] for name in stack.metrics(machine)}
    missing = {"batchwatch_export_timestamp_seconds", "batchwatch_tracker_up", "batch_completion_ratio"} - names
    assert not missing, f"/metrics lacks {missing}"
    wait_until(lambda: stack.query(machine, "batchwatch_export_timestamp_seconds"), "Prometheus to scrape them", 20)
    groups = json.loads(machine.fetch("http://localhost:9090/api/v1/rules"))["data"]["groups"]
    loaded = {rule["name"] for group in groups for rule in group["rules"]}
    assert {"BatchNotStarted", "BatchwatchHeartbeat"} <= loaded, f"rules loaded: {sorted(loaded)}"
    wait_until(lambda: stack.alerts(machine, "BatchwatchHeartbeat"), "the heartbeat", 30)
    machine.run("systemctl", "reload", MONITOR)
    product.wait_for_health(machine)
    return f"up in {seconds:.1f} s"


def plan(machine, minute):
    """A night that the shipped crontab starts in that minute, and one of which it knows nothing."""
    machine.write("/opt/leads/nightly", SCRIPT, 0o755)
    crontab = (REPOSITORY / "node_exporter/examples/pipeline.cron").read_text(encoding="utf-8")
    shipped, wanted = "\n0 1 * * *  leads ", f"\n{minute.tm_min} {minute.tm_hour} * * *  {PIPELINE} "
    assert shipped in crontab, "the shipped crontab has no such line"
    machine.write("/etc/cron.d/leads", crontab.replace(shipped, wanted))
    schedule = alarms.schedule(minute)
    product.configure(machine, f"name: {BATCH}, {schedule}, start_within: 20s, stages: [scrape, email]",
                      f"name: {alarms.FORGOTTEN}, {schedule}, start_within: 5s")


def comes_back_after_a_kill(machine):
    """systemd starts it again."""
    begun, before = time.monotonic(), product.running_monitor(machine)
    machine.run(f"kill -KILL {before}")
    wait_until(lambda: product.monitor_pid(machine) not in (0, before) and product.is_monitor_ready(machine),
             "the service to be back", RESTART_PATIENCE)
    return f"after {time.monotonic() - begun:.1f} s"


def comes_back_after_a_stop(machine):
    """It says nothing more, and systemd notices."""
    begun, before = time.monotonic(), product.running_monitor(machine)
    machine.run(f"kill -STOP {before}")
    wait_until(lambda: product.monitor_pid(machine) not in (0, before) and product.is_monitor_ready(machine),
             "the watchdog", 40)
    log = machine.journal("--unit", MONITOR)
    assert "Watchdog timeout" in log, "systemd doesn't tell of the watchdog"
    return f"after {time.monotonic() - begun:.1f} s"


def shows_the_night(machine):
    """Its figures, at node_exporter."""
    batch = f'{{batch="{BATCH}"}}'
    stack.wait_for_metrics(machine, {
        f'batch_runs_total{{batch="{BATCH}",outcome="succeeded"}}': 1, f"batch_success{batch}": 1,
        f"batch_slot_complete{batch}": 1, f"batch_completion_ratio{batch}": 1, f"batch_leads{batch}": 480,
    }, patience=75)
    owner = machine.run("stat", "--format=%U:%a", f"{TEXTFILES}/batchwatch_{BATCH}.prom").strip()
    assert owner.endswith(":644"), owner
    log = machine.journal("--identifier", "CRON")
    assert f"({PIPELINE}) CMD" in log, f"cron didn't start it as {PIPELINE}: {log}"


def upgrade(machine):
    """To a higher version, whose configuration to begin with is another."""
    configured = machine.read(CONFIGURATION)
    runs = product.batchwatch(machine, "history", BATCH, "--json")
    before = product.monitor_pid(machine)
    product.apt_install(machine, product.newer_package(machine))
    wait_until(lambda: product.is_monitor_ready(machine), "the service to be ready", 10)
    after = product.monitor_pid(machine)
    program = machine.run("readlink", f"/proc/{after}/exe").strip()
    assert after != before and "(deleted)" not in program, f"still {program}, process {before} and then {after}"
    assert machine.read(CONFIGURATION) == configured, "the administrator's configuration was changed"
    version = machine.run("dpkg-query", "--show", "--showformat=${Version} ${Status}", product.PACKAGE)
    assert version == "99 install ok installed", version
    assert product.batchwatch(machine, "history", BATCH, "--json") == runs, "the history changed"
    group = machine.run("id", "--name", "--groups", PIPELINE)
    assert "batchwatch" in group, f"{PIPELINE} is in {group}"


def remove(machine):
    """What people need to install it again is kept."""
    alarms.clear(machine)
    machine.run(f"DEBIAN_FRONTEND=noninteractive apt-get -y remove {product.PACKAGE}", timeout=180)
    running = machine.call("grep -l ^batchwatch /proc/[0-9]*/comm").stdout
    assert not running.strip(), running
    assert not machine.path(product.PROGRAM).exists(), "the program is still there"
    for kept in (CONFIGURATION, f"{product.TRACKER}/tracker.db", "/etc/cron.d/batchwatch"):
        assert machine.path(kept).exists(), f"{kept} is gone"
    for unit in ("prometheus-node-exporter", "cron"):
        assert machine.show(unit, "ActiveState")["ActiveState"] == "active", f"{unit} was stopped"
    failed = machine.run("systemctl --failed --no-legend --plain")
    assert not failed, failed


def purge(machine, before):
    """Every trace that it left, but not what others made."""
    machine.run(f"DEBIAN_FRONTEND=noninteractive apt-get -y purge {product.PACKAGE}", timeout=180)
    machine.run("DEBIAN_FRONTEND=noninteractive apt-get -y autoremove --purge", timeout=180)
    # As Debian does it, the user stays: files elsewhere may be its own.
    machine.run("id batchwatch && gpasswd --delete leads batchwatch && userdel batchwatch")
    machine.run("rm -rf /opt/leads /etc/cron.d/leads /etc/systemd/system/batchwatch*.service.d")
    traces.must_be(machine, before)
