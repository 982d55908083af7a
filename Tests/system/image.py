"""A Debian 12 with systemd, cron, node_exporter, Prometheus, Alertmanager and a mail server, as an archive of files.

It is made by debootstrap once, in about a minute, and kept under .build/system until this file changes.
"""

import hashlib
import os
import subprocess
import time
from pathlib import Path

from kit.programs import REPOSITORY
from system import isolation

DIRECTORY = REPOSITORY / ".build/system"
MIRROR = os.environ.get("DEBIAN_MIRROR", "http://deb.debian.org/debian")

SERVICES = ("cron", "exim4-daemon-light", "iproute2", "logrotate", "make", "man-db", "openssl", "prometheus",
            "prometheus-alertmanager", "prometheus-node-exporter", "python3-minimal", "sudo")
DEPENDENCIES = ("libcurl4", "libsqlite3-0", "libyaml-0-2")
"""Only in apt's cache: a package that depends on them installs them from there, and one that forgot to lacks them."""

_PREPARE = f"""set -e
export DEBIAN_FRONTEND=noninteractive
printf '#!/bin/sh\\nexit 101\\n' >/usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
# This tree is in memory.
echo force-unsafe-io >/etc/dpkg/dpkg.cfg.d/unsafe-io
# What is recommended can't be had without a network.
echo 'APT::Install-Recommends "false";' >/etc/apt/apt.conf.d/90no-recommends
install="apt-get -qq -y -o Dpkg::Use-Pty=0 install"
apt-get -qq update
$install {' '.join(SERVICES)}
apt-get clean
$install --download-only {' '.join(DEPENDENCIES)}
rm /usr/sbin/policy-rc.d
# What takes room and is never read here.
rm -rf /usr/share/javascript /usr/share/locale/* /var/lib/apt/lists/*Translation* /var/cache/apt/*.bin
"""


def unpack(tree):
    """Unpacks the archive, which is made anew where it is missing or not what this file says."""
    key = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    archive = DIRECTORY / f"debian-{key}.tar"
    if not archive.exists():
        _make(archive)
    tree.mkdir()
    subprocess.run(["tar", "--extract", "--xattrs", "--numeric-owner", f"--file={archive}", f"--directory={tree}"],
                   check=True)


def hand_over():
    """Gives what this program keeps to whoever has called it by sudo."""
    user = os.environ.get("SUDO_UID")
    if user:
        subprocess.run(["chown", "--recursive", user, DIRECTORY], check=True)


def _make(archive):
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    for old in DIRECTORY.glob("debian-*"):
        old.unlink()
    print("Making a Debian to boot, once; that takes about a minute.", flush=True)
    begun = time.monotonic()
    log, root, draft = DIRECTORY / "image.log", isolation.WORK / "image", archive.with_suffix(".new")
    with log.open("wb") as output:
        for command in (
            ["debootstrap", "--variant=minbase", "--include=systemd,systemd-sysv,dbus", "bookworm", root, MIRROR],
            isolation.nspawn("image", f"--directory={root}", "--as-pid2", "sh", "-c", _PREPARE),
            ["tar", "--create", "--xattrs", "--numeric-owner", f"--file={draft}", f"--directory={root}", "."],
            ["rm", "-rf", root],
        ):
            if subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False).returncode:
                end = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-10:])
                raise SystemExit(f"{end}\nNo Debian could be made; the whole output is in {log}")
    draft.rename(archive)
    print(f"Made {archive.name}, {archive.stat().st_size >> 20} MiB, in {time.monotonic() - begun:.0f} s.", flush=True)
