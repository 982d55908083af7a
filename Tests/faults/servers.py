"""Servers on loopback that answer as `wrong` says, and a mail server: two processes, so that whoever makes passes stays
small, and mail is taken at once however busy the servers are."""

import asyncio
import email
import logging
import multiprocessing
import random
import time

STILL = 0.05
"""Seconds between two bytes of an answer that trickles."""


class Far:
    """The servers, seen from the process that makes passes."""

    def __init__(self, seed, members):
        self._servers, self._pipe = _fork(_serve, seed, members)
        self._relay, self._mail = _fork(_relay)
        self.ports = self._pipe.recv()
        self.mail_port = self._mail.recv()
        self.answers = 0

    def begin_night(self):
        """Forgets what was mailed."""
        self.mails()

    def mails(self):
        """The subjects of the mails since this was last asked."""
        self._mail.send("mails")
        return self._mail.recv()

    def begin_pass(self, night, place, mode, exported):
        """Cuts off what still hangs of the pass before. `mode` is how the servers answer from now on: `wrong`; `flood`,
        with far too much; `quick`, wrong without delay; or that no member is there: `gone`."""
        self._ask("pass", night, place, mode, exported)

    def followed(self):
        """How often an address was asked, since this was last asked, that an answer had named."""
        return self._ask("followed")

    def close(self):
        """Ends the servers."""
        for process in (self._servers, self._relay):
            process.kill()
            process.join()

    def _ask(self, *words):
        self._pipe.send(words)
        self.answers, result = self._pipe.recv()
        return result


def _fork(target, *arguments):
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=target, args=(theirs, *arguments), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _relay(pipe):
    from aiosmtpd.smtp import SMTP  # pylint: disable=import-outside-toplevel

    logging.getLogger("mail.log").setLevel(logging.ERROR)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    inbox = _Inbox()
    server = loop.run_until_complete(loop.create_server(lambda: SMTP(inbox, loop=loop), "127.0.0.1", 0))

    def report():
        pipe.recv()
        pipe.send(inbox.subjects)
        inbox.subjects = []

    loop.add_reader(pipe.fileno(), report)
    pipe.send(server.sockets[0].getsockname()[1])
    loop.run_forever()


class _Inbox:
    def __init__(self):
        self.subjects = []

    async def handle_DATA(self, _server, _session, envelope):  # pylint: disable=invalid-name
        """Called by aiosmtpd for each mail."""
        self.subjects.append(str(email.message_from_bytes(envelope.content)["subject"]))
        return "250 OK"


def _serve(pipe, seed, members):
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(_Servers(pipe, seed, members).run())


class _Servers:
    def __init__(self, pipe, seed, members):
        # Not before the fork: it is only for here.
        from faults import wrong  # pylint: disable=import-outside-toplevel

        self._wrong = wrong
        self._pipe, self._seed, self._members = pipe, seed, members
        self._answers = self._followed = 0
        self._pass = (0, 0, "gone", "0")
        self._asked = {}
        self._tasks = set()
        self._ports = []
        # As long as anything that is taken, and longer.
        self._floods = [
            *wrong.floods(1 << 20), *wrong.floods(5 << 20), *wrong.fullest(650_000) * 2, *wrong.fullest(4_000_000) * 2]

    async def run(self):
        """Serves until killed."""
        names = ["alertmanager"] * self._members + ["prometheus", "node_exporter"]
        listeners = []
        for place, name in enumerate(names):
            listeners.append(await asyncio.start_server(self._handler(place, name), "127.0.0.1", 0, limit=1 << 20))
        self._ports = [listener.sockets[0].getsockname()[1] for listener in listeners]
        loop = asyncio.get_running_loop()
        loop.add_reader(self._pipe.fileno(), self._obey)
        self._pipe.send(self._ports)
        await loop.create_future()

    def _obey(self):
        word, *rest = self._pipe.recv()
        result = None
        if word == "pass":
            self._pass, self._asked = tuple(rest), {}
            for task in self._tasks:
                task.cancel()
        elif word == "followed":
            result, self._followed = self._followed, 0
        self._pipe.send((self._answers, result))

    def _handler(self, place, name):
        async def handle(reader, writer):
            task = asyncio.current_task()
            self._tasks.add(task)
            try:
                await self._answer(place, name, reader, writer)
            except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
                pass
            finally:
                self._tasks.discard(task)
                if not writer.is_closing():
                    writer.transport.abort()

        return handle

    async def _answer(self, place, name, reader, writer):
        night, number, mode, exported = self._pass
        if mode == "gone" and name == "alertmanager":
            return
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        for line in head.split("\r\n"):
            if line.lower().startswith("content-length:"):
                await reader.readexactly(int(line.partition(":")[2]))
        method, path, *_ = head.split(" ")
        self._followed += path.startswith("/followed")
        kind = _kind(name, method, path)
        repeat = self._asked[(place, kind)] = self._asked.get((place, kind), 0) + 1
        chance = random.Random(f"{self._seed}/{night}/{number}/{place}/{kind}/{repeat}")
        self._answers += 1
        await self._send(self._wire(chance, kind, mode, exported, place), writer)

    def _wire(self, chance, kind, mode, exported, place):
        wrong = self._wrong
        recorded = wrong.Recorded(int(time.time()), exported)
        real = getattr(recorded, kind)()
        how = chance.random()
        if mode == "flood":
            body = chance.choice(self._floods)
        elif how < 0.5:
            odds = chance.choice([0.01, 0.05, 0.2])
            changed = wrong.changed_page(chance, real) if isinstance(real, str) else wrong.document(
                wrong.changed(chance, real, odds))
            body = changed.encode("utf-8", "surrogatepass")
        else:
            body = (real if isinstance(real, str) else wrong.document(real)).encode("utf-8")
            if how < 0.65:
                body = wrong.spoiled(chance, body)
            elif how < 0.67:
                body = chance.choice(self._floods)
        wire = wrong.Wire(body)
        if mode != "flood" and chance.random() < 0.2:
            wrong.wrong_wire(chance, wire, self._ports[place])
        # Each costs a pass all the time that it has for answers.
        is_patient = mode == "wrong" and random.Random(f"{self._seed}/{self._pass[:2]}").random() < 0.2
        if not is_patient and wire.delay > 0.2:
            wire.delay = 0
        if not is_patient and wire.ending in ("hang", "trickle", "endless"):
            wire.ending = "close"
        return wire

    async def _send(self, wire, writer):
        await asyncio.sleep(wire.delay)
        content = wire.bytes
        if wire.ending == "trickle":
            for byte in content[:2000]:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(STILL)
        content = memoryview(content[:-1] if wire.ending == "hang" else content)
        for start in range(0, len(content), 65_536):
            writer.write(content[start:start + 65_536])
            await writer.drain()
        while wire.ending == "endless":
            writer.write(b"x" * 65_536)
            await writer.drain()
        if wire.ending == "hang":
            await asyncio.sleep(3600)
        if wire.ending == "close":
            writer.close()
            await writer.wait_closed()


def _kind(name, method, path):
    """Which of the recorded answers it is."""
    if method != "GET":
        return "taken"
    if path.startswith("/metrics"):
        return {"alertmanager": "notifications", "node_exporter": "exporter"}.get(name, "prometheus")
    for part, kind in (("/targets", "targets"), ("/rules", "rules"), ("/silences", "silences"), ("/status", "status"),
                       ("Heartbeat", "heartbeats")):
        if part in path:
            return kind
    return "alerts"
