"""What a cell's story should have been: somebody is told once that the alert fires, by the best way that is left, and
once that it is over."""

import itertools
import math
import re
from collections import Counter
from dataclasses import dataclass, field

from kit.receivers import of_mail
from path.pace import PACE
from path.rows import ALERTMANAGER, FAILED, MAIL, NOBODY, PATH_DOWN, RAISED, STACK
from path.stage import BATCH

DELIVERY_SECONDS = 0.5
"""Alertmanager's part in them, from its decision to a mail that has arrived."""

DOUBT_PASSES = 12
"""So many passes after an alert began, a failure of Alertmanager's notifications may have been its own."""
_MUTED_BY = {"scrape": {"node_exporter"}, "heartbeat": {"textfile", "node_exporter", "scrape", "rules", "prometheus"}}
"""Links of which Alertmanager tells nothing while it tells of another one before them: its inhibit rules say so."""

EXPORT_STALE = "BatchwatchExportStale"
_TOLD_BY_IT = {"textfile", "node_exporter", "scrape", "heartbeat"}
"""Links of which nobody is told where Prometheus was first to tell that the host's exports don't arrive."""

_LINK = re.compile(r"\bis broken at the link\s+(\w+):\s|\bis broken: (\w+)")
"""As batchwatch says it, and as the rule does."""
_REASON = re.compile(r"^  link +(\w+)$", re.MULTILINE)
"""Why batchwatch mails itself."""


@dataclass(frozen=True)
class Notice:
    """That a person was told of an alert."""

    at: float
    way: str
    status: str
    alert: str
    about: str
    """The batch, or the link of the path."""
    mail: str = ""
    """The Message-ID of batchwatch's mail."""


@dataclass
class Verdict:
    """How a cell came out."""

    way: str = "-"
    seconds: float = 0
    passes: int = 0
    mails: int = 0
    wrong: list = field(default_factory=list)
    excused: list = field(default_factory=list)
    """What a person heard too much, and batchwatch could not help."""


def judge(row, column, story):
    """Returns the verdict on a cell."""
    return _Judgement(row, column, story).verdict()


