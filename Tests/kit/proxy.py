"""A TCP proxy in front of a server, which breaks in the ways in which servers break.

Its port stays its own while it refuses connections, so that a server can come back where it was.
"""

import asyncio
import contextlib
import random
import socket
import ssl
import threading
import time
from dataclasses import dataclass

from kit.receivers import cut_off

THROUGH = "through"
FAULTS = ("refusing", "mute", "http500", "unauthorized", "expired", "garbage", "stranger", "huge", "cut")
"""How it can break: it refuses connections; takes them and never answers; answers with status 500, or 401; shows a
certificate that has expired; answers with bytes that are no HTTP; as another program's web server; with 100 MB; breaks
off in the middle of an answer."""

HUGE = 100 << 20
"""Bytes of the answer that is too long."""

_ANSWERS = {
    "http500": (b"500 Internal Server Error", b"Content-Type: text/plain", b"something broke\n"),
    "unauthorized": (
        b"401 Unauthorized", b'WWW-Authenticate: Basic realm="here"\r\nContent-Type: text/plain', b"who are you?\n"
    ),
    "stranger": (b"200 OK", b"Content-Type: text/html", b"<!DOCTYPE html>\n<title>Welcome to nginx!</title>\n"),
}
# A comment in Prometheus's text format, so that a scrape could take it as well.
_FILLER = (b"# " + b"x" * 61 + b"\n") * 1024


@dataclass(frozen=True)
class Request:
    """An HTTP request that went through, and when its head and body were whole."""

    at: float
    method: str
    path: str
    body: bytes


class Network:
    """The thread in which proxies work."""

    def __init__(self, world):
        self._loop = asyncio.new_event_loop()
        thread = threading.Thread(target=self._loop.run_forever)
        thread.start()

        def close():
            self.run(cut_off())
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join()
            self._loop.close()

        world.at_close(close)

    def run(self, coroutine):
        """Runs a coroutine there to its end."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(20)


class Proxy:
    """Stands in front of `server`, whatever has a `port`.

    With `certificates` it speaks TLS to those who connect; not with the server."""

    def __init__(self, world, network, server, certificates=None):
        self.requests = []
        self.mode = None
        self.server = server
        self._network = network
        self._certificates = certificates
        self._transports = set()
        self._listening = None
        # It is bound and never listens, so nobody else gets the port.
        self._holder = _socket(0)
        self.port = self._holder.getsockname()[1]
        self.set(THROUGH)
        world.at_close(self._close)

    @property
    def url(self):
        """Where it is reached."""
        return f"http{'s' if self._certificates else ''}://127.0.0.1:{self.port}"

    def set(self, mode):
        """Breaks so from now on, or no longer. What is connected is cut off."""
        assert mode in (THROUGH, *FAULTS), mode
        assert mode != "expired" or self._certificates, "without TLS nothing expires"
        self._network.run(self._set(mode))

    async def _set(self, mode):
        if self._listening:
            self._listening.close()
        for transport in list(self._transports):
            _abort(transport)
        self.mode = mode
        self._listening = None
        if mode != "refusing":
            self._listening = await asyncio.start_server(self._serve, sock=_socket(self.port), ssl=self._context())

    def _context(self):
        if not self._certificates:
            return None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*(self._certificates.expired if self.mode == "expired" else self._certificates.valid))
        return context

    def _close(self):
        self._network.run(self._set("refusing"))
        self._holder.close()

    async def _serve(self, reader, writer):
        self._transports.add(writer.transport)
        try:
            # Who is cut off, on either side, is what this is for.
            with contextlib.suppress(OSError, EOFError):
                if self.mode in (THROUGH, "expired", "cut"):
                    await self._pass_through(reader, writer)
                else:
                    await self._break(reader, writer)
        finally:
            self._transports.discard(writer.transport)
            _abort(writer.transport)

    async def _pass_through(self, reader, writer):
        # Where the server is gone, so is who stands in front of it.
        upstream_reader, upstream = await asyncio.open_connection("127.0.0.1", self.server.port)
        self._transports.add(upstream.transport)
        try:
            there = asyncio.ensure_future(_copy(reader, upstream, _Requests(self.requests).feed))
            back = asyncio.ensure_future(self._copy_back(upstream_reader, writer))
            await asyncio.wait([there, back], return_when=asyncio.FIRST_COMPLETED)
            there.cancel()
            back.cancel()
            await asyncio.gather(there, back, return_exceptions=True)
            with contextlib.suppress(OSError):
                await writer.drain()
                writer.close()
                await writer.wait_closed()
        finally:
            self._transports.discard(upstream.transport)
            _abort(upstream.transport)

    async def _copy_back(self, reader, writer):
        if self.mode != "cut":
            return await _copy(reader, writer)
        answer = await reader.read(65536)
        writer.write(answer[: max(1, len(answer) // 2)])
        await writer.drain()
        return None

    async def _break(self, reader, writer):
        if self.mode == "mute":
            while await reader.read(65536):
                pass
            return
        await reader.readuntil(b"\r\n\r\n")
        if self.mode == "garbage":
            writer.write(random.Random(1).randbytes(4096))
        elif self.mode == "huge":
            await _flood(writer)
        else:
            status, headers, body = _ANSWERS[self.mode]
            writer.write(
                b"HTTP/1.1 %b\r\n%b\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b"
                % (status, headers, len(body), body)
            )
        await writer.drain()
        writer.close()
        await writer.wait_closed()


class _Requests:
    """Takes the requests out of what a client sends."""

    def __init__(self, requests):
        self._requests = requests
        self._rest = b""

    def feed(self, data):
        self._rest += data
        while b"\r\n\r\n" in self._rest:
            head, _, rest = self._rest.partition(b"\r\n\r\n")
            first, *fields = head.decode("latin-1").split("\r\n")
            lengths = [line.partition(":")[2] for line in fields if line.lower().startswith("content-length:")]
            length = int(lengths[0]) if lengths else 0
            if len(rest) < length:
                return
            method, path, *_ = [*first.split(" "), "", ""]
            self._requests.append(Request(time.time(), method, path, rest[:length]))
            self._rest = rest[length:]


async def _copy(reader, writer, look=None):
    while data := await reader.read(65536):
        if look:
            look(data)
        writer.write(data)
        await writer.drain()


async def _flood(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: %d\r\n\r\n" % HUGE)
    for _ in range(HUGE // len(_FILLER)):
        writer.write(_FILLER)
        await writer.drain()


def _abort(transport):
    # One that has been lost can't be aborted any more.
    if not transport.is_closing():
        transport.abort()


def _socket(port):
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.bind(("127.0.0.1", port))
    return found
