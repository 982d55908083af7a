"""Real answers of Alertmanager, Prometheus and node_exporter, and every way of making them wrong: in their values, in
their text, and in how they come over the network.

All of it comes from a `random.Random`, so that the same seed makes the same answers."""

import json
import time

HOST = {"instance": "localhost:9100", "job": "node"}
NUMBERS = (
    "NaN", "+Inf", "-Inf", "nan", "inf", "0", "-0", "-1", "1", "0.5", "1e308", "-1e308", "1e305", "-1e305", "-1e300",
    "1e400", "1e-400", "9.3e15", "9.2e18", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
    "18446744073709551616", "9007199254740993", "253402300800", "253402300799.9999", "1e11", "99999999999.999",
    "1_000", "0x10", "1e", "--1", "", "1" * 5000,
)
TIMES = (
    "0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z",
    "10000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z",
    "2026-01-01T00:00:00+23:59", "2026-01-01T00:00:00-99:99", "2026-01-01", "292277026596-12-04T15:30:07Z", "soon", "",
)
DATES = (
    "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT",
    "Tue, 19 Jan 2038 03:14:08 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", "Fri, 31 Dec 292277026596 23:59:59 GMT", "now",
    "99999999999999999999", "-1", "", "Sat, 30 Feb 2075 25:61:61 GMT", "20991231",
)
WORDS = (
    "", "x", "leads", "BatchFailed", "BatchwatchHeartbeat", "a\u0000b", "\ud800", "\u202e", "\U0001F600", "é" * 700,
    "\x1b[2J", "\r\n.\r\n", "'; DROP TABLE alerts; --", "x" * 20_000, "%s%n", "../../x", "active", "pending", "null",
)


class Recorded:
    """What the servers of one host answer while all is well but for their notifications, which all fail."""

    def __init__(self, now, exported):
        self.now = now
        self.exported = exported

    def _time(self, offset):
        return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(self.now + offset)) + ".125Z"

    def _alert(self, name, labels, annotations):
        return {
            "annotations": annotations, "endsAt": self._time(240), "fingerprint": "0123456789abcdef",
            "receivers": [{"name": "oncall"}, {"name": "chat"}], "startsAt": self._time(-3600),
            "status": {"inhibitedBy": [], "silencedBy": [], "state": "active"}, "updatedAt": self._time(-5),
            "generatorURL": "http://prometheus:9090/graph?g0.expr=1",
            "labels": {"alertname": name, **HOST, **labels},
        }

    def heartbeats(self):
        """GET /api/v2/alerts, of heartbeats."""
        annotations = {"summary": "s", "description": "d", "timestamp": self.exported, "rules": "0123456789ab"}
        others = [
            self._alert("BatchwatchHeartbeat", {"severity": "none", "instance": f"host-{number}:9100"}, annotations)
            for number in range(3)]
        return [self._alert("BatchwatchHeartbeat", {"severity": "none"}, annotations), *others]

    def alerts(self):
        """GET /api/v2/alerts, of this host."""
        other = self._alert("BatchSlow", {"severity": "warning", "batch": "invoices", "team": "a"}, {"summary": "s"})
        return [*self.heartbeats()[:1], other]

    def silences(self):
        """GET /api/v2/silences: none is of the batch that has failed."""
        def matcher(name, value, is_regex=False, is_equal=True):
            return {"isEqual": is_equal, "isRegex": is_regex, "name": name, "value": value}

        return [
            {
                "id": f"0a1b2c3d-0000-4000-8000-{number:012d}", "status": {"state": state}, "comment": "c",
                "createdBy": creator, "endsAt": self._time(3600), "startsAt": self._time(-60),
                "updatedAt": self._time(-60),
                "matchers": [matcher("alertname", "Batch.*", is_regex=True), matcher("batch", "invoices", is_regex)],
            }
            for number, (state, creator, is_regex) in enumerate([
                ("active", "anna", True), ("pending", "anna", False), ("expired", "ben", False),
                ("active", "batchwatch", False)])]

    def notifications(self):
        """GET /metrics of Alertmanager."""
        lines = ["# HELP alertmanager_notification_requests_total The total number of attempted notification requests.",
                 "# TYPE alertmanager_notification_requests_total counter"]
        for integration, count in (("email", 7), ("webhook", 2), ("slack", 0)):
            lines += [f'alertmanager_notification_requests_total{{integration="{integration}"}} {count}',
                      f'alertmanager_notification_requests_failed_total{{integration="{integration}"}} {count}',
                      f'alertmanager_notifications_total{{integration="{integration}"}} {count}',
                      f'alertmanager_notifications_failed_total{{integration="{integration}",reason="other"}} {count}']
        return "\n".join([*lines, f"process_start_time_seconds {self.now - 86400:.2f}", ""])

    def exporter(self):
        """GET /metrics of node_exporter, with the collector of textfiles."""
        return "\n".join([
            "# HELP batchwatch_export_timestamp_seconds When this host last exported.",
            "# TYPE batchwatch_export_timestamp_seconds gauge",
            f"batchwatch_export_timestamp_seconds {float(self.exported):.12e}",
            'batch_success{batch="leads"} 0', "node_textfile_scrape_error 0", ""])

    def targets(self):
        """GET /api/v1/targets of Prometheus."""
        target = {
            "discoveredLabels": {"__address__": "localhost:9100", "__scheme__": "http", "job": "node"}, "labels": HOST,
            "scrapePool": "node", "scrapeUrl": "http://localhost:9100/metrics", "lastError": "", "health": "up",
            "lastScrape": self._time(-9), "lastScrapeDuration": 0.012, "scrapeInterval": "15s"}
        return {"status": "success", "data": {"activeTargets": [target] * 3, "droppedTargets": []}}

    def rules(self):
        """GET /api/v1/rules of Prometheus."""
        rules = [
            {"state": "inactive", "name": name, "query": "up == 0", "duration": 60, "labels": {}, "annotations": {},
             "alerts": [], "health": "ok", "evaluationTime": 0.0002, "lastEvaluation": self._time(-3),
             "type": "alerting"}
            for name in ("BatchFailed", "BatchLost", "BatchwatchHeartbeat")]
        return {"status": "success", "data": {"groups": [{"name": "batchwatch", "file": "b.yml", "rules": rules}]}}

    def prometheus(self):
        """GET /metrics of Prometheus."""
        return "\n".join([
            'prometheus_notifications_errors_total{alertmanager="http://am:9093/api/v2/alerts"} 0',
            "prometheus_notifications_dropped_total 0", 'prometheus_build_info{version="2.42.0"} 1', ""])

    def status(self):
        """GET /api/v2/status of Alertmanager."""
        return {"cluster": {"name": "01", "peers": [], "status": "ready"}, "uptime": self._time(-86400)}

    def taken(self):
        """POST /api/v2/alerts or /api/v2/silences, and DELETE of a silence."""
        return {"silenceID": "0a1b2c3d-0000-4000-8000-0000000000ff"}


