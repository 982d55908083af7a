"""Batch detail: one batch, stage by stage and night by night."""

import shell
import states
from layout import Layout
from parts import (
    BLUE, FIRES, GREEN, OF_GPU, ORANGE, RED, WORST, bars, coloured, column, columns, figure, grid, heat, limit_line,
    lines, of_batch, query, red_below_zero, timeline,
)

UID = "batchwatch-batch"
SAME = "on (job, instance, batch)"
NIGHTS = "30d"
# One value for each night: the point at midnight speaks of the time from noon to noon around it. Gauges have the
# night's last word by then, and tonight is among the nights.
NIGHT = "[1d] offset -12h"
NOON = "offset -12h"


def _nightly(expression, legend, **more):
    return query(expression, legend, interval="1d", **more)


def _figures():
    """The night in eight figures."""
    running = f"{of_batch('batch_running')} > 0"
    return (
        (3, figure("State", "What the batch is doing; the worst of the chosen hosts.", "none",
                   query(f"max({of_batch('instance_batch:batch_state:code')})", instant=True),
                   nothing="unknown", mapping=states.mapping())),
        (3, figure("Complete", "Mean completion of its stages tonight, by their weight; of several hosts, the mean.",
                   "percentunit", query(f"avg({of_batch('batch_completion_ratio')})", instant=True),
                   nothing="unknown", thresholds=((None, BLUE), (1, GREEN)), decimals=0)),
        (3, figure("Deadline in", "Time left until the deadline while the slot isn't complete; negative when it has "
                   "passed.", "dthms",
                   query(f"min({of_batch('batch_deadline_timestamp_seconds')} - time() and {SAME} "
                         f"{of_batch('batch_slot_complete')} == 0)", instant=True),
                   nothing="done, or no deadline", thresholds=((None, RED), (0, ORANGE), (3600, GREEN)))),
        (3, figure("Expected end", "When the open run should end, judged by the median of earlier successes.",
                   "dateTimeFromNow",
                   query(f"max({of_batch('batch_expected_end_timestamp_seconds')} > 0 and {SAME} {running}) * 1000",
                         instant=True), nothing="not running", thresholds=((None, BLUE),))),
        (3, figure("Expected margin", "Deadline minus expected end of the open run: below zero it will be late, judged "
                   "by its own past.", "dthms",
                   query(f"min({of_batch('batch_deadline_timestamp_seconds')} - "
                         f"({of_batch('batch_expected_end_timestamp_seconds')} > 0) and {SAME} {running})",
                         instant=True),
                   nothing="not running", thresholds=((None, RED), (0, ORANGE), (1800, GREEN)))),
        (3, figure("Runs for", "How long the newest run has been at work; without an open run, how long the last one "
                   "took.", "dthms",
                   query(f"max((time() - {of_batch('batch_last_start_timestamp_seconds')} and {SAME} {running}) or "
                         f"{of_batch('batch_last_duration_seconds')} > 0)", instant=True),
                   nothing="never ran", thresholds=((None, BLUE),))),
        (3, figure("Leads", "Leads of tonight's run so far.", "none",
                   query(f"sum({of_batch('batch_leads')})", instant=True), nothing="none",
                   thresholds=((None, BLUE),), decimals=0)),
        (3, figure("Alerts firing", "Alerts of this batch that fire now.", "none",
                   query(f"count({of_batch('ALERTS', FIRES)}) or vector(0)", instant=True),
                   thresholds=((None, GREEN), (1, RED)), decimals=0)),
    )


def _tonight():
    """Stages as they stand, and as they came there."""
    completion = f"max by (stage) ({of_batch('batch_stage_completion_ratio')})"
    return (
        (8, bars("Stages now", "How far each stage has come tonight. The order is that of the names.", "percentunit",
                 query(completion, "{{stage}}", instant=True), nothing="this batch reports no stages",
                 thresholds=((None, BLUE), (1, GREEN)), low=0, high=1)),
        (16, lines("Stages over time", "Completion of each stage. A flat line in a run is a stage that reports "
                   "nothing.", "percentunit", query(completion, "{{stage}}"), nothing="this batch reports no stages",
                   high=1, stepped=True)),
    )


