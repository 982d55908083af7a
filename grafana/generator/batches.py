"""Batches: every batch of every host on one page."""

import shell
import states
from layout import Layout
from parts import (
    BLUE, FIRES, GREEN, GREY, NO_HEARTBEAT, ORANGE, RED, WORST, bars, column, columns, figure, grid, lines, of_batch,
    of_host, query, timeline,
)

UID = "batchwatch-batches"
DETAIL = ("/d/batchwatch-batch?${datasource:queryparam}&var-instance=${__data.fields.Host:percentencode}"
          "&var-batch=${__data.fields.Batch:percentencode}")
FLEET_DETAIL = "/d/batchwatch-batch?${datasource:queryparam}&var-batch=${__data.fields.Batch:percentencode}"
SAME = "on (job, instance, batch)"
# Alerts of batchwatch itself have no batch, and concern all.
OR_NONE = 'batch=~"$batch|"'
FIRING = of_batch("ALERTS", FIRES, 'batch!=""')


def _figures():
    """How many batches are in trouble, and of which kind."""
    zero_is_good = ((None, GREEN), (1, RED))
    none = "or vector(0)"
    state = of_batch("instance_batch:batch_state:code")
    return (
        (4, figure("Alerts firing", "Alerts of the chosen batches and hosts that fire now, those of batchwatch itself "
                   "among them. The heartbeat, which always fires, isn't counted.", "none",
                   query(f'count({of_host("ALERTS", FIRES, NO_HEARTBEAT, OR_NONE)}) '
                         f"{none}", instant=True), thresholds=zero_is_good, decimals=0)),
        (4, figure("Running", "Batches that run at this moment.", "none",
                   query(f"count({of_batch('batch_running')} > 0) {none}", instant=True),
                   thresholds=((None, BLUE),), decimals=0)),
        (4, figure("Past their deadline", "Batches whose deadline has passed and whose slot isn't complete.", "none",
                   query(f"count({of_batch('batch_slot_complete')} == 0 and {SAME} "
                         f"batch_deadline_timestamp_seconds < time()) {none}", instant=True),
                   thresholds=zero_is_good, decimals=0)),
        (4, figure("Not started", "Batches whose run is overdue: the time until which it must start has passed.",
                   "none", query(f"count({state} == 6) {none}", instant=True), thresholds=zero_is_good, decimals=0)),
        (4, figure("Ended badly", "Batches whose newest run failed, ended incomplete or was lost.", "none",
                   query(f"count({state} >= 3 and {state} <= 5) {none}", instant=True), thresholds=zero_is_good,
                   decimals=0)),
        (4, figure("Oldest export", "Age of the oldest export of the chosen hosts. Beyond five minutes nothing on this "
                   "page can be trusted: look at the alert path.", "s",
                   query("max(time() - max by (instance) "
                         f"(last_over_time({of_host('batchwatch_export_timestamp_seconds')}[1d])))", instant=True),
                   nothing="no export", thresholds=((None, GREEN), (120, ORANGE), (300, RED)))),
    )


