"""What a real node_exporter gives to Prometheus."""

import math
import subprocess

from behave import given, then

from kit import exposition, programs
from kit.exporter import NodeExporter


@given("node_exporter reads the textfile directory")
def start_exporter(context):
    context.world.exporter = NodeExporter(context.world)


def same(left, right):
    return left == right or math.isclose(left, right, rel_tol=1e-9) or (math.isnan(left) and math.isnan(right))


def check_series(expected, found):
    """Every expected series is among those found, with its value."""
    wrong = [
        f"{exposition.written(key)} is {found.series.get(key, 'missing')}, not {value}"
        for key, value in expected.series.items()
        if key not in found.series or not same(found.series[key], value)
    ]
    assert not wrong, "\n".join(wrong)


@given("a scrape has")
@then("a scrape has")
def check_scrape(context):
    check_series(exposition.parse(context.text), context.world.exporter.scrape())


@then("{name} of {batch} is from {low:g} to {high:g}")
def check_range(context, name, batch, low, high):
    value = context.world.exporter.scrape().series[name, frozenset({("batch", batch)})]
    assert low <= value <= high, value


@then("the scraped {name} of {batch} is {value}")
def check_value(context, name, batch, value):
    found = context.world.exporter.scrape().series.get((name, frozenset({("batch", batch)})))
    assert found == (None if value == "absent" else float(value)), found


@then("a scrape has no {name}")
def check_absence(context, name):
    assert not context.world.exporter.scrape().named(name), f"{name} is there"


@then("{count:d} series reach Prometheus under the name {name}")
def check_count(context, count, name):
    series = context.world.exporter.scrape().named(name)
    assert len(series) == count, "\n".join(map(exposition.written, series))


@then("every written series is scraped with its value")
def check_all_series(context):
    """node_exporter drops what it can't use without a word: only the values themselves prove that it took them."""
    files = sorted(context.world.textfiles.glob("*.prom"))
    assert files, "no .prom file was written"
    scraped = context.world.exporter.scrape()
    for file in files:
        written = exposition.parse(file.read_text(encoding="utf-8"))
        assert written.series, f"{file.name} has no series"
        check_series(written, scraped)
        for name, type_name in written.types.items():
            assert scraped.types.get(name, type_name) == type_name, f"{name} became {scraped.types[name]}"
            help_text = written.helps.get(name)
            assert scraped.helps.get(name) == help_text, f"the help of {name} became {scraped.helps.get(name)}"
    check_series(exposition.parse("node_textfile_scrape_error 0"), scraped)
    complaints = context.world.exporter.complaints()
    assert not complaints, "\n".join(complaints)


@then("promtool finds no fault in the .prom files")
def check_with_promtool(context):
    files = sorted(context.world.textfiles.glob("*.prom"))
    assert files, "no .prom file was written"
    for file in files:
        with file.open("rb") as content:
            lint = subprocess.run(
                [programs.PROMTOOL, "check", "metrics"],
                stdin=content,
                capture_output=True,
                encoding="utf-8",
                timeout=30,
                check=False,
            )
        assert lint.returncode == 0 and not lint.stdout + lint.stderr, f"{file.name}: {lint.stdout}{lint.stderr}"
