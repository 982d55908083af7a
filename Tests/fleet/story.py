"""A night of one batch that is spread over five hosts: what Prometheus and the dashboards see of it, and what people are
told."""

import time

from fleet import elsewhere, network
from fleet.fleet import COUNT, STAGES
from grafana import shipped
from kit.waits import wait_until

BATCH = "leads-nightly"
WHOLE = f'{{batch="{BATCH}"}}'
QUIET = 7
"""Seconds in which what isn't told yet would be told: longer than a group waits."""


def the_parts_are_one_batch(fleet):
    """The parts of five hosts are one batch: completion, leads, costs."""
    for host in fleet.hosts:
        fleet.wait_for(f'batch_hosts{{instance="{host.instance}"}}', COUNT)
    fleet.wait_for(f"batch:batch_info:count{WHOLE}", COUNT)
    for done, host in enumerate(fleet.hosts, 1):
        host.runs_part(BATCH, cost=0.5 * done, leads=10)
        fleet.wait_for(f"batch:batch_completion_ratio:avg{WHOLE}", done / COUNT)
        fleet.wait_for(f"batch:batch_slot_complete:min{WHOLE}", int(done == COUNT))
    fleet.wait_for(f'batch_resource_currency:batch_run_cost:sum{{batch="{BATCH}",resource="gpu"}}', 7.5)
    fleet.wait_for(f"batch:batch_leads:sum{WHOLE}", 50)
    fleet.wait_for(f"batch_currency:batch_cost_per_lead:ratio{WHOLE}", 0.15)
    stages = fleet.query(f"batch_stage:batch_stage_completion_ratio:max{WHOLE}")
    assert set(stages) == {(("batch", BATCH), ("stage", stage)) for stage in STAGES}, stages


def the_dashboards_see_one_batch(fleet):
    """The dashboards show one batch over all hosts, and its part on each."""
    answers = {}
    for path in shipped.DASHBOARDS:
        dashboard = shipped.load(path)
        for panel in shipped.panels(dashboard):
            for query in shipped.panel_queries(dashboard, panel):
                expression = shipped.filled(query.expression, batch=BATCH, rate_interval="1m")
                answers[dashboard["uid"], panel["title"], query.ref] = fleet.query(expression)
    whole = {ref: found for (_, panel, ref), found in answers.items() if panel == "Over all hosts"}
    for ref, wanted in [("hosts", 5), ("spread", 5), ("completion", 1), ("complete", 1), ("failed", 0), ("running", 0),
                        ("leads", 50), ("lead", 0.15)]:
        assert list(whole[ref].values()) == [wanted], f"{ref}: {whole[ref]}"
    each = answers["batchwatch-batches", "Every batch", "completion"]
    assert sorted(each.values()) == [1] * COUNT, each
    assert {dict(labels)["instance"] for labels in each} == {host.instance for host in fleet.hosts}, each
    detail = answers["batchwatch-batch", "Where it runs", "A"]
    assert len(detail) == COUNT, detail


def nobody_is_told_of_a_good_night(fleet):
    """Nobody is told of a good night."""
    time.sleep(QUIET)
    assert not fleet.told(), fleet.told()
    assert not fleet.mailed_by_hosts(), fleet.mailed_by_hosts()


def one_part_fails(fleet):
    """Parts that fail are one alert that names the hosts, and one end."""
    second, fourth = fleet.hosts[1], fleet.hosts[3]
    begun = len(fleet.inbox.told)
    for host in (second, fourth):
        host.batchwatch("start", BATCH)
        host.batchwatch("stage", BATCH, host.stage, "--failed", "--reason", "no answer")
        host.batchwatch("end", BATCH, "--failed")
    fleet.wait_for_told(begun, "firing", "BatchFleetFailed")
    fleet.wait_for(f'sum(batch_outcome:batch_run_outcome:sum{{batch="{BATCH}",outcome="failed"}})', 2)
    # Alertmanager has those of both hosts, and mutes them.
    parts = fleet.alertmanager.ask("alerts?filter=alertname%3D%22BatchFailed%22")
    assert sorted(part["labels"]["instance"] for part in parts) == [second.instance, fourth.instance], parts
    assert all(part["status"]["inhibitedBy"] for part in parts), parts
    time.sleep(QUIET)
    for host in (second, fourth):
        host.runs_part(BATCH)
    fleet.wait_for_told(begun, "resolved", "BatchFleetFailed")
    time.sleep(QUIET)
    told = fleet.told(begun)
    assert [each[:2] for each in told] == [("firing", "BatchFleetFailed"), ("resolved", "BatchFleetFailed")], told
    for host in (second, fourth):
        assert host.instance in told[0][2], told[0][2]