class _Judgement:
    def __init__(self, row, column, story):
        self.row = row
        self.column = column
        self.story = story
        self.base = STACK if row.has_stack else MAIL
        self.wrong = list(story.complaints)
        self.excused = []
        self.notices = notices(story.told, story.mails)

    def verdict(self):
        ours = [each for each in self.notices if each.alert == self.row.alert and each.about == BATCH]
        others = [each for each in self.notices if each not in ours]
        found = Verdict(mails=len(self.story.mails) + len({each.at for each in self.notices if each.way == STACK}))
        if self.column == "alone":
            self._path(found)
            self._none(ours, "of a batch, though none failed")
        else:
            ours = list(self._without_doubts(self._without_reminder(self._without_ends_of_alertmanager(ours))))
            self._firing([each for each in ours if each.status != "resolved"], found)
            self._resolved([each for each in ours if each.status == "resolved"])
        self._copies()
        self._reasons()
        self._others(others)
        found.wrong = self.wrong
        found.excused = self.excused
        return found

    def _without_ends_of_alertmanager(self, ours):
        """An Alertmanager that hears nothing any more says after four of Prometheus's sendings that the alert is over,
        and later that it fires again. Who can't reach it can't keep it from that."""
        moments = self.story.moments
        end = moments["end"]
        if self.row.way == MAIL and "mend" in moments:
            # One that was stopped says so in the moment in which it goes on.
            end = moments["mend"] + 3 * PACE.interval
        false_end = None
        for each in ours:
            if each.way == STACK and self.row.way == MAIL and self.row.has_stack and "fault" in moments:
                if each.status == "resolved" and moments["fault"] < each.at < min(end, moments["resolve"]):
                    false_end = each
                    self.excused.append(f"Alertmanager said by itself that it was over: {self._times([each])}")
                    continue
                if false_end and each.status == "firing":
                    false_end = None
                    self.excused.append(f"and then that it fires: {self._times([each])}")
                    continue
            yield each
        if false_end and "mend" in moments and moments["resolve"] - moments["mend"] > PACE.stack:
            self.wrong.append("Alertmanager said that it was over, and nobody that it holds: "
                              f"{self._times([false_end])}")

    def _without_reminder(self, ours):
        """What only batchwatch posts is over in Alertmanager soon after it is cut off. So it is mailed that it isn't."""
        for each in ours:
            if each.status == "reminder" and self.row.alert == RAISED and self.column in ("before", "over"):
                self.excused.append(f"batchwatch said that it still holds: {self._times([each])}")
            else:
                yield each

    def _without_doubts(self, ours):
        """What Alertmanager told shortly before its notifications turn out to fail, nobody knows to have got through."""
        is_told = False
        for each in ours:
            if (is_told and each.way == MAIL and each.status == "firing" and self.row.tells_of_itself
                    and each.at < self.story.moments["raise"] + DOUBT_PASSES * PACE.interval):
                self.excused.append(f"batchwatch did not believe that Alertmanager had told: {self._times([each])}")
                continue
            is_told = is_told or (each.way, each.status) == (STACK, "firing")
            yield each

    def _firing(self, found, verdict):
        ways = self._firing_ways()
        counts = Counter(each.way for each in found)
        if self._may_be_late() and not ways:
            # Raised and over while nothing came through: one mail for it, whatever it says.
            if not any(each.about == BATCH for each in self.notices):
                self.wrong.append("nobody ever heard of it")
            ways = set(counts)
        verdict.way = "+".join(sorted(counts)) or NOBODY
        sudden = [each for each in found if self._is_sudden(each, found)]
        if sudden and STACK not in ways:
            self.excused.append(f"Alertmanager told before a pass could keep it from that: {self._times(sudden)}")
            counts -= Counter(each.way for each in sudden[:1])
        for way in ways | set(counts):
            wanted = int(way in ways)
            allowed = {wanted, wanted + 1} if self._may_repeat(way) else {wanted}
            if counts[way] not in allowed:
                self.wrong.append(f"told firing {counts[way]} times by {way}, not {wanted}: {self._times(found)}")
        first = min(found, key=lambda each: each.at, default=None)
        if first and ways:
            self._measure(first, verdict)

    def _is_sudden(self, notice, found):
        """Whether Alertmanager told what had been mailed, and since the mail no pass had found that it answers; or only
        its notifications fail, and it had begun with this one before."""
        mailed = [each.at for each in found if each.way == MAIL and each.at < notice.at]
        if notice.way != STACK or not mailed:
            return False
        if self.row.tells_of_itself and notice.alert == self.row.alert:
            return notice.at - self.story.moments["raise"] < PACE.under_way
        passes = self.story.monitor.passes
        since, until = mailed[-1] + PACE.interval, notice.at - DELIVERY_SECONDS
        return not any(since < each.at <= until and "alertmanager" in each.up for each in passes)

    def _firing_ways(self):
        """The ways by which it is told that the alert fires."""
        if self.column in ("before", "over", "after"):
            return {self.base}
        way = STACK if self.row.way == ALERTMANAGER else self.row.way
        if self.row.is_doubted:
            return {MAIL, STACK}
        if way == NOBODY or self.row.is_kept:
            return set() if self.column == "within" else {self.base}
        return {way}

    def _may_be_late(self):
        return self.row.is_kept and self.column == "within"

    def _may_repeat(self, way):
        return way == STACK and self.column in self.row.repeated

    def _measure(self, first, verdict):
        """How long it took, and whether that was too long."""
        moments = self.story.moments
        begin = moments["raise"]
        is_faulty = self.column in ("during", "within", "at once")
        if is_faulty and (self.row.way == NOBODY or self.row.is_kept):
            begin = moments["mend"]
        at = first.at
        posts = [each for each, labels in self.story.posts if self._is_ours(labels) and begin <= each <= at]
        if is_faulty and self.row.way == ALERTMANAGER:
            if not posts and self.column != "at once":
                self.wrong.append("batchwatch posted no alert before it was told")
            if posts:
                verdict.way = ALERTMANAGER
                at = posts[0]
        verdict.seconds = first.at - begin
        verdict.passes = self.story.monitor.count(begin, at)
        if first.way == STACK and first.at - begin > PACE.stack + self.row.seconds * PACE.interval:
            self.wrong.append(f"told after {first.at - begin:.0f} s")
        allowed = self._passes(begin - moments.get("fault", begin))
        passes = self.story.monitor.count(begin + self.row.seconds * PACE.interval, at)
        if (first.way == MAIL or verdict.way == ALERTMANAGER) and is_faulty and passes > allowed:
            self.wrong.append(f"told in pass {passes}, not within {allowed}")

    def _is_ours(self, labels):
        return labels.get("alertname") == self.row.alert and labels.get("batch") == BATCH

    def _passes(self, outage):
        """The passes that are allowed; `outage` is how long mail had been waiting when it was mended."""
        if self.row.is_kept:
            # It is tried again after as long as it has waited, more or less, but for a pass at each end.
            return 3 + math.ceil(1.2 * 2 ** math.ceil(math.log2(max(1, outage / PACE.interval))))
        # That a way is broken counts when two passes have found it.
        return self.row.passes + (4 if self.column == "at once" else 0)

    def _resolved(self, found):
        counts = Counter(each.way for each in found)
        early = [each for each in found if each.at < self.story.moments["resolve"]]
        if early:
            self.wrong.append(f"told resolved while it held: {self._times(early)}")
        needed, allowed = self._resolved_ways()
        if (self.excused or self.row.is_doubted) and not counts:
            self.wrong.append("never told resolved")
        for way in allowed | set(counts):
            most = 2 if self._may_repeat(way) else int(way in allowed)
            if not int(way in needed) <= counts[way] <= most:
                self.wrong.append(
                    f"told resolved {counts[way]} times by {way}; {sorted(needed)} must, {sorted(allowed)} may:"
                    f" {self._times(found)}")

    def _resolved_ways(self):
        """The ways by which the end must be told, and those by which it may."""
        row, firing = self.row, self._firing_ways()
        if self.excused:
            # What Alertmanager told too much it also ends, or alone, since it has taken over.
            return set(), {MAIL, STACK}
        if row.is_doubted:
            # When Alertmanager is back, it is kept from repeating what was mailed.
            # Where both told, Alertmanager tells the end, or it would take the next time for this one.
            both = {each.way for each in self.notices if each.alert == row.alert and each.status == "firing"}
            if both == {MAIL, STACK}:
                return set(), {MAIL, STACK}
            return {STACK} if self.column == "over" else firing & {MAIL} or firing, {MAIL, STACK}
        if self.column == "over" and row.has_stack:
            if row.way == NOBODY:
                return set(), {STACK}
            if row.is_kept:
                return set(), {MAIL, STACK}
            if row.way == MAIL:
                # It tells so by itself when it hears no more of the alert. Where it is gone, it would do so once it is
                # back: for a quarter of an hour Prometheus tells it of an end, which no scale makes shorter.
                return set(), {MAIL, STACK}
            return {STACK}, {STACK}
        if self.column == "within" and row.is_kept:
            return set(), {MAIL}
        if self.column == "within" and row.way == NOBODY:
            # It stands in the message about what muted it.
            return set(), {STACK}
        return firing, firing

    def _reasons(self):
        """The mails name what is broken."""
        for mail in self.story.mails:
            text = mail.message.get_body(("plain",)).get_content()
            found = _REASON.search(text)
            if found and self.row.down and found[1] not in self.row.down | self.row.implied:
                self.wrong.append(f"a mail says that the broken link is {found[1]}, not one of {sorted(self.row.down)}")
                return

    def _copies(self):
        """A mail comes twice only where the first one's fate can't be known, and is then the same."""
        contents = {}
        for mail in self.story.mails:
            contents.setdefault(mail.message["Message-ID"], []).append(mail.content)
        for number, copies in contents.items():
            if len(set(copies)) > 1:
                self.wrong.append(f"mails with the Message-ID {number} differ")
            if len(copies) > 1 and not self.row.is_unknowable:
                self.wrong.append(f"the mail {number} came {len(copies)} times")

    def _others(self, others):
        """What else was told: of the fault itself, once."""
        for (alert, about), found in _grouped(others).items():
            if self._is_company(alert, found) or (alert == EXPORT_STALE and self._is_told_as_stale()):
                continue
            if alert not in self.row.also and not (alert == FAILED and about == "canary"):
                self.wrong.append(f"told of {alert} {about}: {self._times(found)}")
                continue
            firing = [each for each in found if each.status != "resolved"]
            firing = [each for each in firing if not self._is_sudden(each, firing)]
            allowed = 2 if self.row.is_doubted or self.row.tells_of_itself else 1
            if len(firing) > allowed and not self.row.repeated and about not in self.row.implied:
                self.wrong.append(f"told of {alert} {about} {len(firing)} times: {self._times(firing)}")

    def _is_company(self, alert, found):
        """Whether it was muted while it fired, and stands as over in messages that are about the end of others."""
        ends = {each.at for each in self.notices if each.status == "resolved" and each.alert != alert}
        return all(each.status == "resolved" and each.at in ends for each in found)

    def _path(self, verdict):
        """The fault itself was told, for each link that is broken, by the best way."""
        way = STACK if self.row.way in (STACK, ALERTMANAGER) else MAIL
        verdict.way = way if self.row.down else NOBODY
        for link in sorted(self.row.down):
            found = [each for each in self.notices if (each.alert, each.about) == (PATH_DOWN, link)]
            firing = [each for each in found if each.status != "resolved"]
            sudden = [each for each in firing if self._is_sudden(each, firing)]
            if sudden:
                self.excused.append(f"Alertmanager told before a pass could keep it from that: {self._times(sudden)}")
                firing = [each for each in firing if each not in sudden]
            if self.row.is_doubted or self.row.tells_of_itself:
                firing = [each for each in firing if each.way == MAIL]
            if way == STACK and not firing and (self._is_muted(link) or (link in _TOLD_BY_IT and self._hears_stale())):
                continue
            if way == MAIL and self.row.is_kept:
                # A mail that waited for as long as the path was broken is taken back.
                self._none([each for each in found if each.way == MAIL], "by mail of a path that works again")
                continue
            if [each.way for each in firing] != [way]:
                self.wrong.append(f"{PATH_DOWN} {link} was not told once by {way}: {self._times(firing)}")
            ends = Counter(each.way for each in found if each.status == "resolved")
            if ends[way] != 1 or max(ends.values()) > 1:
                self.wrong.append(f"{PATH_DOWN} {link} was not told once to be over: {self._times(found)}")
            if firing:
                verdict.seconds = max(verdict.seconds, firing[0].at - self.story.moments["fault"])
        for link in sorted({each.about for each in self.notices if each.alert == PATH_DOWN}):
            if link not in self.row.down | self.row.implied:
                self.wrong.append(f"{PATH_DOWN} was told of {link}, which is not broken")

    def _is_muted(self, link):
        return any(each.alert == PATH_DOWN and each.about in _MUTED_BY.get(link, ()) for each in self.notices)

    def _hears_stale(self):
        """Whether people heard once that exports don't arrive."""
        return [(each.alert, each.status) for each in self.notices].count((EXPORT_STALE, "firing")) == 1

    def _is_told_as_stale(self):
        """Whether they heard it so, and of no link that says the same."""
        links = {each.about for each in self.notices if (each.alert, each.status) == (PATH_DOWN, "firing")}
        return self._hears_stale() and not links & _TOLD_BY_IT

    def _none(self, found, what):
        if found:
            self.wrong.append(f"told {what}: {self._times(found)}")

    def _times(self, found):
        """When each was told, from the last step before."""
        steps = sorted(self.story.moments.items(), key=lambda item: item[1])
        texts = []
        for each in found:
            name, at = [step for step in steps if step[1] <= each.at][-1]
            texts.append(f"{each.status} by {each.way} {name}+{each.at - at:.1f}s")
        return ", ".join(texts) or "never"