class Raw(str):
    """A text that stands in a document as it is, though it be no JSON."""


def document(value):
    """A value as JSON; of pairs an object, in which a key may stand twice."""
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, dict):
        return document(list(value.items())) if value else "{}"
    if isinstance(value, (list, tuple)):
        if value and all(isinstance(each, tuple) for each in value):
            return "{" + ",".join(f"{json.dumps(str(key))}:{document(each)}" for key, each in value) + "}"
        return "[" + ",".join(map(document, value)) + "]"
    return json.dumps(value)


def pattern(chance, depth=0):
    """A regular expression of a silence, or nearly one."""
    if depth > 6 or chance.random() < 0.2:
        return chance.choice(["a", "l", ".", "leads", "[a-z]", r"\w", r"\pL", "é", "x?", ".*", "", "(", "]", r"\1"])
    inner = pattern(chance, depth + 1)
    return chance.choice([
        f"({inner})*", f"({inner})+", f"(?:{inner}|{pattern(chance, depth + 1)})", inner + pattern(chance, depth + 1),
        f"({inner}){{{chance.randrange(1200)}}}", f"(?i){inner}", f"({inner})??"])


def value(chance, old):
    """Something else in the place of a value."""
    choices = [
        lambda: Raw(chance.choice(NUMBERS) or "0"), lambda: chance.choice(WORDS), lambda: chance.choice(TIMES),
        lambda: chance.choice(NUMBERS), lambda: None, lambda: [], lambda: {}, lambda: True, lambda: [old] * 30,
        lambda: {"a": old}, lambda: pattern(chance), lambda: Raw("[" * 500 + "]" * 500),
        lambda: {str(number): old for number in range(30)}, lambda: Raw("{" * 3000), lambda: str(old)]
    return chance.choice(choices)()


