"""A mail relay that breaks in the ways in which relays break, and keeps what it got."""

import asyncio
import email
import email.policy
import time
from dataclasses import dataclass

from kit.receivers import MailServer

FAULTS = ("refusing", "mute", "rejecting", "greylisting", "slow", "dropping", "hanging")
"""How it can break: it refuses connections, or takes them and says nothing; answers each recipient with 550; takes a
mail only some time after it was first offered; takes its time for each answer; closes the connection when it has the
whole mail, without a word, or keeps it and says nothing."""

GREYLIST_SECONDS = 2.5
SLOW_SECONDS = 0.06
"""For each answer. Of a pass of a second batchwatch gives a third to mail."""


@dataclass(frozen=True)
class Mail:
    """A mail that came whole, and whether the sender was told so."""

    at: float
    recipients: tuple
    content: bytes
    is_acknowledged: bool

    @property
    def message(self):
        """As a message with its header."""
        return email.message_from_bytes(self.content, policy=email.policy.default)


class Relay(MailServer):
    """Takes mails as `kit.receivers.MailServer` does. What it has acknowledged goes to the inbox, as does what it
    has delivered without a word; a copy of that, too."""

    def __init__(self, world, inbox):
        self.mode = "through"
        self.mails = []
        self._offered = {}
        super().__init__(world, inbox)

    async def handle_MAIL(self, _server, _session, envelope, address, options):  # pylint: disable=invalid-name
        """Called by aiosmtpd for the sender."""
        await self._take_time()
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, _server, _session, envelope, address, options):  # pylint: disable=invalid-name
        """Called by aiosmtpd for each recipient."""
        await self._take_time()
        if self.mode == "rejecting":
            return "550 5.7.1 Rejected by policy"
        if self.mode == "greylisting":
            offered = self._offered.setdefault((envelope.mail_from, address), time.monotonic())
            if time.monotonic() - offered < GREYLIST_SECONDS:
                return "451 4.7.1 Greylisted, come back later"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # pylint: disable=invalid-name
        """Called by aiosmtpd for each mail."""
        await self._take_time()
        is_silent = self.mode in ("dropping", "hanging")
        self.mails.append(Mail(time.time(), tuple(envelope.rcpt_tos), envelope.content, not is_silent))
        answer = await super().handle_DATA(server, session, envelope)
        if self.mode == "dropping":
            server.transport.abort()
        while self.mode == "hanging":
            await asyncio.sleep(0.1)
        return answer

    async def _take_time(self):
        if self.mode == "slow":
            await asyncio.sleep(SLOW_SECONDS)
