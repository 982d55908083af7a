"""Where notifications arrive: a mail server, and a web server that stands for Slack, PagerDuty and webhooks.

Each message becomes one `Told` for every alert in it, so that steps needn't know how a channel writes.
"""

import asyncio
import contextlib
import email
import email.policy
import json
import logging
import re
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.smtp import SMTP

# It tells of each command, and behave would show that with every failure.
logging.getLogger("mail.log").setLevel(logging.ERROR)


@dataclass(frozen=True)
class Told:
    """That somebody was told of one alert: where, firing or resolved, its name, the words about it, and when."""

    channel: str
    status: str
    alert: str
    text: str
    at: float


class Inbox:
    """Everything that arrived, in its order: as it was sent, and alert by alert."""

    def __init__(self):
        self.messages = []
        self.told = []

    def take(self, channel, message, alerts):
        self.messages.append((channel, message))
        at = time.time()
        self.told += [Told(channel, *alert, at) for alert in alerts]


class MailServer:
    """An SMTP server on a free port, of the loopback interface unless told otherwise; a channel is `mail` and the name
    before the @."""

    def __init__(self, world, inbox, address="127.0.0.1"):
        self.reply = "250 OK"
        self._inbox = inbox
        self._loop = asyncio.new_event_loop()
        server = self._loop.run_until_complete(
            self._loop.create_server(lambda: SMTP(self, loop=self._loop), address, 0)
        )
        self.port = server.sockets[0].getsockname()[1]
        thread = threading.Thread(target=self._loop.run_forever)
        thread.start()

        def close():
            asyncio.run_coroutine_threadsafe(cut_off(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join()
            server.close()
            self._loop.close()

        world.at_close(close)

    async def handle_DATA(self, _server, _session, envelope):  # pylint: disable=invalid-name
        """Called by aiosmtpd for each mail."""
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        if self.reply.startswith("250"):
            for recipient in envelope.rcpt_tos:
                self._inbox.take(f"mail {recipient.partition('@')[0]}", message, of_mail(message))
        return self.reply


async def cut_off():
    """Ends what else is being done in this thread: dialogues that their clients have left open."""
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def of_mail(message):
    """The alerts of a mail: batchwatch's own tell them in a header field, with the occasion for their status."""
    text = message.get_body(("plain",)).get_content()
    if message["X-Batchwatch-Occasion"] is None:
        return of_text(text)
    names = (message["X-Batchwatch-Alert"] or "").split(",")
    return [(message["X-Batchwatch-Occasion"], name.strip(), text) for name in names if name.strip()]


def of_text(text):
    """The alerts of the text that mails and pagers get; those that are resolved stand below the others."""
    status = "firing"
    for part in re.split(r"^(?=\* |\d+ alerts? (?:is|are) resolved)", text, flags=re.MULTILINE):
        if " resolved" in part.partition("\n")[0] and not part.startswith("* "):
            status = "resolved"
        name = re.search(r"^  Alert:    (\w+)", part, flags=re.MULTILINE)
        if name:
            yield status, name[1], part


class WebServer:
    """An HTTP server on a free port of the loopback interface; a channel is the path, with its slashes as blanks."""

    def __init__(self, world, inbox):
        class Handler(BaseHTTPRequestHandler):
            """Takes every POST."""

            def do_POST(self):  # pylint: disable=invalid-name
                """Called for each request."""
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                channel = self.path.strip("/").replace("/", " ")
                if channel == "pagerduty":
                    channel, read = f"pager {body['routing_key']}", of_pagerduty
                elif "attachments" in body:
                    read = of_slack
                else:
                    read = of_webhook
                    # It asks for a token, as the shipped file has one for each.
                    if self.headers["Authorization"] != f"Bearer token of {channel}":
                        channel += " (refused)"
                inbox.take(channel, body, read(body))
                self.send_response(202 if read is of_pagerduty else 200)
                self.end_headers()
                with contextlib.suppress(ConnectionError):  # Alertmanager may have been ended meanwhile.
                    self.wfile.write(b"ok")

            def log_message(self, *_):
                """Says nothing on stderr."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = server.server_port
        thread = threading.Thread(target=server.serve_forever)
        thread.start()

        def close():
            server.shutdown()
            thread.join()
            server.server_close()

        world.at_close(close)


def of_slack(body):
    """The alerts of a message with attachments."""
    (attachment,) = body["attachments"]
    for part in re.split(r"^(?=\*\w+\* on )", attachment["text"], flags=re.MULTILINE):
        head = re.match(r"\*(\w+)\* on [^,]+?(,| since) ", part)
        if head:
            yield ("resolved" if head[2] == "," else "firing"), head[1], part


def of_pagerduty(event):
    """The alerts of an event; PagerDuty itself looks only at what the event does."""
    alerts = of_text(event["payload"]["custom_details"]["firing"])
    if event["event_action"] == "resolve":
        return [alert for alert in alerts if alert[0] == "resolved"]
    return list(alerts)


def of_webhook(body):
    """The alerts of what Alertmanager posts to webhooks."""
    return [(alert["status"], alert["labels"]["alertname"], json.dumps(alert)) for alert in body["alerts"]]
