"""Alert path: would anybody hear of it?"""

import shell
import states
from layout import Layout
from parts import (
    FIRES, GREEN, NO_HEARTBEAT, ORANGE, RED, WORST, column, columns, figure, grid, limit_line, lines, of_host, query,
    timeline,
)

UID = "batchwatch-alert-path"
LATER = "Only `batchwatch monitor` writes this metric: no data where none runs."
NO_MONITOR = "nothing: no monitor runs"
HEARTBEAT, OWN_ALERTS = 'alertname="BatchwatchHeartbeat"', 'alertname=~"Batchwatch.*"'
OWN_FILES = 'file=~".*/batchwatch.*[.]prom"'
AGE = f"time() - max by (instance) (last_over_time({of_host('batchwatch_export_timestamp_seconds')}[1d]))"


def _figures():
    """Each way in which the path can be broken, as one figure."""
    bad = ((None, GREEN), (1, RED))
    return (
        (4, figure("Oldest export", "Age of the oldest export of the chosen hosts. Cron exports each minute; beyond "
                   "five minutes BatchwatchExportStale fires.", "s", query(f"max({AGE})", instant=True),
                   nothing="no export", thresholds=((None, GREEN), (120, ORANGE), (300, RED)))),
        (4, figure("Heartbeats missing", "Hosts that export, and whose BatchwatchHeartbeat doesn't fire: Prometheus "
                   "doesn't evaluate the rules.", "none",
                   query(f"count({of_host('batchwatch_export_timestamp_seconds')} unless on (job, instance) "
                         "ALERTS{alertname='BatchwatchHeartbeat', alertstate='firing'}) or vector(0)", instant=True),
                   thresholds=bad, decimals=0)),
        (4, figure("Trackers down", "Hosts whose tracker could not be read, or was damaged and not looked at since.",
                   "none", query(f"count({of_host('batchwatch_tracker_up')} == 0) or vector(0)", instant=True),
                   thresholds=bad, decimals=0)),
        (4, figure("Wrong configurations", "Hosts whose configuration has a mistake: batchwatch goes on with the last "
                   "good one.", "none",
                   query(f"count({of_host('batchwatch_config_up')} == 0) or vector(0)", instant=True),
                   thresholds=((None, GREEN), (1, ORANGE)), decimals=0)),
        (4, figure("Spooled records", "Records that wait for a tracker.", "none",
                   query(f"sum({of_host('batchwatch_spooled_records')})", instant=True), nothing="unknown",
                   thresholds=((None, GREEN), (1, ORANGE)), decimals=0)),
        (4, figure("Textfile errors", "Hosts whose node_exporter could not read one of the textfiles.", "none",
                   query(f"count({of_host('node_textfile_scrape_error')} == 1 and on (job, instance) "
                         "last_over_time(batchwatch_build_info[1d])) or vector(0)", instant=True), thresholds=bad,
                   decimals=0)),
    )


def _hosts():
    """One line for each host, from the tracker to Alertmanager."""
    by = "max by (instance)"
    ours = "and on (job, instance) last_over_time(batchwatch_build_info[1d])"
    panel = grid(
        "Host by host", "The links of the path from left to right: tracker, configuration, spool, export, "
        "node_exporter reading the file, Prometheus scraping it, the heartbeat firing; and the monitor, which tests "
        "them, with how many links it found down. Ten minutes after its last pass BatchwatchMonitorStale fires.",
        columns(
            ("tracker", f"{by} ({of_host('batchwatch_tracker_up')})"),
            ("config", f"{by} ({of_host('batchwatch_config_up')})"),
            ("spool", f"{by} ({of_host('batchwatch_spooled_records')})"),
            ("export", AGE),
            ("textfile", f"{by} ({of_host('node_textfile_scrape_error')} {ours})"),
            ("scrape", f"{by} ({of_host('up')} {ours})"),
            ("heartbeat", f"{by} ({of_host('ALERTS', HEARTBEAT, FIRES)})"),
            ("links", f"sum by (instance) (1 - {of_host('batchwatch_alert_path_up')})"),
            ("monitor", f"time() - {by} ({of_host('batchwatch_monitor_timestamp_seconds')})"),
            ("version", f"max by (instance, version) ({of_host('batchwatch_build_info')})"),
        ),
        {"instance": "Host", "Value #tracker": "Tracker", "Value #config": "Configuration", "Value #spool": "Spooled",
         "Value #export": "Export is old", "Value #textfile": "Textfile", "Value #scrape": "Scrape",
         "Value #heartbeat": "Heartbeat", "Value #links": "Links down", "Value #monitor": "Last pass", "version": "Version"},
        hidden=("Time", "Value #version"), nothing="missing", sort="Host",
    )
    column(panel, "Host", width=220)
    column(panel, "Tracker", mapping=states.values(states.UP_DOWN))
    column(panel, "Configuration", mapping=states.values({"1": ("right", GREEN), "0": ("wrong", ORANGE)}))
    column(panel, "Spooled", unit="none", decimals=0, thresholds=((None, GREEN), (1, ORANGE)))
    column(panel, "Export is old", unit="s", thresholds=((None, GREEN), (120, ORANGE), (300, RED)))
    column(panel, "Textfile", mapping=states.values({"0": ("read", GREEN), "1": ("error", RED)}))
    column(panel, "Scrape", mapping=states.values(states.UP_DOWN))
    column(panel, "Heartbeat", mapping=states.values({"1": ("fires", GREEN)}))
    column(panel, "Links down", unit="none", decimals=0, thresholds=((None, GREEN), (1, RED)))
    column(panel, "Last pass", unit="s", thresholds=((None, GREEN), (120, ORANGE), (600, RED)))
    return column(panel, "Version", width=100)


