"""All files of a machine with their rights, so that two moments can be compared."""

import re

_NOISE = re.compile(
    # What others write as time passes.
    r"/(?:dev|proc|run|sys|tmp|root)(?:/|$)|/var/(?:backups|cache|log|lib/apt|lib/dpkg|mail|spool|tmp)(?:/|$)"
    r"|/var/lib/prometheus/(?:metrics2|alertmanager)"
    r"|/var/lib/(?:systemd/(?!deb-systemd|catalog)|private|exim4|logrotate)"
    # Copies of the last state, and what ldconfig makes.
    r"|/etc/(?:passwd|group|shadow|gshadow|subuid|subgid)-$|/etc/ld\.so\.cache$|/etc/\.pwd\.lock$")
_LIST = ("find / -xdev -printf '%p\\t%y %m %U:%G %l\\n'; "
         "find /etc -type f -exec sha256sum {} + | sed 's/^\\([^ ]*\\)  \\(.*\\)/content of \\2\\t\\1/'")


def of(machine):
    """Path to type, mode, owner and target, and content of files below /etc."""
    found = dict(line.split("\t", 1) for line in machine.run(_LIST).splitlines())
    return {path: what for path, what in found.items() if not _NOISE.match(path.removeprefix("content of "))}


def changes(before, after):
    """What came, went or changed, a line each."""
    return [f"{path}: {before.get(path, 'nothing')}, now {after.get(path, 'nothing')}"
            for path in sorted(before.keys() | after.keys()) if before.get(path) != after.get(path)]


def must_be(machine, before):
    """Nothing has changed since."""
    found = changes(before, of(machine))
    assert not found, "\n".join(found[:40])
