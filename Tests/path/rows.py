"""The rows of the matrix: each link of the alert path, broken in each way, and what is left then."""

import re
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from kit import proxy
from path.stage import BATCH

STACK, ALERTMANAGER, MAIL, NOBODY = "stack", "alertmanager", "mail", "nobody"
"""The ways by which a person hears: Prometheus tells Alertmanager; batchwatch does; batchwatch mails; nobody does, nor
should."""

PATH_DOWN = "BatchwatchAlertPathDown"
FAILED, RAISED = "BatchFailed", "PrinterJam"
"""The alert of a batch that failed, and one that a script raises by `batchwatch alert`, which no rule knows."""


@dataclass(frozen=True)
class Row:
    """A fault, and what is to be expected while it holds."""

    link: str
    fault: str
    apply: object
    """Breaks it: a function of the stage."""
    mend: object
    """Mends it."""
    way: str
    """By which way people hear of an alert that is raised while it holds."""
    down: frozenset = frozenset()
    """The links that batchwatch finds broken."""
    implied: frozenset = frozenset()
    """Those that it can't tell from broken ones."""
    also: frozenset = frozenset({PATH_DOWN})
    """Alerts that may be told of the fault itself."""
    heartbeat: bool = True
    """Whether Alertmanager has a fresh heartbeat all the same."""
    repeated: tuple = ()
    """Columns in which the stack by itself tells again, since it has forgotten what it told."""
    skipped: tuple = ()
    """Columns that make no sense."""
    earnest: tuple = ()
    """Columns that only minutes can show: for a quarter of an hour Prometheus sends an end, which no scale makes
    shorter, and a silence keeps that quiet for 25 intervals."""
    is_doubted: bool = False
    """Whether batchwatch can't know that the stack works, so that both tell."""
    tells_of_itself: bool = False
    """Whether Alertmanager tells of the fault too when it is mended: by that it is known to be."""
    is_kept: bool = False
    """Whether the mail waits until the fault is mended."""
    is_unknowable: bool = False
    """Whether a mail's fate can't be known, so that copies of the same mail may come."""
    passes: int = 2
    """Passes within which batchwatch does its part."""
    settling: int = 5
    """Passes after which batchwatch has noticed, where no link tells."""
    seconds: float = 0
    """Further intervals that it takes until the fault can be noticed."""
    encrypted: tuple = ()
    """Proxies that speak TLS."""
    has_stack: bool = True
    has_clock: bool = False
    relays: int = 1
    alert: str = FAILED
    """The alert that is raised."""

    def __str__(self):
        return f"{self.link}/{self.fault}"


def _set(mode, *names):
    return lambda stage: stage.set(mode, *names)


def _through(*names):
    return _set(proxy.THROUGH, *names)


def _links(text):
    return frozenset(text.split())


# Servers that batchwatch and Prometheus both find broken.

def _stop(name):
    return lambda stage: getattr(stage, name).stop()


def _kill(name):
    return lambda stage: getattr(stage, name).kill()


def _start(name):
    def start(stage):
        server = getattr(stage, name)
        server.start()
        if name != "exporter":
            server.wait_until_ready()

    return start


def _freeze(name):
    return lambda stage: getattr(stage, name).freeze()


def _thaw(name):
    return lambda stage: getattr(stage, name).thaw()


def _process_rows(link, name, when_killed=(), **expected):
    """`when_killed` are the columns in which it tells again, since it had no time to save what it told."""
    yield Row(link, "stopped", _stop(name), _start(name), **expected)
    killed = Row(link, "killed", _kill(name), _start(name), **expected)
    yield replace(killed, repeated=(*killed.repeated, *when_killed))
    yield Row(link, "frozen", _freeze(name), _thaw(name), **expected)


def _proxy_rows(link, names, **expected):
    for fault in proxy.FAULTS:
        encrypted = names if fault == "expired" else ()
        row = Row(link, fault, _set(fault, *names), _through(*names), **expected, encrypted=encrypted)
        if fault == "cut" and "notify" in names:
            # Alertmanager got the alert, and only its answer was lost.
            way = STACK if link == "notify" else row.way
            down = row.down - {"heartbeat"}
            row = replace(row, heartbeat=True, way=way, down=down, is_doubted=row.way == MAIL)
        if fault == "stranger" and link == "prometheus":
            # It has no counters that could tell of lost notifications.
            row = replace(row, down=_links("scrape rules"))
        if fault == "huge" and link == "scrape":
            # Prometheus takes it, and is so busy with it that it answers nobody else in time.
            row = replace(row, down=_links("heartbeat"), implied=_links("scrape rules prometheus"))
        yield row


