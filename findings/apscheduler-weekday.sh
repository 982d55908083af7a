#!/usr/bin/env bash
# APScheduler's CronTrigger.from_crontab, and a weekday that is a number.
#
# Expected: "0 1 * * 1" runs on Mondays, as in cron, cronsim 2.8 and croniter 7.0.0.
# Instead: APScheduler 3.11.3 takes the number as its own, with 0 for Monday: the job runs on Tuesdays. "0" is Monday, and
# "7", cron's other Sunday, is refused. Names are right. A day of the month beside a weekday means both at once, where
# cron takes either: "0 1 1 * mon" runs in months that begin on a Monday.
#
# A monitor that reads the same line as cron does looks for the run on Monday, reports it missed, and takes Tuesday's for
# one too many. Write weekdays as names in lines that both read.
set -euo pipefail
# shellcheck source=findings/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

python_packages venv apscheduler==3.11.3 croniter==7.0.0 cronsim==2.8 tzdata==2026.6
cat >"$work/next.py" <<'END'
import sys
from datetime import datetime, timezone
from apscheduler.triggers.cron import CronTrigger
from croniter import croniter
from cronsim import CronSim

line = sys.argv[1]
noon = datetime(2026, 11, 29, 12, tzinfo=timezone.utc)  # a Sunday

def fires():
    trigger, at = CronTrigger.from_crontab(line, timezone=timezone.utc), None
    while True:
        at = trigger.get_next_fire_time(at, at or noon)
        yield at

for name, times in (
    ("cronsim", CronSim(line, noon)),
    ("croniter", (croniter(line, noon).all_next(datetime))),
    ("apscheduler", fires()),
):
    try:
        print(name, *(next(times).strftime("%a-%Y-%m-%d") for _ in range(2)))
    except ValueError:
        print(name, "refuses it")
END
next_runs() { "$work/venv/bin/python" -W ignore "$work/next.py" "$1"; }

expect '0 1 * * 1' 'cronsim Mon-2026-11-30 Mon-2026-12-07
croniter Mon-2026-11-30 Mon-2026-12-07
apscheduler Tue-2026-12-01 Tue-2026-12-08' "$(next_runs '0 1 * * 1')"
expect '0 1 * * 7' 'cronsim Sun-2026-12-06 Sun-2026-12-13
croniter Sun-2026-12-06 Sun-2026-12-13
apscheduler refuses it' "$(next_runs '0 1 * * 7')"
expect '0 1 1 * mon' 'cronsim Mon-2026-11-30 Tue-2026-12-01
croniter Mon-2026-11-30 Tue-2026-12-01
apscheduler Mon-2027-02-01 Mon-2027-03-01' "$(next_runs '0 1 1 * mon')"
finish
