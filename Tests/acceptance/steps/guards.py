"""Records of the guards of `run`, as they wait in the spool."""

import calendar
import time

from behave import given


def milliseconds(moment):
    return calendar.timegm(time.strptime(moment, "%Y-%m-%dT%H:%M:%SZ")) * 1000


@given("records of {batch} wait in the spool")
def write_records(context, batch):
    """A row for each: its time, its run, and what it says, whose fields are separated by blanks. In these `@TIME` stands
    for a time in milliseconds and `_` for a blank."""
    directory = context.world.directory / "tracker.db-spool"
    directory.mkdir(exist_ok=True)
    for number, row in enumerate(context.table, start=1):
        event = [
            str(milliseconds(word[1:])) if word.startswith("@") else "" if word == "none" else word.replace("_", " ")
            for word in row["record"].split()
        ]
        fields = ["1", f"planted{number}", batch, row["run"], str(milliseconds(row["time"])), "now", *event]
        (directory / f"{number:012}.record").write_text("\t".join(fields) + "\n", encoding="utf-8")
