"""The Prometheus of a whole test run: started when it is first asked for, ended with the process."""

import atexit
import functools
import tempfile
from pathlib import Path

from nights import fill, store, story


@functools.cache
def prometheus(nights=len(story.FATES)):
    """A Prometheus that holds the story of so many nights."""
    directory = tempfile.TemporaryDirectory(prefix="batchwatch-served.")
    atexit.register(directory.cleanup)
    server = store.Prometheus(fill.data_directory(nights), Path(directory.name))
    atexit.register(server.close)
    return server