def changed(chance, node, odds):
    """A document in which some values are something else, keys are gone, twice or renamed, and elements repeated."""
    if chance.random() < odds:
        return value(chance, node)
    if isinstance(node, dict):
        pairs = []
        for key, each in node.items():
            kind = chance.random() / odds
            if kind < 0.2:
                continue
            pairs.append((chance.choice(WORDS) if kind < 0.3 else key, changed(chance, each, odds)))
            if kind > 0.3 and kind < 0.5:
                pairs.append((key, value(chance, each)))
        return pairs or {}
    if isinstance(node, list):
        elements = []
        for each in node:
            new = changed(chance, each, odds)
            elements += [new] * (chance.choice([2, 2, 3, 100]) if chance.random() < odds else 1)
        chance.shuffle(elements)
        return elements
    return node


def changed_page(chance, page):
    """A page of metrics with other numbers, lines twice, gone or with labels, and what is no line."""
    lines = []
    for line in page.splitlines():
        kind = chance.random()
        name, _, number = line.rpartition(" ")
        if kind < 0.35:
            line = f"{name} {chance.choice(NUMBERS)}"
        elif kind < 0.42:
            lines.append(f'{name.partition("{")[0]}{{member="x",integration="{chance.choice(WORDS)}"}} {number}')
        elif kind < 0.47:
            lines.append(f'{name.partition("{")[0]}{{integration="email"}} {chance.choice(NUMBERS)}')
        elif kind < 0.5:
            continue
        elif kind < 0.55:
            line = chance.choice([name, name + "{", line[:chance.randrange(len(line) + 1)], name + '{a="\\'])
        lines += [line] * (2 if chance.random() < 0.1 else 1)
    if chance.random() < 0.03:
        lines += [f'alertmanager_notifications_total{{integration="{number}"}} 1' for number in range(3000)]
    chance.shuffle(lines)
    return chance.choice(["\n", "\n", "\n", "\r\n", "\n\n"]).join(lines) + chance.choice(["\n", "", "\n# EOF\n"])


