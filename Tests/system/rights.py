"""Who may do what on a machine with batchwatch."""

from system import product
from system.product import CONFIGURATION, PIPELINE, TEXTFILES, TRACKER

READER = "prometheus"
"""The user of Debian's node_exporter."""
SECRET = "/etc/batchwatch/smtp-password"
_ROOTS = (CONFIGURATION, "/etc/cron.d/batchwatch", "/etc/prometheus/batchwatch.rules.yml",
          f"/lib/systemd/system/{product.MONITOR}", product.PROGRAM)
_HOW = {"read": "cat {}", "write": "echo x >>{}", "move": "mv {0} {0}.moved"}
_WRITABLE = "find / -xdev -path /var/lib/prometheus/metrics2 -prune -o -path /var/lib/prometheus/alertmanager -prune" \
    " -o ! -type l -writable -print 2>/dev/null"


def writable(machine):
    """What each of the two users may write: user to paths."""
    return {user: set(machine.call(_WRITABLE, user=user).stdout.splitlines()) for user in (PIPELINE, READER)}


def are_few(machine, before):
    """The pipeline's user records and can do nothing else, and node_exporter's only reads its files."""
    machine.write(SECRET, "open sesame\n", 0o600)
    machine.run("chown", "batchwatch:batchwatch", SECRET)
    _record(machine)
    after = writable(machine)
    more = {path for path in after[PIPELINE] - before[PIPELINE] if not path.startswith((TRACKER, TEXTFILES))}
    assert not more, f"{PIPELINE} may also write {sorted(more)}"
    more = after[READER] - before[READER]
    assert not more, f"{READER} may write {sorted(more)}"
    _cannot(machine, PIPELINE, "read", SECRET)
    _cannot(machine, PIPELINE, "write", f"{TRACKER}/tracker.db-monitor", *_ROOTS, SECRET)
    _cannot(machine, PIPELINE, "move", *_ROOTS, SECRET)
    for user in (READER, "nobody"):
        _cannot(machine, user, "read", SECRET, f"{TRACKER}/tracker.db", f"{TRACKER}/tracker.db-monitor")
        _cannot(machine, user, "write", f"{TEXTFILES}/batchwatch.prom", f"{TRACKER}/tracker.db", *_ROOTS, SECRET)
        _cannot(machine, user, "move", f"{TEXTFILES}/batchwatch.prom", f"{TRACKER}/tracker.db", *_ROOTS, SECRET)
    text = machine.run(f"cat {TEXTFILES}/batchwatch.prom {TEXTFILES}/batchwatch_rights.prom", user=READER)
    assert 'batch_success{batch="rights"} 1' in text, text[-400:]
    # The monitor replaces what a pipeline has made, and the other way round.
    machine.run(product.PROGRAM, "export", user="batchwatch")
    _record(machine)
    product.batchwatch(machine, "forget", "rights", "--yes")


def _record(machine):
    for verb in ("start", "end"):
        product.batchwatch(machine, verb, "rights")


def _cannot(machine, user, verb, *paths):
    for path in paths:
        assert machine.path(path).exists(), f"there is no {path}"
        ended = machine.call(_HOW[verb].format(path), user=user)
        assert ended.returncode != 0, f"{user} could {verb} {path}"
