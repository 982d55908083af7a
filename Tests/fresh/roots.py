"""The least of a Debian that boots, as an archive of files: systemd, sudo, and nothing that batchwatch asks for.

It is made by debootstrap once for each suite, in about a minute, and kept under .build/fresh until this file changes.
"""

import hashlib
import os
import subprocess
from pathlib import Path

from kit.programs import REPOSITORY
from system import isolation

DIRECTORY = REPOSITORY / ".build/fresh"
MIRROR = os.environ.get("DEBIAN_MIRROR", "http://deb.debian.org/debian")
SUITES = ("bookworm", "trixie")

_PREPARE = """set -e
export DEBIAN_FRONTEND=noninteractive
echo force-unsafe-io >/etc/dpkg/dpkg.cfg.d/unsafe-io
# What is recommended can't be had without a network.
echo 'APT::Install-Recommends "false";' >/etc/apt/apt.conf.d/90no-recommends
apt-get -qq update
apt-get clean
# Only in apt's cache, for a host whose mirror is near.
apt-get -qq -y --download-only install libcurl4 libsqlite3-0 libyaml-0-2
rm -rf /var/lib/apt/lists/*Translation* /var/cache/apt/*.bin
"""


def unpack(suite, tree):
    """Unpacks the archive of a suite, which is made anew where it is missing or not what this file says."""
    key = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    archive = DIRECTORY / f"{suite}-{key}.tar"
    if not archive.exists():
        _make(suite, archive)
    tree.mkdir()
    subprocess.run(["tar", "--extract", "--xattrs", "--numeric-owner", f"--file={archive}", f"--directory={tree}"],
                   check=True)


def _make(suite, archive):
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    for old in DIRECTORY.glob(f"{suite}-*"):
        old.unlink()
    print(f"Making a fresh {suite}, once; that takes about a minute.", flush=True)
    log, root, draft = DIRECTORY / f"{suite}.log", isolation.WORK / f"{suite}.root", archive.with_suffix(".new")
    with log.open("wb") as output:
        for command in (
            ["debootstrap", "--variant=minbase", "--include=systemd,systemd-sysv,dbus,sudo", suite, root, MIRROR],
            isolation.nspawn(suite, f"--directory={root}", "--as-pid2", "sh", "-c", _PREPARE),
            ["tar", "--create", "--xattrs", "--numeric-owner", f"--file={draft}", f"--directory={root}", "."],
            ["rm", "-rf", root],
        ):
            if subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False).returncode:
                end = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-10:])
                raise SystemExit(f"{end}\nNo {suite} could be made; the whole output is in {log}")
    draft.rename(archive)