def _files():
    """Whether the files are as fresh as they should be."""
    ages = lines(
        "Age of the exports", "Time since the last export of each host. Above five minutes BatchwatchExportStale "
        "fires.", "s", query(AGE, "{{instance}}"), query("vector(300)", "limit", ref="B"), nothing="no export")
    files = lines(
        "Age of the textfiles", "Time since node_exporter saw each file of batchwatch change. A batch's file changes "
        "only when something happens, batchwatch.prom with every export.", "s",
        query("time() - max by (instance, file) (label_replace("
              f"{of_host('node_textfile_mtime_seconds', OWN_FILES)}, "
              "'file', '$1', 'file', '.*/(.*)'))", "{{file}} on {{instance}}"),
        nothing="node_exporter reads no file of batchwatch", legend_beside=True)
    return (9, limit_line(ages, "limit")), (15, files)


def _monitor():
    """What the monitor finds out by asking each link."""
    return (
        (12, timeline("Links", "Whether each link of the path works on all of the chosen hosts, as the monitor there "
                      "sees it. Where one is down: which host's, the table at the top counts. " + LATER,
                      query(f"min by (link) ({of_host('batchwatch_alert_path_up')})", "{{link}}"),
                      mapping=states.values(states.UP_DOWN), nothing=NO_MONITOR)),
        (12, lines("Heartbeat's lag", "How old the heartbeat is that comes back from Alertmanager. About a minute is "
                   "usual, since Prometheus sends each minute. " + LATER, "s",
                   query(f"max by (instance) ({of_host('batchwatch_alert_path_lag_seconds')})", "{{instance}}"),
                   nothing=NO_MONITOR)),
    )


def _delivery():
    """What the monitor told people itself."""
    return (
        (14, lines("Notifications", "Alerts that the monitor delivered itself, by path and outcome. " + LATER, "none",
                   query(f"round(sum by (path, outcome) (increase({of_host('batchwatch_notifications_total')}"
                         "[$__rate_interval])))", "{{path}} {{outcome}}"), nothing=NO_MONITOR, as_bars=True,
                   stacked=True, decimals=0)),
        (10, lines("Outbox", "Messages that wait to be mailed. " + LATER, "none",
                   query(f"sum by (instance) ({of_host('batchwatch_outbox_messages')})", "{{instance}}"),
                   nothing=NO_MONITOR, decimals=0)),
    )


def _stack():
    """What Prometheus and Alertmanager say of themselves, where they are scraped."""
    return (
        (12, lines("Prometheus to Alertmanager", "Alerts that Prometheus sent, could not send, or dropped. Empty where "
                   "Prometheus doesn't scrape itself.", "none",
                   query("round(sum(increase(prometheus_notifications_sent_total[$__rate_interval])))", "sent",
                         ref="A"),
                   query("round(sum(increase(prometheus_notifications_errors_total[$__rate_interval])))", "errors",
                         ref="B"),
                   query("round(sum(increase(prometheus_notifications_dropped_total[$__rate_interval])))", "dropped",
                         ref="C"),
                   nothing="Prometheus isn't scraped", decimals=0, span="7d")),
        (12, lines("Alertmanager to people", "Notifications that Alertmanager tried, and those that failed, by "
                   "integration. Alertmanager's own page goes on looking fine while every mail fails. Empty where "
                   "Alertmanager isn't scraped.", "none",
                   query("round(sum by (integration) (increase(alertmanager_notifications_total[$__rate_interval])))",
                         "{{integration}} tried", ref="A"),
                   query("round(sum by (integration) "
                         "(increase(alertmanager_notifications_failed_total[$__rate_interval])))",
                         "{{integration}} failed", ref="B"),
                   nothing="Alertmanager isn't scraped", decimals=0, span="7d")),
    )


def build():
    """The whole dashboard."""
    layout = Layout()
    layout.row(4, *_figures())
    layout.row(5, (24, _hosts()))
    layout.row(6, (24, timeline(
        "Alerts of batchwatch itself", "When an alert of the path fired, over the last 30 days.",
        query("max by (alertname, instance) "
              f"(max_over_time({of_host('ALERTS', OWN_ALERTS, FIRES, NO_HEARTBEAT)}{WORST}))",
              "{{alertname}} on {{instance}}"),
        mapping=states.values({"1": ("fires", RED)}), nothing="none fired", span="30d")))
    layout.row(7, *_files())
    layout.section("As the monitor sees it")
    layout.row(9, *_monitor())
    layout.row(6, *_delivery())
    layout.section("As Prometheus and Alertmanager see it")
    layout.row(7, *_stack())
    return shell.whole(
        UID, "batchwatch: Alert path", "Every link from the tracker to a person.", layout, (shell.HOSTS,))
