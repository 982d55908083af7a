"""Nights that pass, and the times that are published."""

from behave import given, then, when

from kit import clocks


@given("the time is {moment}")
@when("the time is {moment}")
def set_time(context, moment):
    clocks.stand_at(context.world, moment)


@then("a scrape has the times of {batch}")
def check_times(context, batch):
    scraped = context.world.exporter.scrape()
    wrong = []
    for row in context.table:
        name = f"batch_{row['time']}_timestamp_seconds"
        found = scraped.series.get((name, frozenset({("batch", batch)})))
        if found != clocks.seconds(row["is"]):
            wrong.append(f"{name} is {found}, not {clocks.seconds(row['is'])} ({row['is']})")
    assert not wrong, "\n".join(wrong)
