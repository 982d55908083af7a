"""Who may do what on a machine with batchwatch."""

import product
from product import CONFIGURATION, PIPELINE, TEXTFILES, TRACKER

READER = "prometheus"
"""The user of Debian's node_exporter."""
SECRET = "/etc/batchwatch/smtp-password"
_WRITABLE = "find / -xdev -path /var/lib/prometheus/metrics2 -prune -o -path /var/lib/prometheus/alertmanager -prune" \
    " -o ! -type l -writable -print 2>/dev/null"


def writable(machine):
    """What each of the two users may write: user to paths."""
    return {user: set(machine.call(_WRITABLE, user=user).stdout.splitlines()) for user in (PIPELINE, READER)}


def are_few(machine, before):
    """The pipeline's user records and can do nothing else, and node_exporter's only reads its files."""
    machine.write(SECRET, "open sesame\n", 0o600)
    machine.run("chown", "batchwatch:batchwatch", SECRET)
    product.batchwatch(machine, "start", "rights")
    product.batchwatch(machine, "end", "rights")
    after = writable(machine)
    others = {path for path in after[PIPELINE] - before[PIPELINE] if not path.startswith((TRACKER, TEXTFILES))}
    assert not others, f"{PIPELINE} may also write {sorted(others)}"
    gained = after[READER] - before[READER]
    assert not gained, f"{READER} may write {sorted(gained)}"
    for path in (CONFIGURATION, "/etc/prometheus/batchwatch.rules.yml", SECRET, product.PROGRAM,
                 "/etc/cron.d/batchwatch", "/etc/batchwatch/other"):
        _fails(machine, f"echo x >>{path}", PIPELINE)
    for path in (SECRET, CONFIGURATION):
        _fails(machine, f"rm -f {path} 2>&1; mv {path} {path}.old", PIPELINE)
    _fails(machine, f"cat {SECRET}", PIPELINE)
    for user in (PIPELINE, READER, "nobody"):
        _fails(machine, f"cat {TRACKER}/tracker.db-monitor" if user != PIPELINE else f"echo x >>{TRACKER}/tracker.db-monitor",
               user)
    _fails(machine, f"ls {TRACKER}", READER)
    _fails(machine, f"cat {TRACKER}/tracker.db", READER)
    _fails(machine, f"cat {SECRET}", READER)
    _fails(machine, f"echo x >{TEXTFILES}/x.prom", READER)
    text = machine.run(f"cat {TEXTFILES}/batchwatch.prom {TEXTFILES}/batchwatch_rights.prom", user=READER)
    assert 'batch_success{batch="rights"} 1' in text, text[-400:]
    # Who isn't in the group gets no right at all.
    _fails(machine, f"echo x >{TEXTFILES}/x.prom", "nobody")
    # The monitor replaces what a pipeline has made, and the other way round.
    machine.run(product.PROGRAM, "export", user="batchwatch")
    product.batchwatch(machine, "start", "rights")
    product.batchwatch(machine, "end", "rights")
    product.batchwatch(machine, "forget", "rights", "--yes")


def _fails(machine, command, user):
    ended = machine.call(command, user=user)
    assert ended.returncode != 0, f"{user} could: {command}"