def _durations():
    """How long the nights took, in three views, and what the limits are."""
    stages = lines(
        "Stage durations, night by night", "How long each stage took, stacked for each night; a stage that did not end "
        "that night is missing.", "s",
        _nightly(f"max by (stage) (last_over_time({of_batch('batch_stage_duration_seconds')}{NIGHT})) > 0",
                 "{{stage}}"),
        nothing="this batch reports no stages", span=NIGHTS, as_bars=True, stacked=True)
    whole = lines(
        "Duration of the runs", "How long each run took, at its end, with the limits from the configuration: a run "
        "above the upper one raises BatchSlow, a success below the lower one BatchTooFast. The mean is that of all "
        "successes.", "s",
        query(f"max({of_batch('batch_last_duration_seconds')} > 0)", "last run", ref="A"),
        query(f"max({of_batch('batch_duration_seconds_sum')} / ({of_batch('batch_duration_seconds_count')} > 0))",
              "mean success", ref="B"),
        query(f"min({of_batch('batch_max_duration_seconds')})", "upper limit", ref="C"),
        query(f"max({of_batch('batch_min_duration_seconds')})", "lower limit", ref="D"),
        nothing="no run has ended", span=NIGHTS, stepped=True)
    buckets = bars(
        "How long successes take", "Successful runs by duration, since counting began. Each bar is named by its upper "
        "bound in seconds.", "none",
        query(f"sum by (le) ({of_batch('batch_duration_seconds_bucket')})", "{{le}}", instant=True,
              buckets=True), nothing="no success yet")
    days = heat(
        "Successes by duration, night by night", "Successful runs of each night by duration: a slow drift upwards "
        "shows here long before a limit is hit.", "s",
        _nightly(f"round(sum by (le) (increase({of_batch('batch_duration_seconds_bucket')}{NIGHT})))", "{{le}}",
                 buckets=True),
        nothing="no success yet", span=NIGHTS)
    return ((12, stages), (12, limit_line(whole, "upper limit", "lower limit"))), ((8, buckets), (16, days))


def _deadline():
    """Whether it will be in time, and how it ended."""
    margin = red_below_zero(lines(
        "Margin to the deadline", "How long before the deadline each night was complete; below zero it was late. A "
        "night that was never complete is missing.", "s",
        _nightly(f"min({of_batch('batch_deadline_timestamp_seconds')} {NOON} - "
                 f"{of_batch('batch_last_success_timestamp_seconds')} {NOON} "
                 f"and {SAME} {of_batch('batch_slot_complete')} {NOON} == 1)", "margin"),
        nothing="no night with a deadline was complete", low=None, span=NIGHTS, legend=False, as_bars=True))
    outcomes = lines(
        "Runs by outcome", "Verdicts of each night. A run whose verdict changed later is once in each.", "none",
        _nightly(f"round(sum by (outcome) (increase({of_batch('batch_runs_total')}{NIGHT})))", "{{outcome}}"),
        nothing="no run has ended", span=NIGHTS, as_bars=True, stacked=True, decimals=0)
    return (12, margin), (12, coloured(outcomes, states.OUTCOMES))


