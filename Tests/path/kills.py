"""Kills `batchwatch monitor --once` at every system call of a pass that mails, and lets it make passes undisturbed.

    python3 -B Tests path.kills [--quick]

However it was killed, the mail arrives, once; or twice, with the same Message-ID and the same bytes, where that was
after the relay had got the mail and before that was noted, so that nobody could know. The end of the alert is mailed
after that, so nothing of the ledger is lost.

Calls before the first that touches the host (the loader's) are left alone. With --quick only every seventh kill that
comes before the mail leaves the host or after all is noted, and all between. Two processes work in parallel, each with
a host of its own under .build/kills.
"""

import argparse
import os
import shutil
import smtplib
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from faults import injection
from kit import clocks, hosts, processes, programs
from kit.checks import Checks
from kit.receivers import Inbox
from kit.relay import Relay
from kit.world import World

WORKERS = 2
PASSES = 8
"""A mail that was refused waits for some intervals until it is tried again."""
INTERVAL = 60
BEGIN = 1772762400
"""The host's clock stands still in each command; this is when it begins, in Unix seconds."""
QUICK_STEP = 7

CONFIGURATION = """\
timezone: UTC
batches: [{{name: leads}}]
mail:
  to: [oncall@example.com]
  from: batchwatch@example.com
  smtp: smtp://127.0.0.1:{port}
  starttls: never
"""


class Host(hosts.Host):
    """A tracker with a failed batch, a relay, and commands at moments of their own."""

    def __init__(self, number):
        super().__init__(programs.REPOSITORY / ".build/kills" / f"{os.getpid()}-{number}")
        self.unreached = 0
        self._world = World()
        self.relay = Relay(self._world, Inbox())
        self.root.mkdir(parents=True)
        self.begin()
        self.configuration.write_text(CONFIGURATION.format(port=self.relay.port), encoding="ascii")
        self.at(0).must("start leads --run night-1", "end leads --run night-1", PASS)
        self.at(INTERVAL).must("start leads --run night-2", "end leads --run night-2 --failed --reason printer")
        self.save("ready")

    def at(self, seconds):
        """Lets the host's clock stand so many seconds after the beginning."""
        self.environment |= clocks.environment(FAKETIME=clocks.wall(BEGIN + seconds), TZ="UTC")
        return self

    def put_back(self):
        """To before the pass that mails, at its time."""
        self.restore("ready")
        self.relay.mails.clear()
        self.at(2 * INTERVAL)

    def trace(self):
        """The system calls of the pass that mails."""
        self.put_back()
        outcome, calls = injection.trace(self.command(PASS), self.environment, self.log, str(self.root))
        assert outcome.status == 0 and len(self.relay.mails) == 1, f"{outcome}; {len(self.relay.mails)} mails"
        return calls

    def kill(self, call):
        """Kills the pass at a call. Returns how many mails the relay had then, how many in the end, and the damages."""
        self.put_back()
        what = injection.Injection(call, "SIGKILL")
        outcome = injection.disturb(self.command(PASS), self.environment, self.log, what)
        self._settle()
        before = len(self.relay.mails)
        # How often it polls, and so which of the calls of one name is which, differs a little from time to time.
        self.unreached += outcome.status == 0
        damages = [] if outcome.status in (-9, 0) else [f"it was not killed, and ended with {outcome.status}"]
        copies, found = self._recover()
        return before, copies, damages + found

    def _settle(self):
        """Until the relay has read what its client left behind: a mail that came whole counts."""
        with smtplib.SMTP("127.0.0.1", self.relay.port) as client:
            client.noop()

    def _recover(self):
        """Undisturbed passes, until the alert is told and over."""
        damages = []
        for number in range(PASSES):
            outcome = self.at((3 + number) * INTERVAL).call(PASS)
            if outcome.status != 0:
                damages.append(f"pass {number + 1} after it ends with {outcome.status}: {outcome.stderr.strip()}")
        copies = len(self.relay.mails)
        damages += self._copies("firing")
        self.relay.mails.clear()
        end = (3 + PASSES) * INTERVAL
        self.at(end).must("start leads --run night-3", "end leads --run night-3")
        for number in range(1, 4):
            self.at(end + number * INTERVAL).must(PASS)
        return copies, damages + list(self._copies("resolved"))

    def _copies(self, occasion):
        mails = list(self.relay.mails)
        found = [mail.message["X-Batchwatch-Occasion"] for mail in mails]
        if set(found) != {occasion}:
            yield f"mailed {found}, not {occasion}"
        numbers = {mail.message["Message-ID"] for mail in mails}
        if len(numbers) != 1 and mails:
            yield f"{len(numbers)} different mails: {numbers}"
        elif len({mail.content for mail in mails}) > 1:
            yield "copies of the mail differ"
        if len(mails) > (2 if occasion == "firing" else 1):
            yield f"{len(mails)} mails {occasion}"

    def close(self):
        """Removes what it made."""
        self._world.close()
        shutil.rmtree(self.root)


