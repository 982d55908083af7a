"""Alertmanager alone, with alerts that are posted to it: what mutes what, and how messages read."""

import html
import re
import time
import urllib.parse
from datetime import datetime, timedelta, timezone
from itertools import combinations

from behave import given, then, when

from steps.alerts import wait_for
from kit import programs


CANARY = "canary"


def all_alerts():
    """Each alert of one host: those of the fleet have no host, and mute those of all hosts."""
    rules = (programs.ALERTING / "prometheus/batchwatch.rules.yml").read_text(encoding="utf-8")
    return re.findall(r"- alert: (\w+)", rules)


def alert(labels, annotations=None, lasts=timedelta(minutes=5)):
    """As Prometheus posts it."""
    now = datetime.now(timezone.utc)
    return {
        "labels": labels,
        "annotations": annotations or {},
        "startsAt": (now - timedelta(minutes=1)).isoformat(),
        "endsAt": (now + lasts).isoformat(),
    }


def labels_of(name, batch, instance):
    severity = "none" if name == "BatchwatchHeartbeat" else "critical"
    labels = {"alertname": name, "job": "node", "instance": instance, "severity": severity}
    return labels if name.startswith("Batchwatch") else labels | {"batch": batch}


@when("each alert fires together with each other one {where}")
def post_pairs(context, where):
    """Every pair has a host of its own, so that no pair disturbs another."""
    posted = []
    for one, other in combinations(all_alerts(), 2):
        instance = f"{one}-{other}"
        batch = "mails" if "another batch" in where else "leads"
        host = f"{instance}-elsewhere" if "another host" in where else instance
        posted += [alert(labels_of(one, "leads", instance)), alert(labels_of(other, batch, host))]
    # Alertmanager looks at them one by one, a moment later: once the last pair is known, all are.
    canary = [alert(labels_of(name, "leads", CANARY)) for name in ("BatchNotStarted", "BatchIncomplete")]
    context.alertmanager.post(posted + canary)
    wait_for(lambda: [] if CANARY in map(host_of, suppressed(context)) else ["nothing is muted"], "not known")


def host_of(found):
    return found["labels"]["instance"]


def suppressed(context):
    return context.alertmanager.ask("alerts?active=false&inhibited=true")


@then("these mute others, and no others do")
def check_inhibitions(context):
    wanted = {(row["alert"], muted) for row in context.table for muted in row["mutes"].split(", ")}
    found = set()
    for inhibited in suppressed(context):
        if host_of(inhibited) != CANARY:
            muted = inhibited["labels"]["alertname"]
            one, other = host_of(inhibited).removesuffix("-elsewhere").split("-")
            found.add((other if muted == one else one, muted))
    assert found == wanted, f"too many: {sorted(found - wanted)}; missing: {sorted(wanted - found)}"


@then("none mutes another")
def check_no_inhibitions(context):
    context.table = []
    check_inhibitions(context)


@given("the alert {name} of {batch} says `{summary}`")
@when("the alert {name} of {batch} says `{summary}`")
def post_alert(context, name, batch, summary):
    """Backslashes work as in JSON, so that a line can say what can't be seen."""
    summary = summary.encode("ascii").decode("unicode_escape")
    context.labels = labels_of(name, batch, "web1:9100")
    annotations = {
        "summary": summary,
        "description": f"{summary} It goes on until the line is full, so that another one has to follow.",
        "runbook_url": "https://wiki.example.com/",
    }
    context.alertmanager.post([alert(context.labels, annotations)])


@when("{count:d} alerts of {batch} fire at once")
def post_many(context, count, batch):
    context.posted = [
        alert(
            labels_of("BatchFailed", batch, f"web{number}:9100"),
            {"summary": f"{batch} on web{number}:9100 failed", "description": "It ended without success."},
        )
        for number in range(1, count + 1)
    ]
    context.alertmanager.post(context.posted)


@when("the first {count:d} of them are resolved")
def resolve_first(context, count):
    """As Prometheus does it: the same alerts, with an end that has come."""
    now = datetime.now(timezone.utc).isoformat()
    context.alertmanager.post([posted | {"endsAt": now} for posted in context.posted[:count]])
    context.posted = context.posted[count:]


@when("the rest is resolved")
def resolve_rest(context):
    resolve_first(context, len(context.posted))


def newest(context, channel):
    found = [message for sent, message in context.alertmanager.inbox.messages if sent == channel]
    return found[-1] if found else None


@then("the mail to {name} has the subject")
def check_subject(context, name):
    def missing():
        mail = newest(context, f"mail {name}")
        if not mail or mail["Subject"] != context.text:
            return [mail and mail["Subject"]]
        return []

    wait_for(missing, f"not the subject `{context.text}`")
    context.mail = newest(context, f"mail {name}")


@then("it has no header {name}")
def check_header(context, name):
    assert context.mail[name] is None, context.mail[name]


def text_part(context):
    return context.mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


def html_part(context):
    return context.mail.get_body(("html",)).get_content()


@then("its text has the line")
@then("its text has the lines")
def check_text(context):
    assert f"\n{context.text}\n" in f"\n{text_part(context)}", text_part(context)


@then("no line of its text is longer than 80 columns, but for links")
def check_width(context):
    wide = [line for line in text_part(context).splitlines() if len(line) > 80 and "://" not in line]
    assert not wide, "\n".join(wide)


@then("its HTML shows `{text}`")
def check_html(context, text):
    """As text: the tags are those of the template alone."""
    part = html_part(context)
    assert html.unescape(text) in html.unescape(re.sub(r"<[^>]*>", "", part)), part
    assert not re.search(r"<(?!/?(?:a|body|div|head|html|meta|p|table|td|title|tr)\b|!DOCTYPE)", part), part


@then("its links lead to a silence of {matchers}")
def check_silence(context, matchers):
    """The same in both parts."""
    for part in [text_part(context), html.unescape(html_part(context))]:
        links = re.findall(r"http://alertmanager\.example\.com:9093/#/silences/new\?filter=([^\s\"]+)", part)
        assert [urllib.parse.unquote(link) for link in links] == [matchers], links


@then("the chat of {name} is told")
def check_chat(context, name):
    def missing():
        message = newest(context, f"chat {name}")
        text = message and f"{message['attachments'][0]['title']}\n{message['attachments'][0]['text']}"
        return [] if text and all(line in text for line in context.text.splitlines()) else [text]

    wait_for(missing, "not told")


@then("the chat of {name} got no `{text}`")
def check_chat_lacks(context, name, text):
    message = str(newest(context, f"chat {name}"))
    assert text not in message, message


@then("nothing more arrives within {seconds:d} seconds")
def check_silence_of(context, seconds):
    before = len(context.alertmanager.inbox.messages)
    time.sleep(seconds)
    assert len(context.alertmanager.inbox.messages) == before, context.alertmanager.inbox.messages[before:]