def _money():
    """Leads and what they cost."""
    leads = lines(
        "Leads, night by night", "Leads that the runs of each night brought.", "none",
        _nightly(f"round(sum by (batch) (increase({of_batch('batch_leads_total')}{NIGHT})))", "leads"),
        nothing="no leads", span=NIGHTS, as_bars=True, legend=False, decimals=0)
    per_lead = lines(
        "Cost per lead", "Cost of the newest run over all resources, for each of its leads; above the limit "
        "BatchCostPerLeadHigh fires.", "none",
        query(f"max by (currency) ({of_batch('batch_cost_per_lead')})", "{{currency}} per lead", ref="A"),
        query(f"min({of_batch('batch_cost_per_lead_limit')})", "limit", ref="B"),
        nothing="no run brought leads", span=NIGHTS, decimals=2, stepped=True)
    gpu = lines(
        "GPU cost per run", "GPU cost of the newest run of each night; above the limit BatchGPUCostHigh fires.", "none",
        _nightly(f"max by (currency) (last_over_time({of_batch('batch_run_cost', OF_GPU)}{NIGHT}))",
                 "gpu, {{currency}}"),
        query(f"min({of_batch('batch_gpu_cost_limit')})", "limit", ref="B"),
        nothing="no GPU cost", span=NIGHTS, as_bars=True, decimals=2)
    total = lines(
        "Cost, added up", "Cost of all runs since counting began, by resource. It only grows.", "none",
        query(f"sum by (resource, currency) ({of_batch('batch_cost_total')})", "{{resource}}, {{currency}}"),
        nothing="no cost", span=NIGHTS, stepped=True, decimals=2)
    return (6, leads), (6, limit_line(per_lead, "limit")), (6, limit_line(gpu, "limit")), (6, total)


def _machine():
    """What the runs took of the host."""
    return (
        (7, lines("CPU time of the runs", "User and system time of the last run that ended. Only `batchwatch run` "
                  "measures it.", "s", query(f"max by (instance) ({of_batch('batch_last_cpu_seconds')} > 0)",
                                             "{{instance}}"),
                  nothing="not measured: the batch isn't run by batchwatch run", span=NIGHTS, stepped=True)),
        (7, lines("Peak memory of the runs", "Peak resident memory of the last run that ended. Only `batchwatch run` "
                  "measures it.", "bytes", query(f"max by (instance) ({of_batch('batch_last_peak_memory_bytes')} > 0)",
                                                 "{{instance}}"),
                  nothing="not measured: the batch isn't run by batchwatch run", span=NIGHTS, stepped=True)),
        (10, column(column(grid(
            "Where it runs", "Hosts that run the batch or parts of it, with its schedule and whom its alerts concern.",
            columns(("A", f"max by (instance, schedule, timezone, severity, team) ({of_batch('batch_info')})")),
            {"instance": "Host", "schedule": "Schedule", "timezone": "Zone", "severity": "Severity", "team": "Team"},
            hidden=("Time", "Value"), nothing="nowhere", sort="Host"), "Host", width=190), "Schedule", width=90)),
    )


def build():
    """The whole dashboard."""
    layout = Layout()
    layout.row(4, *_figures())
    layout.row(9, *_tonight())
    layout.section("The nights before")
    layout.row(6, (14, timeline(
        "State, night by night", "The state over the last 30 days, one line for each host.",
        query(f"max by (instance) (max_over_time({of_batch('instance_batch:batch_state:code')}{WORST}))",
              "{{instance}}"),
        mapping=states.mapping(), nothing="no states: are the recording rules loaded?", span=NIGHTS)), (10, timeline(
        "Alerts, night by night", "When each alert of this batch fired.",
        query(f"max by (alertname) (max_over_time({of_batch('ALERTS', FIRES)}{WORST}))", "{{alertname}}"),
        mapping=states.values({"1": ("fires", RED)}), nothing="none fired", span=NIGHTS)))
    nights, spread = _durations()
    layout.row(9, *nights)
    layout.row(8, *spread)
    layout.row(7, *_deadline())
    layout.section("Leads and cost")
    layout.row(8, *_money())
    layout.section("Host")
    layout.row(7, *_machine())
    return shell.whole(
        UID, "batchwatch: Batch detail", "One batch: its stages, its nights, its cost.", layout,
        (shell.HOSTS, shell.ONE_BATCH), shell.RUNS, since="now-12h")