def _every_batch():
    """One line for each batch and host."""
    by = "by (instance, batch)"
    running = f"{of_batch('batch_running')} > 0"
    lasts = (f"(time() - {of_batch('batch_last_start_timestamp_seconds')} and {SAME} {running}) "
             f"or {of_batch('batch_last_duration_seconds')} > 0")
    usual = "batch_duration_seconds_sum / (batch_duration_seconds_count > 0)"
    panel = grid(
        "Every batch",
        "The state of each batch on each host; its completion tonight; the time left until the deadline while the slot "
        "isn't complete (negative: overdue); when it last succeeded; how long it runs, or else how long the last run "
        "took, and that beside the mean of its own successes; cost per lead of the newest run; alerts that fire. A "
        "click on a batch opens its page, one on a runbook the runbook.",
        columns(
            ("state", f"max {by} ({of_batch('instance_batch:batch_state:code')})"),
            ("completion", f"max {by} ({of_batch('batch_completion_ratio')})"),
            ("left", f"min {by} ({of_batch('batch_deadline_timestamp_seconds')} - time() and {SAME} "
                     f"{of_batch('batch_slot_complete')} == 0)"),
            ("success", f"max {by} ({of_batch('batch_last_success_timestamp_seconds')} > 0) * 1000"),
            ("duration", f"max {by} ({lasts})"),
            ("usual", f"max {by} (({lasts}) / {SAME} ({usual}))"),
            ("lead", f"max by (instance, batch, currency) ({of_batch('batch_cost_per_lead')})"),
            ("alerts", f"count {by} ({FIRING})"),
            ("runbook", f"max by (instance, batch, runbook_url) ({of_batch('batch_runbook_info')})"),
        ),
        {"batch": "Batch", "instance": "Host", "Value #state": "State", "Value #completion": "Complete",
         "Value #left": "Deadline in", "Value #success": "Last success", "Value #duration": "Duration",
         "Value #usual": "Of usual", "Value #lead": "Per lead", "currency": "In", "Value #alerts": "Alerts",
         "runbook_url": "Runbook"},
        hidden=("Time", "Value #runbook"), nothing="", sort="State", descending=True,
    )
    column(panel, "Batch", width=150, link=("Open ${__value.text}", DETAIL, False))
    column(panel, "Host", width=205)
    column(panel, "State", width=105, mapping=states.mapping())
    column(panel, "Complete", unit="percentunit", decimals=0, low=0, high=1, gauge=True,
           thresholds=((None, BLUE), (1, GREEN)))
    column(panel, "Deadline in", unit="dthms", width=110, thresholds=((None, RED), (0, ORANGE), (3600, GREEN)))
    column(panel, "Last success", unit="dateTimeFromNow", width=120)
    column(panel, "Duration", unit="dthms", width=95)
    column(panel, "Of usual", unit="percentunit", decimals=0, width=80,
           thresholds=((None, ORANGE), (0.5, GREEN), (1.5, ORANGE), (2, RED)))
    column(panel, "Per lead", unit="none", decimals=2, width=75)
    column(panel, "In", width=50)
    column(panel, "Alerts", unit="none", decimals=0, width=65, thresholds=((None, GREEN), (1, RED)))
    return column(panel, "Runbook", width=80, link=("Open the runbook", "${__value.raw:raw}", True),
                  mapping=states.any_text("open"), plain=True)


def _alerts():
    """What fires now, and what fired."""
    now = grid(
        "Firing now", "Every alert that fires for the chosen hosts and batches, those of batchwatch itself among them. "
        "Severity and team decide who hears of it.",
        columns(("A", "sum by (alertname, batch, instance, severity, team) "
                      f"({of_host('ALERTS', FIRES, NO_HEARTBEAT, OR_NONE)})")),
        {"alertname": "Alert", "batch": "Batch", "instance": "Host", "severity": "Severity", "team": "Team"},
        hidden=("Time", "Value"), nothing="nothing fires", sort="Severity",
    )
    column(now, "Alert", width=190, link=("Show in Alertmanager",
           "${alertmanager:raw}/#/alerts?filter=%7Balertname%3D%22${__value.raw}%22%7D", True))
    column(now, "Severity", width=90, mapping=states.values(
        {"critical": ("critical", RED), "warning": ("warning", ORANGE)}))
    past = lines(
        "Alerts over time", "How many alerts fired, by name.", "none",
        query("sum by (alertname) "
              f"(max_over_time({of_host('ALERTS', FIRES, NO_HEARTBEAT, OR_NONE)}{WORST}))", "{{alertname}}"),
        nothing="nothing fired", span="30d", stacked=True, stepped=True, decimals=0, legend_beside=True)
    past.fill_opacity(60).line_width(0)
    return (12, now), (12, past)


def _per_batch(metric, labels="batch"):
    """A recorded metric without its name: Grafana joins no rows whose names differ."""
    return f'max by ({labels}) ({metric}{{batch=~"$batch"}})'


