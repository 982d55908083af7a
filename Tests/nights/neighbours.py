"""What node_exporter, Prometheus and Alertmanager say of themselves, for panels that ask them.

batchwatch doesn't write these and they aren't run in the past, so their figures are made up. Two things go wrong: for
an evening Alertmanager's mail server was dead, and for half an hour node_exporter could not read a file.
"""

from nights import openmetrics, story

_DEAD_MAIL = 90 * story.MINUTE
_BROKEN_FILE = 30 * story.MINUTE


def recorders(span, step):
    """The samples of a story's span, one recorder for each target."""
    nodes = [openmetrics.Recorder("node", f"{name}:9100") for name in story.CONFIGURATIONS]
    prometheus = openmetrics.Recorder("prometheus", "monitor.example.com:9090")
    alertmanager = openmetrics.Recorder("alertmanager", "monitor.example.com:9093")
    failing_from = span.end - 2 * 86400
    broken_from = span.end - 4 * 86400
    failed = 0
    for number, moment in enumerate(range(span.start, span.end + 1, step)):
        for node in nodes:
            node.add(moment, "up", 1)
            node.add(moment, "node_textfile_scrape_error",
                     int(node is nodes[1] and broken_from <= moment < broken_from + _BROKEN_FILE))
        failed += failing_from <= moment < failing_from + _DEAD_MAIL
        for target in (prometheus, alertmanager):
            target.add(moment, "up", 1)
        url = "http://monitor.example.com:9093/api/v2/alerts"
        prometheus.add(moment, "prometheus_notifications_sent_total", number * 5, alertmanager=url)
        prometheus.add(moment, "prometheus_notifications_errors_total", 0, alertmanager=url)
        prometheus.add(moment, "prometheus_notifications_dropped_total", 0)
        alertmanager.add(moment, "alertmanager_notifications_total", number // 40 + failed, integration="email")
        alertmanager.add(moment, "alertmanager_notifications_failed_total", failed, integration="email")
    return [*nodes, prometheus, alertmanager]
