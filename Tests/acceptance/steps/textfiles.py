"""The files of the textfile directory themselves."""

import stat

from behave import given, then


@given("{name}.prom is missing")
def remove_file(context, name):
    (context.world.textfiles / f"{name}.prom").unlink()


@then("the textfile directory holds only")
def check_directory(context):
    expected = sorted(context.text.split())
    found = sorted(path.name for path in context.world.textfiles.iterdir())
    assert found == expected, found


@then("{name} is readable by everyone")
def check_mode(context, name):
    mode = stat.S_IMODE((context.world.textfiles / name).stat().st_mode)
    assert mode == 0o644, oct(mode)


@then("the file of {batch} has the lines")
def check_lines(context, batch):
    """The very text: no digit more than a person would write."""
    lines = (context.world.textfiles / f"batchwatch_{batch}.prom").read_text(encoding="utf-8").splitlines()
    missing = [line for line in context.text.splitlines() if line not in lines]
    assert not missing, "\n".join(missing)
