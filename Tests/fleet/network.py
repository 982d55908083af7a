"""Hosts in network namespaces of their own, on one bridge.

    host1 … host5 (10.99.0.1 … .5) ── bridge ── here (10.99.0.254): Prometheus, Alertmanager, mail

All of it lives in namespaces that this process moves into, and is gone with it, processes too.
"""

import os
import subprocess

BRIDGE = "fleet0"
HERE = "10.99.0.254"
_NEW_NAMESPACES = "BATCHWATCH_FLEET_NAMESPACES"


def address(number):
    """That of a host, which are numbered from 1."""
    return f"10.99.0.{number}"


def enter(arguments):
    """Runs this program anew in namespaces of its own, unless it is there already. Who isn't root becomes root in a
    user namespace."""
    if os.environ.get(_NEW_NAMESPACES):
        return
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    os.environ[_NEW_NAMESPACES] = "1"
    os.execvp("unshare", [
        "unshare", *user, "--net", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child", "--mount-proc",
        "--", *arguments])


def build(count):
    """The bridge and so many hosts."""
    # Where `ip netns` mounts the namespaces of the hosts; only this mount namespace sees it.
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)
    ip("link", "set", "lo", "up")
    ip("link", "add", BRIDGE, "type", "bridge")
    ip("address", "add", f"{HERE}/24", "dev", BRIDGE)
    ip("link", "set", BRIDGE, "up")
    for number in range(1, count + 1):
        name = f"host{number}"
        ip("netns", "add", name)
        ip("link", "add", f"port{number}", "type", "veth", "peer", "name", "eth0", "netns", name)
        ip("link", "set", f"port{number}", "master", BRIDGE, "up")
        for command in (["link", "set", "lo", "up"], ["address", "add", f"{address(number)}/24", "dev", "eth0"],
                        ["link", "set", "eth0", "up"]):
            ip("-netns", name, *command)


def cut_off(number):
    """Nothing goes to this host or comes from it."""
    ip("link", "set", f"port{number}", "down")


def reconnect(number):
    """The cable is back."""
    ip("link", "set", f"port{number}", "up")


def inside(number):
    """What stands before a command, so that it runs on this host."""
    return ["ip", "netns", "exec", f"host{number}"]


def ip(*arguments):
    """Runs `ip`."""
    subprocess.run(["ip", *arguments], check=True)
