"""The monitor, the mails that it sends itself, and what it tells the service manager."""

import os
import socket
import time

from behave import given, then, when

from kit.receivers import Inbox, MailServer
from kit.waits import PATIENCE, wait_until

MAIL = """
mail:
  to: [oncall@example.com]
  from: batchwatch@example.com
  smtp: smtp://127.0.0.1:{port}
  starttls: never
"""


@given("a mail server")
def start_mail_server(context):
    """What arrives there is kept; MAIL in a configuration stands for the settings that lead there."""
    context.direct = Inbox()
    context.mail_server = MailServer(context.world, context.direct)
    context.mail_settings = MAIL.format(port=context.mail_server.port)


@given("the mail server refuses mail")
def refuse_mail(context):
    context.mail_server.reply = "550 5.7.1 not from here"


@given("the mail server takes mail again")
def take_mail(context):
    context.mail_server.reply = "250 OK"


@given("the configuration, with mail")
def write_configuration(context):
    context.world.configure(context.text + context.mail_settings)


@given("a mail server that nobody has started, and the configuration with it")
def write_dead_configuration(context):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        context.world.configure((context.text or "") + MAIL.format(port=free.getsockname()[1]))


def subjects(context):
    return [message["subject"] for _, message in context.direct.messages]


@then("nobody is mailed")
def check_no_mail(context):
    assert not context.direct.messages, subjects(context)


@then("these mails arrived")
def check_mails(context):
    """By their subjects; HOST stands for this host."""
    wanted = [row["subject"].replace("HOST", socket.gethostname()) for row in context.table]
    assert subjects(context) == wanted, subjects(context)


@then("the mails name both {first} and {second}")
def check_both_named(context, first, second):
    check_named(context, first)
    check_named(context, second)


@then("the mails name {alert}")
def check_named(context, alert):
    """In their links to runbooks, which every alert has."""
    texts = [message.get_body(("plain",)).get_content() for _, message in context.direct.messages]
    assert any(f"/{alert}.md" in text for text in texts), texts


@then("these mails arrive")
def await_mails(context):
    wanted = [row["subject"].replace("HOST", socket.gethostname()) for row in context.table]
    wait_until(lambda: subjects(context), f"{wanted}", is_so=lambda found: len(found) >= len(wanted))
    check_mails(context)


@then("they are one thread")
def check_thread(context):
    messages = [message for _, message in context.direct.messages]
    first, *others = messages
    assert first["in-reply-to"] is None, first
    for message in others:
        assert first["message-id"] in message["references"], message.items()
    assert len({message["message-id"] for message in messages}) == len(messages)


@then("the mail says")
def check_text(context):
    _, message = context.direct.messages[-1]
    text = message.get_body(("plain",)).get_content()
    # Where its lines end depends on what else they say, such as when this host was started.
    words = " ".join(text.split())
    missing = [line for line in context.text.splitlines() if line not in text and line not in words]
    assert not missing, f"{missing} not in\n{text}"


@given("a service manager")
def start_service_manager(context):
    """It listens as systemd does, and wants to hear from the service."""
    path = str(context.world.directory / "notify")
    context.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    context.manager.bind(path)
    context.manager.settimeout(PATIENCE)
    context.world.at_close(context.manager.close)
    context.world.environment |= {"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "1000000"}
    context.heard = []


@then("the service manager hears {state}")
@when("the service manager has heard {state}")
def check_state(context, state):
    def hear():
        context.heard.append(context.manager.recv(4096).decode("utf-8"))
        return context.heard

    if not any(state in message for message in context.heard):
        wait_until(hear, state, is_so=lambda heard: state in heard[-1], pause=0)
    context.heard.clear()


@when("{seconds:d} seconds pass")
def pass_time(_context, seconds):
    time.sleep(seconds)


@given("another monitor runs")
@given("a monitor runs each second")
@when("a monitor runs each second")
def start_monitor(context):
    start_monitor_every(context, 1)


@given("a monitor runs every {seconds:d} seconds")
def start_monitor_every(context, seconds):
    log = (context.world.directory / "monitor.log").open("wb")
    context.world.process = context.world.start(["batchwatch", "monitor", "--interval", f"{seconds}s"], stderr=log)
    wait_until((context.world.directory / "tracker.db-monitor").exists, "the monitor's ledger")
    wait_until(lambda: "batchwatch_monitor_timestamp" in published(context), "the first pass")


def published(context):
    try:
        return (context.world.textfiles / "batchwatch.prom").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


@then("batchwatch.prom has `{line}`")
def check_published(context, line):
    wait_until(lambda: published(context).splitlines(), line, is_so=lambda lines: line in lines)


@given("the secret file {name} with mode {mode}")
def write_secret(context, name, mode):
    path = context.world.directory / name
    path.write_text("do-not-tell\n", encoding="ascii")
    os.chmod(path, int(mode, 8))


@then("no secret is in what was written")
def check_secrets(context):
    log = context.world.directory / "monitor.log"
    texts = [context.world.result.stdout, context.world.result.stderr, published(context)]
    texts += [log.read_text(encoding="utf-8")] if log.exists() else []
    assert not any("do-not-tell" in text for text in texts), texts


@then("the monitor's log has `{text}`")
def check_log(context, text):
    path = context.world.directory / "monitor.log"
    wait_until(lambda: path.read_text(encoding="utf-8"), text, is_so=lambda log: text in log)


@then("its log has {count:d} line with `{text}`")
def check_log_count(context, count, text):
    lines = (context.world.directory / "monitor.log").read_text(encoding="utf-8").splitlines()
    found = [line for line in lines if text in line]
    assert len(found) == count, found


@then("its link {name} is {state}")
def check_link(context, name, state):
    (found,) = [link for link in context.json["links"] if link["link"] == name]
    assert found["state"] == state, found


@then("its way is {way}")
def check_way(context, way):
    assert context.json["way"] == way, context.json


@then("the output says `{text}`")
def check_words(context, text):
    """However its lines are broken."""
    assert text in " ".join(context.world.result.stdout.split()), context.world.result
