"""A mail server that keeps what it gets: `fresh.mailbox PORT DIRECTORY` runs until it is ended."""

import asyncio
import email
import email.policy
import itertools
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP


class Keeper:
    """Writes each mail into a file of its own."""

    def __init__(self, directory):
        self._directory = Path(directory)
        self._numbers = itertools.count(1)

    async def handle_DATA(self, _server, _session, envelope):  # pylint: disable=invalid-name
        """Called by aiosmtpd for each mail."""
        file = self._directory / f"{next(self._numbers):04}.eml"
        file.with_suffix(".new").write_bytes(envelope.content)
        file.with_suffix(".new").rename(file)
        return "250 OK"


def mails(directory):
    """All that have come, in their order."""
    return [email.message_from_bytes(each.read_bytes(), policy=email.policy.default)
            for each in sorted(Path(directory).glob("*.eml"))]


async def _serve(port, directory):
    loop, keeper = asyncio.get_running_loop(), Keeper(directory)
    server = await loop.create_server(lambda: SMTP(keeper, loop=loop), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), sys.argv[2]))
