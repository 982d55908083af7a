"""The files of the textfile directory themselves."""

import stat

from behave import then


@then("the textfile directory holds only")
def check_directory(context):
    expected = sorted(context.text.split())
    found = sorted(path.name for path in context.world.textfiles.iterdir())
    assert found == expected, found


@then("{name} is readable by everyone")
def check_mode(context, name):
    mode = stat.S_IMODE((context.world.textfiles / name).stat().st_mode)
    assert mode == 0o644, oct(mode)