PASS = f"monitor --once --interval {INTERVAL}s"


def noted(calls):
    """The index of the call that notes that the relay took the mail: it removes the journal of the ledger's change, the
    first after the last word with the relay. A kill at a later one may cause no second copy."""
    spoken = max(index for index, call in enumerate(calls) if "<socket:" in call.text)
    return min(index for index, call in enumerate(calls)
               if index > spoken and call.name == "unlink" and "-monitor-journal" in call.text)


def sent(calls):
    """The index of the first call that sends something to the relay."""
    return min(index for index, call in enumerate(calls) if call.name == "sendto" and "<socket:" in call.text)


class Tally:
    """What came of the kills."""

    def __init__(self):
        self.counts = Counter()
        self.findings = []
        self.twice = []


def strike(hosts, calls, chosen, tally):
    """Kills at each of the chosen calls."""
    lock, queue = threading.Lock(), iter(chosen)
    boundary = noted(calls)

    def work(host):
        while True:
            with lock:
                index = next(queue, None)
            if index is None:
                return
            before, copies, damages = host.kill(calls[index])
            if copies > 1 and not before:
                damages.append("mailed twice, though the relay had nothing when it was killed")
            if copies > 1 and index > boundary:
                damages.append("mailed twice, though it was noted that the relay took it")
            with lock:
                tally.counts["kills"] += 1
                tally.counts[f"the relay had {before}, {copies} in the end"] += 1
                if copies > 1:
                    tally.twice.append(index)
                if damages:
                    call = calls[index]
                    tally.findings.append(f"killed at call {index}, {call.name} {call.number} {call.text[:100]}:")
                    tally.findings += [f"    {damage}" for damage in damages]

    with ThreadPoolExecutor(len(hosts)) as pool:
        for ended in [pool.submit(work, host) for host in hosts]:
            ended.result()


def main():
    parser = argparse.ArgumentParser(description="Kills the monitor at every system call of a pass that mails.")
    parser.add_argument("--quick", action="store_true", help="few of the calls that concern no mail")
    options = parser.parse_args()
    processes.take_children_along()
    programs.require(programs.BATCHWATCH, injection.STRACE)
    checks, tally = Checks(), Tally()
    begun = time.monotonic()
    hosts = [Host(number) for number in range(WORKERS)]
    try:
        calls = hosts[0].trace()
        chosen = range(len(calls))
        if options.quick:
            first, last = sent(calls), noted(calls)
            chosen = [index for index in chosen if first <= index <= last or index % QUICK_STEP == 0]
        strike(hosts, calls, chosen, tally)
        unreached = sum(host.unreached for host in hosts)
        tally.counts["came too late to strike"] = unreached
        if unreached > len(calls) / 50:
            tally.findings.append(f"{unreached} of the kills came too late to strike")
    finally:
        for host in hosts:
            host.close()
    for what, count in sorted(tally.counts.items()):
        print(f"{count:5} {what}")
    if tally.twice:
        print(f"      twice: killed at calls {min(tally.twice)} to {max(tally.twice)} of {len(calls)}")
    checks.add(
        f"the mail arrives, once or as the same mail twice, whenever the monitor is killed"
        f" ({tally.counts['kills']} kills, {time.monotonic() - begun:.0f} s)", tally.findings)
    return checks.end() or int(not tally.counts["kills"])


if __name__ == "__main__":
    sys.exit(main())
