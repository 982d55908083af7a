"""Many processes at once."""

import subprocess

from behave import given, then, when

from steps.trackers import ask

PATIENCE = 600


@when("{count:d} processes each run in a shell")
def run_many(context, count):
    world = context.world
    world.crowd = []
    for number in range(count):
        with (world.directory / f"crowd-{number}.log").open("wb") as log:
            world.environment["NUMBER"] = str(number)
            world.crowd.append(world.start(["bash", "-c", context.text], stdout=log, stderr=subprocess.STDOUT))
    for process in world.crowd:
        process.wait(PATIENCE)


@then("all of them succeed")
def check_crowd(context):
    """And nobody has anything to say but that it took in what another had to leave in the spool."""
    for number, process in enumerate(context.world.crowd):
        log = (context.world.directory / f"crowd-{number}.log").read_text(encoding="utf-8")
        assert process.returncode == 0, f"process {number}: exit status {process.returncode}\n{log}"
        assert "level=error" not in log, f"process {number}: {log}"


@then("every run of {batch} succeeded with {count:d} leads")
def check_each(context, batch, count):
    wrong = ask(
        context.world,
        "SELECT runs.name, outcome, runs.leads FROM runs JOIN batches ON batches.id = batch"
        " WHERE batches.name = ? AND (outcome <> 'succeeded' OR runs.leads <> ?)",
        batch,
        count,
    )
    assert not wrong, wrong


@given("a writer reports progress as fast as it can")
def start_writer(context):
    # Told to end, bash lets the record that it waits for come to its own end first.
    script = """
      trap exit TERM
      done=0
      while batchwatch stage leads scrape --done $((done % 1000000)) --total 1000000; do done=$((done + 1)); done
    """
    context.world.writer = context.world.start(["bash", "-c", script])


@then("{count:d} scrapes, over {states:d} rewritten files, each have the whole file")
def scrape_often(context, count, states):
    """Goes on until so many different contents were seen, so that a slow writer makes it longer and not weaker."""
    exporter = context.world.exporter
    completion = ("batch_stage_completion_ratio", frozenset({("batch", "leads"), ("stage", "scrape")}))
    wanted = None
    seen = set()
    number = 0
    while number < count or len(seen) < states:
        assert context.world.writer.poll() is None, "the writer gave up"
        scraped = exporter.scrape()
        number += 1
        ours = {key for key in scraped.series if key[0].startswith("batch_")}
        assert scraped.series["node_textfile_scrape_error", frozenset()] == 0, f"scrape {number}"
        # The stage's first record adds its series.
        if wanted is None and completion in ours:
            wanted = ours
        if wanted is not None:
            assert ours == wanted, f"scrape {number}: {sorted(map(str, ours ^ wanted))}"
            seen.add(scraped.series[completion])
        assert ("batch_running", frozenset({("batch", "leads")})) in ours, f"scrape {number}: the file was missing"
    assert not exporter.complaints(), exporter.complaints()