def other_servers_see_the_same(fleet):
    """A Prometheus over the sites sees the same, by federation and by remote write, also that a host is silent."""
    last = fleet.hosts[4]
    servers = [start(fleet.world, fleet.prometheus) for start in (elsewhere.federating, elsewhere.receiving)]
    for server in servers:
        fleet.wait_for(f"batch:batch_info:count{WHOLE}", COUNT, server=server)
        fleet.wait_for(f"batch:batch_slot_complete:min{WHOLE}", 1, server=server)
        fleet.wait_for(f"batch_currency:batch_cost_per_lead:ratio{WHOLE}", fleet.value(
            f"batch_currency:batch_cost_per_lead:ratio{WHOLE}"), server=server)
    network.cut_off(last.number)
    for server in servers:
        fleet.wait_for(f"batch:batch_info:count{WHOLE}", COUNT - 1, 10, server=server)
        assert fleet.value(f"batch:batch_slot_complete:min{WHOLE}", server) == 1
    network.reconnect(last.number)
    for server in servers:
        fleet.wait_for(f"batch:batch_info:count{WHOLE}", COUNT, server=server)
        server.stop()


def a_host_is_cut_off(fleet):
    """A host that is cut off is one alert that names it, and one end."""
    silent = fleet.hosts[2]
    begun = len(fleet.inbox.told)
    network.cut_off(silent.number)
    fleet.wait_for_told(begun, "firing", "BatchwatchExportStale")
    # It had done its part, which it can't undo; its next slot is a day away.
    assert fleet.value(f"batch:batch_info:count{WHOLE}") == COUNT - 1
    assert fleet.value(f"batch:batch_slot_complete:min{WHOLE}") == 1
    time.sleep(QUIET)
    network.reconnect(silent.number)
    fleet.wait_for_told(begun, "resolved", "BatchwatchExportStale")
    fleet.wait_for(f"batch:batch_info:count{WHOLE}", COUNT)
    time.sleep(QUIET)
    expect_one(fleet.told(begun), "BatchwatchExportStale", silent)
    # It could tell nobody that it was cut off, and may say so now.
    mails = fleet.mailed_by_hosts()
    assert {mail["X-Batchwatch-Alert"] for mail in mails} <= {"BatchwatchAlertPathDown"}, mails


def a_node_exporter_dies(fleet):
    """A host whose node_exporter dies is one alert that names it, and one end.

    Its monitor tells it, or Prometheus, whichever is first: either mutes or makes up for the other."""
    silent = fleet.hosts[3]
    begun = len(fleet.inbox.told)
    silent.exporter.kill()
    wait_until(lambda: fleet.told(begun), "somebody is told", 40)
    time.sleep(2 * QUIET)
    silent.exporter.start()
    wait_until(lambda: [each[0] for each in fleet.told(begun)], "the end is told", is_so=lambda found: "resolved" in found)
    time.sleep(QUIET)
    told = fleet.told(begun)
    assert [each[0] for each in told] == ["firing", "resolved"], told
    assert told[0][1] in ("BatchwatchAlertPathDown", "BatchwatchExportStale"), told[0]
    assert silent.instance in told[0][2], told[0]


def a_silent_part_is_not_done(fleet):
    """A part whose host fell silent half way never looks done: one alert after the deadline, with the host's name."""
    last = fleet.hosts[4]
    batch = "scores-nightly"
    whole = f'{{batch="{batch}"}}'
    begun = len(fleet.inbox.told)
    now = time.time()
    # The slot is the minute that has begun, and the deadline comes in some seconds.
    fleet.add_batch(batch, schedule=time.strftime('"%M %H * * *"', time.gmtime(now)),
                    complete_within=f"{int(now % 60) + 15}s")
    for host in fleet.hosts:
        host.runs_part(batch, end=host is not last)
    last.batchwatch("stage", batch, last.stage, "--percent", "50")
    fleet.wait_for(f"batch:batch_completion_ratio:avg{whole}", 0.9)
    network.cut_off(last.number)
    fleet.wait_for_told(begun, "firing", "BatchFleetIncomplete", 60)
    assert fleet.value(f"batch:batch_completion_ratio:avg{whole}") == 0.9
    assert fleet.value(f"batch:batch_slot_complete:min{whole}") == 0
    fleet.wait_for_told(begun, "firing", "BatchwatchExportStale")
    time.sleep(QUIET)
    last.batchwatch("stage", batch, last.stage)
    last.batchwatch("end", batch)
    network.reconnect(last.number)
    fleet.wait_for(f"batch:batch_slot_complete:min{whole}", 1)
    fleet.wait_for_told(begun, "resolved", "BatchFleetIncomplete")
    fleet.wait_for_told(begun, "resolved", "BatchwatchExportStale")
    time.sleep(QUIET)
    told = fleet.told(begun)
    expect_one([each for each in told if each[1] == "BatchwatchExportStale"], "BatchwatchExportStale", last)
    expect_one([each for each in told if each[1] != "BatchwatchExportStale"], "BatchFleetIncomplete", last)


def expect_one(told, alert, host):
    """Told once that it fires, of this host, and once that it ended."""
    assert [each[:2] for each in told] == [("firing", alert), ("resolved", alert)], told
    assert host.instance in told[0][2], told[0][2]


CHAPTERS = (
    the_parts_are_one_batch, the_dashboards_see_one_batch, nobody_is_told_of_a_good_night, one_part_fails,
    other_servers_see_the_same, a_host_is_cut_off, a_node_exporter_dies, a_silent_part_is_not_done,
)
