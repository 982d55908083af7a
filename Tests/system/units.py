"""The units, in the systemd of Debian."""

LIMIT = 1.5


def are_sound(machine):
    """systemd finds no mistake in them, and rates each service as well protected."""
    units = machine.run("systemctl list-unit-files --no-legend --plain 'batchwatch*' | cut -d ' ' -f 1").split()
    assert len(units) >= 5, f"only {units}"
    rated = []
    for unit in units:
        name = unit.replace("@.", "@test.")
        ended = machine.call("systemd-analyze", "verify", "--man=no", name)
        # It reads everything that the unit needs, so others' mistakes don't count.
        complaints = [line for line in (ended.stdout + ended.stderr).splitlines() if "batchwatch" in line]
        assert not complaints, "\n".join(complaints)
        if unit.endswith(".service"):
            rated.append((_exposure(machine, name), name))
    assert rated, "no service was rated"
    worst = max(rated)
    assert worst[0] <= LIMIT, f"exposure: {sorted(rated)}"
    return f"worst {worst[0]}"


def _exposure(machine, unit):
    text = machine.run("systemd-analyze", "security", "--no-pager", unit)
    line = next(line for line in text.splitlines() if "Overall exposure level" in line)
    return float(line.partition(": ")[2].split()[0])
