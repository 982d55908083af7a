"""A machine on which what batchwatch needs is missing: an environment, space, rights, a directory."""

import time

from kit.waits import wait_until
from system import alarms, mails, product, stack
from system.product import MONITOR, PIPELINE, TEXTFILES, TRACKER

BATCH = "nightly"
HEARTBEAT_MAX_AGE = 20
"""Seconds after which a broken link is told, for the five minutes of earnest."""
SPOOL = "/var/spool/batchwatch"
_ODD = "umask 077; exec env -i LANG=nonsense LC_ALL=tr_TR.ISO-8859-9"
CRONTAB = """PATH=/bin:/usr/bin
{at} leads {odd} /usr/bin/batchwatch run thin -- /bin/true
{at} batchwatch {odd} /usr/bin/batchwatch export
{at} leads {odd} /usr/bin/batchwatch run unfound -- nightly-that-is-not-there
"""


def play(machine, check):
    """All checks on this machine, in their order."""
    machine.boot()
    stack.configure(machine)
    product.add_pipeline_user(machine)
    product.apt_install(machine, product.package())
    machine.run("usermod", "--append", "--groups", "batchwatch", PIPELINE)
    product.configure(machine, f"name: {BATCH}", heartbeat_max_age=HEARTBEAT_MAX_AGE)
    product.hurry(machine)
    check("the disk is full: logged, and nothing is half recorded", full_disk, machine)
    check("the disk is full, and the spool on another: no record is lost", full_disk_with_spool, machine)
    check("the state directory is read-only: logged, no record goes elsewhere, and alerts are told", read_only, machine)
    check("cron's thin environment: no HOME, no PATH, odd locale, umask 077", thin_environment, machine)
    wait_until(lambda: stack.alerts(machine, "BatchwatchHeartbeat"), "the heartbeat", 30)
    check(f"the textfile directory is missing: logged, and told after {HEARTBEAT_MAX_AGE} s (for 5 min)",
          missing_directory, machine)
    check("with the service off, the package's cron file makes the passes, and cron mails nothing", passes_by_cron,
          machine)
    check("an upgrade leaves the service off", stays_off, machine)


def _record(machine, *arguments):
    """A record by the pipeline's user, whose output goes to the journal. Returns how it ended, and the output."""
    begun = machine.run("date", "+%s.%N").strip()
    ended = machine.call("systemd-run", "--quiet", "--wait", f"--uid={PIPELINE}", "--collect",
                         "--property=SyslogIdentifier=night", product.PROGRAM, *arguments)
    return ended.returncode, machine.journal("--identifier=night", f"--since=@{begun}")


def _log(machine, begun):
    return machine.journal("--identifier=batchwatch", f"--since=@{begun:.6f}")


def _runs(machine, outcome="succeeded"):
    return stack.metrics(machine).get(f'batch_runs_total{{batch="{BATCH}",outcome="{outcome}"}}')


def _state_in_memory(machine):
    """A small file system over the state directory, with what was there."""
    machine.run(f"systemctl stop {MONITOR} && cp -a {TRACKER} /root/state && mount -t tmpfs -o"
                f" size=2M,mode=2770,uid=batchwatch,gid=batchwatch tmpfs {TRACKER} && cp -a /root/state/. {TRACKER}"
                f" && rm -r /root/state && systemctl start {MONITOR}")


def _fill(machine):
    machine.call(f"dd if=/dev/zero of={TRACKER}/filler bs=1k count=4096")


def _exports_go_on(machine):
    begun = time.time()
    wait_until(lambda: stack.metrics(machine).get("batchwatch_export_timestamp_seconds", 0) > begun, "an export", 20)
    assert product.is_monitor_ready(machine), "the monitor doesn't run"


def full_disk(machine):
    """Nothing can be kept, and everybody is told so."""
    _state_in_memory(machine)
    for verb in ("start", "end"):
        product.batchwatch(machine, verb, BATCH)
    wait_until(lambda: _runs(machine) == 1, "the first run's figures", 20)
    begun = time.time()
    _fill(machine)
    try:
        status, log = _record(machine, "start", BATCH)
        assert status == 74, f"start ends with {status}: {log}"
        assert "level=error" in log and "full" in log and TRACKER in log, log
        wait_until(lambda: "is full" in _log(machine, begun), "the monitor to say it", 20)
        _exports_go_on(machine)
        found = stack.metrics(machine)
        assert found["batchwatch_tracker_up"] == 1 and found["batchwatch_spooled_records"] == 0, found
    finally:
        machine.run("rm", f"{TRACKER}/filler")
    for verb in ("start", "end"):
        product.batchwatch(machine, verb, BATCH)
    stack.wait_for_metrics(machine, {f'batch_runs_total{{batch="{BATCH}",outcome="succeeded"}}': 2,
                                     f'batch_running{{batch="{BATCH}"}}': 0})


def full_disk_with_spool(machine):
    """Records wait in the spool, and are counted."""
    machine.run("install", "-d", "-m", "2770", "-o", "batchwatch", "-g", "batchwatch", SPOOL)
    product.configure(machine, f"name: {BATCH}", more=f"spool: {SPOOL}\n", heartbeat_max_age=HEARTBEAT_MAX_AGE)
    product.drop_in(machine, MONITOR, "spool", f"[Service]\nReadWritePaths={SPOOL}\n")
    before = _runs(machine)
    _fill(machine)
    try:
        for verb in ("start", "end"):
            status, log = _record(machine, verb, BATCH)
            assert status == 0, f"{verb} ends with {status}: {log}"
            assert "level=warn" in log and "full" in log, log
        stack.wait_for_metrics(machine, {"batchwatch_spooled_records": 2})
    finally:
        machine.run("rm", f"{TRACKER}/filler")
    stack.wait_for_metrics(machine, {"batchwatch_spooled_records": 0,
                                     f'batch_runs_total{{batch="{BATCH}",outcome="succeeded"}}': before + 1})
    product.configure(machine, f"name: {BATCH}", heartbeat_max_age=HEARTBEAT_MAX_AGE)