# Prometheus doesn't reach it either, which is a link of its own.
_NO_ALERTMANAGER = {"way": MAIL, "down": _links("alertmanager"), "implied": _links("prometheus")}
_NO_HEARTBEAT = {"way": ALERTMANAGER, "heartbeat": False}


# What Prometheus is told to do.

def _without_rules(stage):
    stage.change_rules(lambda _: "groups: []\n")


def _with_rules(stage):
    stage.change_rules(lambda text: text)


def _without_rule(stage):
    """As a rule file of an older release, which doesn't know the alert yet."""
    stage.change_rules(lambda text: _alter(r"^      - alert: BatchFailed\n(?:        .*\n)+", "", text))


def _with_failing_rule(stage):
    """It can be loaded, and each evaluation ends with an error."""
    bad = 'label_replace(batch_consecutive_failures, "team", "$1", "batch", "(")'
    stage.change_rules(lambda text: _alter(r"batch_consecutive_failures >= batch_failures_before_alert", bad, text))


def _with_other_words(stage):
    stage.change_rules(lambda text: _alter(r"on \{\{ \$labels.instance \}\} failed", "FAILED", text))


def _alter(pattern, replacement, text):
    text, count = re.subn(pattern, lambda _: replacement, text, flags=re.MULTILINE)
    assert count == 1, f"the rules have {count} times {pattern}"
    return text


def _without_target(stage):
    stage.change_configuration(lambda text: text[: text.rindex("targets:")] + "targets: []\n")


def _with_target(stage):
    stage.change_configuration(lambda text: text)


# The textfile directory.

def _add_broken_neighbour(stage):
    (stage.world.textfiles / "other.prom").write_text("no metric at all\n", encoding="ascii")


def _remove_neighbour(stage):
    (stage.world.textfiles / "other.prom").unlink()


def _close_directory(stage):
    stage.world.textfiles.chmod(0o300)


def _open_directory(stage):
    stage.world.textfiles.chmod(0o755)


def _move_directory(stage):
    stage.world.textfiles.rename(stage.world.directory / "elsewhere")


def _move_directory_back(stage):
    (stage.world.directory / "elsewhere").rename(stage.world.textfiles)


def _shadow(seconds):
    """Another file that comes first says when the last export was; node_exporter takes it."""

    def apply(stage):
        text = (
            "# HELP {0} {1}\n# TYPE {0} gauge\n{0} {2}\n".format(
                "batchwatch_export_timestamp_seconds", _help(stage), time.time() + seconds))
        (stage.world.textfiles / "a.prom").write_text(text, encoding="utf-8")

    return apply


def _help(stage):
    text = (stage.world.textfiles / "batchwatch.prom").read_text(encoding="utf-8")
    return re.search(r"^# HELP batchwatch_export_timestamp_seconds (.*)$", text, re.MULTILINE)[1]


def _unshadow(stage):
    (stage.world.textfiles / "a.prom").unlink()


# Whom Alertmanager tells.

def _silence(stage):
    now = datetime.now(timezone.utc)
    matcher = {"name": "batch", "value": BATCH, "isRegex": False, "isEqual": True}
    stage.silence = stage.alertmanager.send("/api/v2/silences", {
        "matchers": [matcher], "startsAt": now.isoformat(), "endsAt": (now + timedelta(hours=1)).isoformat(),
        "createdBy": "somebody", "comment": "we know",
    })["silenceID"]


def _end_silence(stage):
    stage.alertmanager.send(f"/api/v2/silence/{stage.silence}", method="DELETE")


def _silence_and_stop(stage):
    _silence(stage)
    # So that batchwatch can have seen it.
    stage.monitor.wait_for_passes(3)
    stage.alertmanager.stop()


def _start_and_end_silence(stage):
    _start("alertmanager")(stage)
    stage.monitor.wait_for_passes(3)
    _end_silence(stage)


def _post_cause(stage, lasts):
    now = datetime.now(timezone.utc)
    stage.alertmanager.send("/api/v2/alerts", [{
        "labels": {"alertname": "BatchLost", "batch": BATCH, "severity": "info", **stage.labels()},
        "annotations": {"summary": "the cause"},
        "startsAt": (now - timedelta(minutes=1)).isoformat(), "endsAt": (now + lasts).isoformat(),
    }])


def _inhibit(stage):
    _post_cause(stage, timedelta(hours=1))


def _uninhibit(stage):
    _post_cause(stage, timedelta(0))


def _fail_receivers_known(stage):
    """Another batch has failed meanwhile, so batchwatch has seen that nobody hears of it."""
    stage.set("refusing", "alertmanager_mail")
    stage.batchwatch("start", "canary")
    stage.batchwatch("end", "canary", "--failed")
    stage.monitor.wait_until(lambda each: "receivers" in each.down)


