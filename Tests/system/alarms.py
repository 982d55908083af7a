"""How people hear, on a machine: of batches and of units, by Alertmanager and by mail."""

import time

from kit.programs import REPOSITORY
from kit.waits import wait_until
from system import mails, product, stack
from system.product import CONFIGURATION, PIPELINE
from system.rights import SECRET

FORGOTTEN, UNHEARD = "forgotten", "unheard"
"""Batches with a schedule and without a line in any crontab."""
DIRECT, BY_STACK = "oncall", "operations"
"""Who gets batchwatch's mails, and who Alertmanager's."""
UNIT = "printing"
_LOGIN = (f"  smtp: smtp://localhost:587\n  starttls: required\n  tls_config: {{{{ca_file: {mails.CERTIFICATE}}}}}\n"
          f"  username: {mails.USER}\n  password_file: {{file}}\n")
_CREDENTIAL = f"/run/credentials/{product.MONITOR}/smtp-password"
_REPEATS = 5
"""So many passes are waited for a second mail that must not come."""


def next_minute(spare=6):
    """The next minute that begins late enough for cron to see what is written now."""
    return time.gmtime((time.time() + spare) // 60 * 60 + 60)


def schedule(minute):
    """That minute, once, in the configuration."""
    return f'schedule: "{minute.tm_min} {minute.tm_hour} * * *"'


def by_alertmanager(machine, minute):
    """Of a batch that nothing starts in that minute."""
    mails.wait_for_mail(machine, BY_STACK, FORGOTTEN, 90)
    told_after = time.time() - time.mktime(minute) + time.timezone
    time.sleep(_REPEATS * stack.SECONDS)
    found = mails.delivered(machine, about=FORGOTTEN)
    assert [each.to for each in found] == [BY_STACK], "\n".join(map(str, found))
    assert "BatchNotStarted" in found[0].text or "not started" in found[0].text.lower(), found[0].text
    return f"told {told_after:.0f} s after its minute"


def by_mail(machine):
    """The same with Alertmanager stopped. What it has told before isn't told again."""
    minute = next_minute(spare=10)
    machine.run("systemctl stop prometheus-alertmanager")
    product.configure(machine, _forgotten(machine), f"name: {UNHEARD}, {schedule(minute)}, start_within: 5s")
    mail = mails.wait_for_mail(machine, DIRECT, UNHEARD, 90)
    assert "alertmanager" in mail.text, f"it doesn't say why it came directly: {mail.text}"
    time.sleep(_REPEATS * stack.SECONDS)
    found = mails.delivered(machine, about=UNHEARD)
    assert [each.to for each in found] == [DIRECT], "\n".join(map(str, found))
    again = mails.delivered(machine, DIRECT, FORGOTTEN)
    assert not again, f"told again: {again[0]}"


def _forgotten(machine):
    """What the configuration says of the first forgotten batch, so that it stays as it is."""
    line = next(line for line in machine.read(CONFIGURATION).splitlines() if FORGOTTEN in line)
    return line.partition("severity: info, ")[2].rstrip("}")


def of_a_unit(machine):
    """One of the administrator's, that fails and then works again."""
    _write_unit(machine, UNIT, "ExecStart=/bin/false")
    ended = machine.call("systemctl", "start", UNIT)
    assert ended.returncode != 0, "the unit didn't fail"
    mails.wait_for_mail(machine, BY_STACK, UNIT, 30)
    _write_unit(machine, UNIT, "ExecStart=/bin/true")
    machine.run("systemctl", "start", UNIT)
    wait_until(lambda: [each for each in mails.delivered(machine, BY_STACK, UNIT) if "resolved" in each.text.lower()],
             "a mail that it is over", 60)
    found = mails.delivered(machine, about=UNIT)
    assert len(found) == 2, "\n".join(map(str, found))


def _write_unit(machine, name, command):
    machine.write(f"/etc/systemd/system/{name}.service", (
        "[Unit]\nOnFailure=batchwatch-alert@%N.service\nOnSuccess=batchwatch-resolve@%N.service\n"
        f"[Service]\nType=oneshot\n{command}\n"))
    machine.run("systemctl daemon-reload")


def unit_is_recorded(machine):
    """A hardened unit that knows nothing of batchwatch, with each of the shipped drop-ins."""
    examples = REPOSITORY / "node_exporter/examples"
    unit = "leads-nightly"
    # It has no stages here, since its script records none.
    product.configure(machine, _forgotten(machine), f"name: {unit}")
    machine.write("/opt/leads/nightly", "#!/bin/sh\nexec sleep 0.2\n", 0o755)
    machine.write(f"/etc/systemd/system/{unit}.service", (
        f"[Service]\nType=oneshot\nUser={PIPELINE}\nProtectSystem=strict\nExecStart=/opt/leads/nightly\n"))
    for count, example in enumerate(("pipeline-unit.conf", "pipeline-unit-hooks.conf"), 2):
        machine.write(f"/etc/systemd/system/{unit}.service.d/batchwatch.conf",
                      (examples / example).read_text(encoding="utf-8"))
        machine.run(f"systemctl daemon-reload && systemctl start {unit}")
        stack.wait_for_metrics(machine, {f'batch_runs_total{{batch="{unit}",outcome="succeeded"}}': count})
    # The script of the second way fails, and that is recorded.
    machine.write("/opt/leads/nightly", "#!/bin/sh\nexit 3\n", 0o755)
    assert machine.call("systemctl", "start", unit).returncode != 0, "the unit didn't fail"
    stack.wait_for_metrics(machine, {f'batch_runs_total{{batch="{unit}",outcome="failed"}}': 1})
    mails.wait_for_mail(machine, BY_STACK, f"the unit {unit} failed", 30)


def with_password(machine):
    """The password is the monitor's own."""
    machine.write(SECRET, f"{mails.PASSWORD}\n", 0o600)
    machine.run("chown", "batchwatch:batchwatch", SECRET)
    product.configure(machine, relay=_LOGIN.format(file=SECRET))
    assert "esmtpsa" in _way_of_a_mail(machine, "Password"), "it came without a login"
    links, text = product.doctor(machine)
    assert links["mail"] == "ok", text


def with_credential(machine):
    """The password is root's, and systemd hands it over."""
    machine.write(SECRET, f"{mails.PASSWORD}\n", 0o600)
    machine.run("chown", "root:root", SECRET)
    product.configure(machine, relay=_LOGIN.format(file=_CREDENTIAL))
    product.drop_in(machine, product.MONITOR, "credential",
                    (REPOSITORY / "node_exporter/systemd/credential.conf").read_text(encoding="utf-8"))
    wait_until(lambda: product.is_monitor_ready(machine), "the service to be ready", 10)
    ended = machine.call("cat", SECRET, user="batchwatch")
    assert ended.returncode != 0, "batchwatch can read root's file"
    assert "esmtpsa" in _way_of_a_mail(machine, "Credential"), "it came without a login"


def by_sendmail(machine):
    """A program with set-user-id bits, from a unit that is loosened for it."""
    product.configure(machine, relay="  sendmail: /usr/sbin/sendmail\n")
    states, text = product.doctor(machine)
    assert states["mail"] == "broken" and product.MONITOR in text, f"before any mail is lost: {text}"
    text = product.batchwatch(machine, "check-config")
    assert "warning             mail: /usr/sbin/sendmail" in text, text
    machine.write("/etc/systemd/system/batchwatch-.service.d/sendmail.conf",
                  (REPOSITORY / "node_exporter/systemd/sendmail.conf").read_text(encoding="utf-8"))
    machine.run(f"systemctl daemon-reload && systemctl restart {product.MONITOR}")
    states, text = product.doctor(machine)
    assert states["mail"] == "ok", f"with the drop-in: {text}"
    way = _way_of_a_mail(machine, "Sendmail")
    assert "with local" in way, f"it came by {way}"


def _way_of_a_mail(machine, name):
    """How the mail server got a mail of batchwatch's."""
    product.batchwatch(machine, "alert", name, "--batch", "login", "--summary", f"{name} test")
    mail = mails.wait_for_mail(machine, DIRECT, f"{name} test", 30)
    product.batchwatch(machine, "alert", name, "--batch", "login", "--resolve")
    return str(mail.message["Received"])


def clear(machine):
    """Removes what these checks have made."""
    machine.run(f"rm -rf /etc/systemd/system/{UNIT}.service /etc/systemd/system/leads-nightly.service*"
                " && systemctl daemon-reload && systemctl reset-failed; systemctl start prometheus-alertmanager")
