"""The Prometheus of a whole test run: started when it is first asked for, ended with the process."""

import atexit
import functools

from kit.world import Place
from nights import fill, store, story


@functools.cache
def prometheus(nights=len(story.FATES)):
    """A Prometheus that holds the story of so many nights."""
    place = Place()
    atexit.register(place.close)
    return store.serve(place, fill.data_directory(nights))