def _mend_receivers_known(stage):
    stage.set(proxy.THROUGH, "alertmanager_mail")
    stage.batchwatch("start", "canary")
    stage.batchwatch("end", "canary")


# batchwatch's own relay.

def _break_relay(mode):
    def apply(stage):
        stage.relay.mode = mode

    return apply


def _mend_relay(stage):
    stage.relay.mode = proxy.THROUGH


def _break_both(stage):
    stage.alertmanager.stop()
    stage.set("refusing", "mail")


def _mend_both(stage):
    """Alertmanager first, which then tells what the mail waits to tell."""
    _start("alertmanager")(stage)
    stage.monitor.wait_for_passes(6)
    stage.set(proxy.THROUGH, "mail")


def _hook_rows():
    """Nobody but batchwatch knows of the alert."""
    for fault, row in [
        ("alertmanager stopped", dict(apply=_stop("alertmanager"), mend=_start("alertmanager"), heartbeat=False,
                                      **_NO_ALERTMANAGER)),
        ("alertmanager refusing", dict(apply=_set("refusing", "alertmanager", "notify"), heartbeat=False,
                                       mend=_through("alertmanager", "notify"), **_NO_ALERTMANAGER)),
        ("prometheus stopped", dict(apply=_stop("prometheus"), mend=_start("prometheus"), **_NO_HEARTBEAT,
                                    down=_links("prometheus heartbeat"), implied=_links("scrape rules"))),
        ("mail refusing", dict(apply=_set("refusing", "mail"), mend=_through("mail"), way=MAIL, is_kept=True,
                               **_MAIL_ONLY)),
    ]:
        yield Row("script's alert", fault, alert=RAISED, skipped=("alone",), **row)


_MAIL_ONLY = {"has_stack": False, "also": frozenset()}


def _clock_rows():
    # Prometheus finds the export old where the host's clock is behind; and a clock that jumps is a gap.
    also = frozenset({PATH_DOWN, "BatchwatchExportStale", "BatchwatchMonitorGap"})
    # A run that ends before another has begun is not the newest.
    skipped = {"behind": ("over",), "ahead": ("during",)}
    for fault, seconds in [("behind", -600), ("ahead", 600)]:
        yield Row(
            "clock", fault, lambda stage, seconds=seconds: stage.set_clock(seconds), lambda stage: stage.set_clock(0),
            way=STACK, has_clock=True, also=also, skipped=skipped[fault])
    # Of what Alertmanager gets from such a host, it takes the end for past, and the beginning for future.
    # By a clock that is behind, the last heartbeat is none that could be missed.
    noticed = {"behind": frozenset(), "ahead": _links("heartbeat")}
    for fault, seconds in [("behind", -600), ("ahead", 600)]:

        def apply(stage, seconds=seconds):
            stage.set_clock(seconds)
            stage.set("refusing", "notify")

        def mend(stage):
            stage.set(proxy.THROUGH, "notify")
            stage.set_clock(0)

        yield Row("clock", f"{fault} and notify refusing", apply, mend, way=ALERTMANAGER, heartbeat=False,
                  has_clock=True, also=also, down=noticed[fault], implied=_links("heartbeat prometheus"),
                  passes=7, skipped=skipped[fault])


def _relay_rows():
    held = {"way": MAIL, "is_kept": True, **_MAIL_ONLY}
    yield Row("mail", "refusing", _set("refusing", "mail"), _through("mail"), **held)
    yield Row("mail", "mute", _set("mute", "mail"), _through("mail"), **held)
    yield Row("mail", "rejecting", _break_relay("rejecting"), _mend_relay, **held)
    yield Row("mail", "greylisting", _break_relay("greylisting"), _mend_relay, way=MAIL, passes=8, **_MAIL_ONLY)
    yield Row("mail", "slow", _break_relay("slow"), _mend_relay, way=MAIL, **_MAIL_ONLY)
    for fault in ("dropping", "hanging"):
        yield Row(
            "mail", fault, _break_relay(fault), _mend_relay, way=MAIL, is_unknowable=True, **_MAIL_ONLY)
    yield Row("mail", "first of two refusing", _set("refusing", "mail"), _through("mail"), way=MAIL, relays=2,
              **_MAIL_ONLY)
    yield Row("mail", "first of two mute", _set("mute", "mail"), _through("mail"), way=MAIL, relays=2, **_MAIL_ONLY)
    # Nobody needs it while the stack works.
    yield Row("mail", "refusing beside the stack", _set("refusing", "mail"), _through("mail"), way=STACK)
    yield Row("mail", "refusing with alertmanager", _break_both, _mend_both, is_kept=True, heartbeat=False,
              **(_NO_ALERTMANAGER | {"implied": _links("prometheus mail")}))


