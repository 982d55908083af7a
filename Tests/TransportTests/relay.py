"""A real mail relay for the tests of Transport: it asks for encryption and a login, and notes what is done to it.

Its one argument is a directory. The certificate to believe is put there as cert.pem, and each step becomes a line of the
file log. It prints the port that takes STARTTLS and the one that is encrypted from the start, and ends with its input.
"""

import asyncio
import logging
import ssl
import subprocess
import sys
import warnings
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult

# It tells of each client that goes away, and warns of a login before STARTTLS, where all is encrypted already.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)
warnings.filterwarnings("ignore", message="Requiring AUTH while not requiring TLS")


class Notes:
    """Notes each step of a dialogue; aiosmtpd calls these methods by their names."""

    def __init__(self, path):
        self._path = path

    def add(self, text):
        """Adds a line that is there before the relay answers."""
        with self._path.open("a") as log:
            log.write(text + "\n")

    def authenticate(self, _server, _session, _envelope, mechanism, login):
        """Lets in one user alone."""
        is_known = (login.login, login.password) == (b"user", b"pass word")
        self.add(f"{mechanism} {'accepted' if is_known else 'refused'}")
        return AuthResult(success=is_known, handled=False)

    # pylint: disable=invalid-name,too-many-arguments,too-many-positional-arguments,missing-function-docstring

    async def handle_EHLO(self, server, session, _envelope, name, replies):
        session.host_name = name
        is_encrypted = server.transport.get_extra_info("ssl_object") is not None
        self.add(f"EHLO {name} {'encrypted' if is_encrypted else 'in the clear'}")
        return replies

    async def handle_NOOP(self, _server, _session, _envelope, _argument):
        self.add("NOOP")
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        self.add(f"mail from {envelope.mail_from} to {' '.join(envelope.rcpt_tos)}: {envelope.content!r}")
        return "250 2.0.0 queued as 4711"

    async def handle_QUIT(self, _server, _session, _envelope):
        self.add("QUIT")
        return "221 bye"


def certificate(directory):
    """Makes a certificate that holds for today, for the loopback address and the name relay.test."""
    key, cert = directory / "key.pem", directory / "cert.pem"
    names = "subjectAltName=IP:127.0.0.1,DNS:relay.test"
    make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=relay.test"
    command = [*make.split(), "-addext", names, "-keyout", key, "-out", cert]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


async def serve(directory):
    """Serves both ports until the input ends."""
    notes, context = Notes(directory / "log"), certificate(directory)
    loop = asyncio.get_running_loop()

    def smtp(**options):
        return SMTP(notes, hostname="relay.test", auth_required=True, authenticator=notes.authenticate, **options)

    servers = [
        await loop.create_server(lambda: smtp(tls_context=context, require_starttls=True), "127.0.0.1", 0),
        await loop.create_server(lambda: smtp(auth_require_tls=False), "127.0.0.1", 0, ssl=context),
    ]
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
