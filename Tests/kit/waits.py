"""Waiting for what comes by itself: until it is so, never for a time that should do."""

import time

PATIENCE = 60
"""Seconds after which what didn't come counts as never coming, on a busy machine too."""


def comes_true(look, patience=PATIENCE, pause=0.1):
    """Looks until that returns something true, and returns it; what was seen last where it never does."""
    deadline = time.monotonic() + patience
    while not (found := look()) and time.monotonic() < deadline:
        time.sleep(pause)
    return found


def wait_until(look, what, patience=PATIENCE, is_so=bool, pause=0.1):
    """Looks until what is found is so, and returns that. It fails with what was found last.

    `what` says what is waited for, or is a function that does."""
    found = None

    def look_again():
        nonlocal found
        found = look()
        return is_so(found)

    if not comes_true(look_again, patience, pause):
        raise AssertionError(f"{what() if callable(what) else what}: not within {patience} s; still {found}")
    return found