ROWS = [
    # That it told is lost with it; so it tells once more of what has ended meanwhile, as it must tell the end.
    *_process_rows("alertmanager", "alertmanager", ("before", "over"), heartbeat=False, **_NO_ALERTMANAGER),
    *_proxy_rows("alertmanager", ("alertmanager", "notify"), heartbeat=False, **_NO_ALERTMANAGER),
    # From Prometheus there is a way to Alertmanager, and batchwatch can't know.
    Row("alertmanager", "refusing batchwatch alone", _set("refusing", "alertmanager"), _through("alertmanager"),
        is_doubted=True, **_NO_ALERTMANAGER),
    *_process_rows("prometheus", "prometheus", down=_links("prometheus heartbeat"), implied=_links("scrape rules"),
                   # What it scraped before it stopped is all that its rules see at first.
                   repeated=("over",), **_NO_HEARTBEAT),
    *_proxy_rows("prometheus", ("prometheus",), way=STACK, down=_links("prometheus"), implied=_links("scrape rules")),
    *_process_rows("node_exporter", "exporter", down=_links("node_exporter scrape heartbeat"), **_NO_HEARTBEAT),
    *_proxy_rows("node_exporter", ("node_exporter",), way=STACK, down=_links("node_exporter")),
    *_proxy_rows("scrape", ("scrape",), down=_links("scrape heartbeat"), **_NO_HEARTBEAT),
    Row("scrape", "no target", _without_target, _with_target, down=_links("scrape heartbeat"),
        implied=_links("prometheus"), **_NO_HEARTBEAT),
    *_proxy_rows("notify", ("notify",), down=_links("heartbeat"), implied=_links("prometheus"), **_NO_HEARTBEAT),
    # A Prometheus that has been reloaded doesn't know Alertmanager at first, and loses what it would send.
    Row("rules", "none", _without_rules, _with_rules, down=_links("rules heartbeat"), implied=_links("prometheus"),
        **_NO_HEARTBEAT),
    # The heartbeat works, so batchwatch waits for as long as the rule may need, and four intervals more.
    Row("rules", "older", _without_rule, _with_rules, way=ALERTMANAGER, down=_links("rules"), passes=7),
    Row("rules", "failing", _with_failing_rule, _with_rules, way=ALERTMANAGER, down=_links("rules"), passes=7,
        # The rule remembers that it fired, and goes on until it finds that it no longer should.
        repeated=("over",)),
    Row("rules", "other words", _with_other_words, _with_rules, way=STACK),
    Row("textfile", "broken neighbour", _add_broken_neighbour, _remove_neighbour, way=STACK,
        down=_links("node_exporter"), also=frozenset({PATH_DOWN, "BatchwatchTextfileError"})),
    Row("textfile", "unreadable", _close_directory, _open_directory, down=_links("node_exporter heartbeat"),
        also=frozenset({PATH_DOWN, "BatchwatchTextfileError"}), **_NO_HEARTBEAT),
    Row("textfile", "gone", _move_directory, _move_directory_back, settling=15,
        implied=_links("textfile node_exporter heartbeat"), also=frozenset({PATH_DOWN, "BatchwatchTextfileError"}),
        earnest=("before", "over"), **_NO_HEARTBEAT),
    # Only the heartbeat is wrong: batchwatch posts alerts that Prometheus sends as well.
    Row("textfile", "shadowed by an old one", _shadow(-86400), _unshadow, down=_links("node_exporter heartbeat"),
        way=STACK, heartbeat=False, also=frozenset({PATH_DOWN, "BatchwatchExportStale"})),
    Row("textfile", "shadowed by one from the future", _shadow(3600), _unshadow, way=STACK,
        heartbeat=False),
    # Alertmanager tries for 10 seconds, and then counts the failure.
    Row("receivers", "refusing", _set("refusing", "alertmanager_mail"), _through("alertmanager_mail"), way=MAIL,
        passes=4, seconds=14, tells_of_itself=True),
    Row("receivers", "known to refuse", _fail_receivers_known, _mend_receivers_known, way=MAIL,
        down=_links("receivers"), tells_of_itself=True),
    Row("silence", "set", _silence, _end_silence, way=NOBODY),
    Row("silence", "set and alertmanager stopped", _silence_and_stop, _start_and_end_silence, way=NOBODY,
        heartbeat=False, down=_links("alertmanager"), implied=_links("prometheus")),
    Row("inhibition", "by a lost run", _inhibit, _uninhibit, way=NOBODY, also=frozenset({PATH_DOWN, "BatchLost"})),
    *_clock_rows(),
    *_relay_rows(),
    *_hook_rows(),
]