def notices(told, mails, batches=(BATCH, "canary")):
    """What people were told, each mail of batchwatch once however often it came."""
    found = [
        Notice(each.at, STACK, each.status, each.alert, _about(each.alert, each.text, batches))
        for each in told
        if each.channel.startswith("mail ")
    ]
    found = list(_without_company(found))
    seen = set()
    for mail in mails:
        number = mail.message["Message-ID"]
        if number not in seen:
            seen.add(number)
            found += sorted({
                Notice(mail.at, MAIL, status, alert, about, number)
                for status, alert, text in of_mail(mail.message)
                for about in _abouts(alert, text, mail.message["X-Batchwatch-Batch"])
            }, key=lambda each: each.about)
    return sorted(found, key=lambda each: each.at)


def _without_company(found):
    """Without the alerts that a message lists again because it has news of others: Alertmanager always tells of a
    whole group."""
    known = {}
    for _, message in itertools.groupby(found, key=lambda each: each.at):
        message = list(message)
        news = [each for each in message if known.get((each.alert, each.about)) != each.status]
        yield from news or message
        known.update({(each.alert, each.about): each.status for each in message})


def _about(alert, text, batches):
    """What a part of the stack's mail is about."""
    found = _LINK.search(text) if alert == PATH_DOWN else re.search(rf"\b({'|'.join(batches)})\b", text)
    return next(filter(None, found.groups())) if found else ""


def _abouts(alert, text, batch):
    """What batchwatch's mail is about; it tells of all links at once."""
    if alert == PATH_DOWN:
        return ["".join(groups) for groups in _LINK.findall(text)] or [""]
    return [batch or ""]


def _grouped(notices):
    groups = {}
    for each in notices:
        groups.setdefault((each.alert, each.about), []).append(each)
    return groups
