"""How fast time passes on a stage: minutes as seconds, or, with EARNEST=1, as minutes, by the files as they are shipped."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """The times that people set, in seconds."""

    interval: int
    """Between batchwatch's passes."""
    resend_delay: int
    """After so long Prometheus sends an alert again. Alertmanager keeps it for four times that, which must be more than
    the 5 seconds in which a reloaded Prometheus looks for Alertmanager."""
    waits: tuple
    """How long Alertmanager's messages wait: the first one, and the others."""
    stack: float
    """The stack's own time: a scrape, an evaluation, a group's waiting, a mail, on a busy machine."""
    under_way: float
    """So long after an alert began Alertmanager may go on with its first message: until it has the alert, for as long as
    the group waits, and then for 10 seconds, or the time between two messages."""
    look: float
    """Between two looks at what batchwatch has published."""

    @property
    def heartbeat_max_age(self):
        """After so long a heartbeat is too old."""
        return 5 * self.resend_delay


QUICK = Pace(interval=1, resend_delay=2, waits=("3s", "5s"), stack=15, under_way=17, look=0.03)
"""In the same proportion as in earnest, but for what a second can't be cut into: the first message waits for three of
batchwatch's hurried passes, the others for five passes."""
EARNEST = Pace(interval=60, resend_delay=60, waits=("30s", "5m"), stack=420, under_way=450, look=0.5)

IS_EARNEST = bool(os.environ.get("EARNEST"))
PACE = EARNEST if IS_EARNEST else QUICK