def _fleet():
    """Batches whose parts run on several hosts."""
    whole = grid(
        "Over all hosts", "Each batch over all hosts that run parts of it, by the rules of the fleet. Where its "
        "configuration says over how many hosts it is spread, a host that is silent counts by its last word until its "
        "next slot, then as nothing; else a stage counts as far as it came on any host, all of one weight. The chosen "
        "hosts don't matter here.",
        columns(
            ("hosts", _per_batch("batch:batch_info:count")),
            ("spread", _per_batch("batch:batch_hosts:max")),
            ("completion", _per_batch("batch:batch_completion_ratio:avg")),
            ("complete", _per_batch("batch:batch_slot_complete:min")),
            ("failed", "sum by (batch) (batch_outcome:batch_run_outcome:sum{batch=~\"$batch\", "
                       "outcome=~\"failed|incomplete|lost\"})"),
            ("running", _per_batch("batch:batch_running:sum")),
            ("left", f"{_per_batch('batch:batch_deadline_timestamp_seconds:min')} - time() "
                     "and on (batch) batch:batch_slot_complete:min == 0"),
            ("progress", f"{_per_batch('batch:batch_last_progress_timestamp_seconds:max')} * 1000 > 0"),
            ("leads", _per_batch("batch:batch_leads:sum")),
            ("lead", _per_batch("batch_currency:batch_cost_per_lead:ratio", "batch, currency")),
        ),
        {"batch": "Batch", "Value #hosts": "Hosts", "Value #spread": "Of", "Value #completion": "Complete",
         "Value #complete": "Slot done", "Value #failed": "Failed",
         "Value #running": "Runs", "Value #left": "Deadline in", "Value #progress": "Last record",
         "Value #leads": "Leads", "Value #lead": "Per lead", "currency": "In"},
        hidden=("Time",), nothing="", sort="Batch",
    )
    column(whole, "Batch", width=150, link=("Open ${__value.text}", FLEET_DETAIL, False))
    column(whole, "Hosts", unit="none", decimals=0, width=60)
    column(whole, "Of", unit="none", decimals=0, width=40)
    column(whole, "Complete", unit="percentunit", decimals=0, low=0, high=1, gauge=True,
           thresholds=((None, BLUE), (1, GREEN)))
    column(whole, "Slot done", width=85, mapping=states.values({"1": ("yes", GREEN), "0": ("not yet", GREY)}))
    column(whole, "Failed", unit="none", decimals=0, width=60, thresholds=((None, GREEN), (1, RED)))
    column(whole, "Runs", unit="none", decimals=0, width=55)
    column(whole, "Deadline in", unit="dthms", width=100, thresholds=((None, RED), (0, ORANGE), (3600, GREEN)))
    column(whole, "Last record", unit="dateTimeFromNow", width=120)
    column(whole, "Leads", unit="none", decimals=0, width=65)
    column(whole, "Per lead", unit="none", decimals=2, width=75)
    column(whole, "In", width=50)
    stages = bars(
        "Stages over all hosts", "How far each stage of each batch has come, on the host where it came furthest.",
        "percentunit", query('batch_stage:batch_stage_completion_ratio:max{batch=~"$batch"}', "{{batch}} {{stage}}",
                             instant=True),
        nothing="no stages", thresholds=((None, BLUE), (1, GREEN)), low=0, high=1)
    return (16, whole), (8, stages)


def build():
    """The whole dashboard."""
    layout = Layout()
    layout.row(4, *_figures())
    layout.row(8, (24, _every_batch()))
    layout.row(8, (24, timeline(
        "The last 30 nights", "The state of each batch over the last 30 days. A night that never started wins over the "
        "end of the night before.",
        query(f"max by (instance, batch) (max_over_time({of_batch('instance_batch:batch_state:code')}{WORST}))",
              "{{batch}} on {{instance}}"),
        mapping=states.mapping(), nothing="no states: are the recording rules loaded?", span="30d")))
    layout.row(8, *_alerts())
    layout.section("Batches that run on several hosts")
    layout.row(9, *_fleet())
    return shell.whole(
        UID, "batchwatch: Batches", "Every batch of every host: state, completion, deadline, past, cost, alerts.",
        layout, (shell.HOSTS, shell.BATCHES), shell.RUNS)
