"""What node_exporter, Prometheus, Alertmanager and the monitor on each host say, for panels that ask them.

They aren't run in the past, so their figures are made up. Three things go wrong: for an evening Alertmanager's mail
server was dead, for half an hour node_exporter could not read a file, and for three quarters of one Prometheus could
not reach Alertmanager.
"""

from nights import openmetrics, story

_DEAD_MAIL = 90 * story.MINUTE
_BROKEN_FILE = 30 * story.MINUTE
_CUT_OFF = 45 * story.MINUTE
_LINKS = ("textfile", "node_exporter", "scrape", "rules", "prometheus", "alertmanager", "heartbeat", "receivers", "mail")
_HEARTBEAT_MAX_AGE = 300


def recorders(span, step):
    """The samples of a story's span, one recorder for each target."""
    nodes = [openmetrics.Recorder("node", f"{name}:9100") for name in story.CONFIGURATIONS]
    prometheus = openmetrics.Recorder("prometheus", "monitor.example.com:9090")
    alertmanager = openmetrics.Recorder("alertmanager", "monitor.example.com:9093")
    failing_from = span.end - 2 * 86400
    broken_from = span.end - 4 * 86400
    cut_off_from = span.end - 10 * 3600
    failed = sent = lost = 0
    for number, moment in enumerate(range(span.start, span.end + 1, step)):
        for node in nodes:
            node.add(moment, "up", 1)
            node.add(moment, "node_textfile_scrape_error",
                     int(node is nodes[1] and broken_from <= moment < broken_from + _BROKEN_FILE))
        mail_is_dead = failing_from <= moment < failing_from + _DEAD_MAIL
        is_cut_off = cut_off_from <= moment < cut_off_from + _CUT_OFF
        failed += mail_is_dead
        sent, lost = sent + 5 * (not is_cut_off), lost + 5 * is_cut_off
        lag = 55 + number % 7 + (moment - cut_off_from) * is_cut_off
        broken = {"receivers"} if mail_is_dead else {"prometheus"} if is_cut_off else set()
        for node in nodes:
            _monitor(node, moment, lag, broken, posted=2 * (moment >= cut_off_from + _HEARTBEAT_MAX_AGE),
                     mailed=2 * (moment >= failing_from) + (moment >= failing_from + _DEAD_MAIL))
        for target in (prometheus, alertmanager):
            target.add(moment, "up", 1)
        url = "http://monitor.example.com:9093/api/v2/alerts"
        prometheus.add(moment, "prometheus_notifications_sent_total", sent, alertmanager=url)
        prometheus.add(moment, "prometheus_notifications_errors_total", lost, alertmanager=url)
        prometheus.add(moment, "prometheus_notifications_dropped_total", 0)
        alertmanager.add(moment, "alertmanager_notifications_total", number // 40 + failed, integration="email")
        alertmanager.add(moment, "alertmanager_notifications_failed_total", failed, integration="email")
    return [*nodes, prometheus, alertmanager]


def _monitor(node, moment, lag, broken, posted, mailed):
    """What a pass of the monitor on a host published."""
    node.add(moment, "batchwatch_monitor_timestamp_seconds", moment)
    node.add(moment, "batchwatch_alert_path_lag_seconds", lag)
    if lag > _HEARTBEAT_MAX_AGE:
        broken = broken | {"heartbeat"}
    for link in _LINKS:
        node.add(moment, "batchwatch_alert_path_up", int(link not in broken), link=link)
    node.add(moment, "batchwatch_outbox_messages", 0)
    for path, accepted in (("alertmanager", posted), ("mail", mailed)):
        for outcome in ("accepted", "failed", "unknown"):
            node.add(moment, "batchwatch_notifications_total", accepted * (outcome == "accepted"), path=path,
                     outcome=outcome)