def floods(limit):
    """Texts that are long, for what little stands in them; made once."""
    unit = b'{"labels":{"alertname":"BatchwatchHeartbeat"},"annotations":{"timestamp":"1772776800"}},'
    line = b'batchwatch_export_timestamp_seconds{a="b"} 1\n'
    return [
        b"[" + b"{}," * (limit // 3) + b"{}]", b"[" + b"0," * (limit // 2) + b"0]", b"[" * (limit // 4),
        b'["' + b"x" * limit + b'"]', b'{"' + b"k" * limit + b'":1}', b"[" + unit * (limit // len(unit)) + b"{}]",
        b'{"status":"success","data":{"activeTargets":[' + b'{"labels":{}},' * (limit // 14) + b"{}]}}",
        b"a\n" * (limit // 2), b"\n" * limit, line * (limit // len(line)), b"1" * limit, b'[1e' + b"9" * limit + b"]",
        b'["' + b"\\u0000" * (limit // 6) + b'"]', b"[" + b'{"a":' * 100_000, b" " * limit, b"\0" * limit,
    ]


def fullest(size):
    """Documents that are just not too long, and have just not too many values, so that all of each is read."""
    units = [
        b'{"labels":{"alertname":"BatchwatchHeartbeat","a":"x"},"annotations":{"timestamp":"17"},"id":"abc"},',
        b'{"labels":{"alertname":"BatchFailed","batch":"x"},"status":{"silencedBy":["a"],"inhibitedBy":[]}},',
        b'{"a":"","c":[]},', b"[[[]]],", b'"\u00e9",', b"1e300,", b'{"' + b"k" * 60 + b'":null},',
    ]
    return [b"[" + unit * min(95_000 // sum(map(unit.count, (b"{", b"[", b","))), size // len(unit)) + b"{}]"
            for unit in units]


def spoiled(chance, text):
    """Bytes that are no longer what a server would send."""
    if not text:
        return b"\0"
    place = chance.randrange(len(text))
    kind = chance.randrange(9)
    if kind == 0:
        return text[:place]
    if kind == 1:
        return text[:place] + bytes([chance.randrange(256)]) + text[place + 1:]
    if kind == 2:
        return text[:place] + b"\0" + text[place:]
    if kind == 3:
        return text.decode("utf-8", "replace").encode(chance.choice(["utf-16", "utf-16-le", "utf-32", "utf-7"]))
    if kind == 4:
        return b"\xef\xbb\xbf" + text
    if kind == 5:
        return text[:place] + chance.choice([b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"]) + text[place:]
    if kind == 6:
        return text + chance.choice([b"]", b"}", text, b"\n[]", b"<html>"])
    if kind == 7:
        return chance.randbytes(chance.randrange(1, 3000))
    return b"<html><body>502 Bad Gateway</body></html>"


class Wire:
    """How an answer comes over the network: its bytes, how long it waits before them, and whether it then hangs,
    trickles or goes on for ever."""

    def __init__(self, body, status="200 OK", date=None):
        date = date if date is not None else time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())
        self.head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nDate: {date}\r\n".encode("utf-8")
        self.body = body
        self.length = b"Content-Length: %d\r\n\r\n" % len(body)
        self.delay = 0
        self.ending = "close"

    @property
    def bytes(self):
        """All of it."""
        return self.head + self.length + self.body


STATUSES = (
    "204 No Content", "206 Partial Content", "301 Moved", "302 Found", "400 Bad Request", "401 Unauthorized",
    "403 Forbidden", "404 Not Found", "429 Too Many Requests", "500 Internal Server Error", "503 Unavailable", "999 ?",
    "0 ?", "-1 ?", "2000000000 ?", "99999999999999999999 ?", "",
)


def wrong_wire(chance, wire, port):
    """Makes one thing wrong in how an answer comes."""
    kind = chance.randrange(16)
    chunk = b"Transfer-Encoding: chunked\r\n\r\n"
    if kind == 0:
        status = chance.choice(STATUSES)
        wire.head = wire.head.replace(b"200 OK", status.encode("ascii"))
    elif kind == 1:
        where = chance.choice([f"http://127.0.0.1:{port}/followed", "file:///etc/passwd", "gopher://127.0.0.1/", "//"])
        wire.head = wire.head.replace(b"200 OK", b"302 Found") + f"Location: {where}\r\n".encode("ascii")
    elif kind == 2:
        count = chance.choice([b"0", b"1", b"-1", b"99999999", b"9223372036854775808", b"1e3", b"", b"x"])
        wire.length = b"Content-Length: " + count + b"\r\n\r\n"
    elif kind == 3:
        wire.length = b"Content-Length: 3\r\n" + wire.length
    elif kind == 4:
        size = chance.choice([b"-1", b"ffffffffffffffff", b"fffffffffffffffff", b"zz", b"", b"0", b"5;" + b"x" * 9000])
        wire.length, wire.body = chunk, size + b"\r\n" + wire.body + b"\r\n0\r\n\r\n"
    elif kind == 5:
        wire.length, wire.body = chunk, b"".join(b"1\r\n%c\r\n" % byte for byte in wire.body[:3000]) + b"0\r\n\r\n"
    elif kind == 6:
        wire.body, wire.ending = wire.body[:chance.randrange(len(wire.body) + 1)], "close"
    elif kind == 7:
        wire.head += b"".join(b"X-%d: %s\r\n" % (number, b"y" * 100) for number in range(chance.choice([50, 5000])))
    elif kind == 8:
        wire.head += b"X: " + b"y" * chance.choice([1000, 70_000, 1_000_000]) + b"\r\n"
    elif kind == 9:
        heads = [b"", b"\0", b"HTTP/9.9 200\r\n", b"220 mail ESMTP\r\n", b"\x16\x03\x01"]
        wire.head, wire.ending = chance.choice(heads), "reset"
    elif kind == 10:
        wire.head = b"HTTP/1.1 100 Continue\r\n\r\n" * chance.choice([1, 200]) + wire.head
    elif kind == 11:
        wire.head += b"Content-Encoding: gzip\r\nSet-Cookie: a=b; Domain=127.0.0.1\r\nRefresh: 0; url=/followed\r\n"
    elif kind == 12:
        wire.delay = chance.choice([0.01, 0.05, 0.2, 30])
    elif kind == 13:
        wire.ending = chance.choice(["hang", "trickle", "endless", "reset"])
    elif kind == 14:
        wire.length = b"\r\n"
    else:
        date = chance.choice(DATES).encode("ascii")
        wire.head = b"\r\n".join(
            b"Date: " + date if line.startswith(b"Date:") else line for line in wire.head.split(b"\r\n"))