def read_only(machine):
    """As after an error of the disk. What should have started is missed all the same."""
    before = _runs(machine)
    at = alarms.next_minute()
    product.configure(machine, f"name: {BATCH}", f"name: {alarms.FORGOTTEN}, {alarms.schedule(at)}, start_within: 5s",
                      heartbeat_max_age=HEARTBEAT_MAX_AGE)
    wait_until(lambda: f'batch_running{{batch="{alarms.FORGOTTEN}"}}' in stack.metrics(machine), "the new batch", 10)
    machine.run(f"systemctl stop {MONITOR} && mount -o remount,ro {TRACKER}")
    begun = time.time()
    try:
        machine.run("systemctl", "start", MONITOR)
        status, log = _record(machine, "start", BATCH)
        assert status == 74, f"start ends with {status}: {log}"
        assert "level=error" in log and ("read-only" in log.lower() or "readonly" in log), log
        assert not machine.path(f"/home/{PIPELINE}/.local").exists(), "a tracker at home, which nobody watches"
        wait_until(lambda: "readonly" in _log(machine, begun), "the monitor to say it", 20)
        _exports_go_on(machine)
        assert _runs(machine) == before, "another count of runs than before"
        mails.wait_for_mail(machine, alarms.BY_STACK, alarms.FORGOTTEN, 90)
    finally:
        machine.run(f"mount -o remount,rw {TRACKER} && systemctl restart {MONITOR}")
    product.configure(machine, f"name: {BATCH}", heartbeat_max_age=HEARTBEAT_MAX_AGE)
    for verb in ("start", "end"):
        product.batchwatch(machine, verb, BATCH)
    wait_until(lambda: _runs(machine) == before + 1, "the next run's figures", 20)


def thin_environment(machine):
    """What cron, and less than cron, gives."""
    at = alarms.next_minute()
    machine.write("/etc/cron.d/thin", CRONTAB.format(at=f"{at.tm_min} {at.tm_hour} * * *", odd=_ODD))
    stack.wait_for_metrics(machine, {f'batch_runs_total{{batch="{batch}",outcome="{outcome}"}}': 1
                                     for batch, outcome in (("thin", "succeeded"), ("unfound", "failed"))}, patience=75)
    modes = machine.run(f"stat --format='%a %n' {TEXTFILES}/batchwatch_thin.prom {TRACKER}/tracker.db*").splitlines()
    expected = {f"{TEXTFILES}/batchwatch_thin.prom": ["644"], f"{TRACKER}/tracker.db-monitor": ["640"],
                f"{TRACKER}/tracker.db-monitor-config": ["600"], f"{TRACKER}/tracker.db-monitor-pass": ["600"]}
    for mode, _, path in (line.partition(" ") for line in modes):
        assert mode in expected.get(path, ["660", "2770"]), f"{path} has mode {mode}"
    mail = mails.wait_for_mail(machine, PIPELINE, "nightly-that-is-not-there", 20)
    assert "thin" not in mail.text, f"cron mails of what went well: {mail}"
    others = mails.of_cron(machine)
    assert len(others) == 1, "\n".join(map(str, others))


def missing_directory(machine):
    """Nobody sees the figures, and people hear of that."""
    away, begun, before = f"{TEXTFILES}.away", time.time(), _runs(machine)
    machine.run("mv", TEXTFILES, away)
    try:
        for verb in ("start", "end"):
            status, log = _record(machine, verb, BATCH)
            assert status == 0 and "level=warn" in log and TEXTFILES in log, f"{verb} ends with {status}: {log}"
        wait_until(lambda: TEXTFILES in _log(machine, begun), "the monitor to say it", 20)
        links, text = product.doctor(machine)
        assert links["textfile"] == "broken" and f"the directory {TEXTFILES} is not there" in text, text
        mail = mails.wait_for_mail(machine, None, "BatchwatchAlertPathDown", 90)
        told = time.time() - begun
    finally:
        machine.run("mv", away, TEXTFILES)
    assert "textfile" in mail.text, f"it doesn't name the link: {mail}"
    machine.run("systemctl", "restart", MONITOR)
    stack.wait_for_metrics(machine, {f'batch_runs_total{{batch="{BATCH}",outcome="succeeded"}}': before + 1})
    return f"after {told:.0f} s, to {mail.to}"


def passes_by_cron(machine):
    """Each minute one, of which nobody hears."""
    # A heartbeat that is looked for each minute may be older than one that is looked for every other second.
    product.configure(machine, f"name: {BATCH}")
    machine.run("systemctl", "disable", "--now", MONITOR)
    begun, mailed = time.time(), len(mails.of_cron(machine))
    wait_until(lambda: stack.metrics(machine).get("batchwatch_monitor_timestamp_seconds", 0) > begun, "a pass", 95,
             pause=0.5)
    log = _log(machine, begun)
    assert "level=warn" not in log and "level=error" not in log, log
    new = mails.of_cron(machine)[mailed:]
    assert not new, "\n".join(map(str, new))
    return f"a pass after {time.time() - begun:.0f} s"


def stays_off(machine):
    """An upgrade leaves to the administrator what runs."""
    product.apt_install(machine, product.newer_package(machine))
    state = machine.show(MONITOR, "ActiveState", "UnitFileState")
    assert state == {"ActiveState": "inactive", "UnitFileState": "disabled"}, f"the service: {state}"
