#!/usr/bin/env bash
# croniter and cronsim, two libraries that tell when cron runs a line, and the night when clocks go back.
#
# Expected: "30 2 * * *" comes once on 25 October 2026 in Berlin, as in Debian's cron, and each library agrees with cron.
# Instead: croniter 7.0.0 gives 02:30 twice, in summer and in winter time, where cronsim 2.8 gives one. They also part
# on "0 1 */2 * 1": to cron, and to cronsim, a day that begins with a star leaves the weekday to decide, so that both
# must hold; to croniter any of both will do, unless it is made with implement_cron_bug=True.
#
# A watcher on croniter waits for a second run that night, and reports a missed start. One with "*/2" and a weekday
# reports one on every other day.
set -euo pipefail
# shellcheck source=findings/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

python_packages venv croniter==7.0.0 cronsim==2.8 tzdata==2026.6
cat >"$work/next.py" <<'END'
import sys
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo
from croniter import croniter
from cronsim import CronSim

line, count = sys.argv[1], int(sys.argv[2])
start = datetime.fromisoformat(sys.argv[3]).replace(tzinfo=ZoneInfo("Europe/Berlin"))
for name, times in (
    ("cronsim", CronSim(line, start)),
    ("croniter", croniter(line, start).all_next(datetime)),
    ("croniter, implement_cron_bug", croniter(line, start, implement_cron_bug=True).all_next(datetime)),
):
    print(name + ":", *(at.strftime("%a-%d-%H:%M%z") for at in islice(times, count)))
END
next_runs() { "$work/venv/bin/python" -W ignore "$work/next.py" "$@"; }

expect '30 2 * * * from 24 October' 'cronsim: Sun-25-02:30+0200 Mon-26-02:30+0100
croniter: Sun-25-02:30+0200 Sun-25-02:30+0100
croniter, implement_cron_bug: Sun-25-02:30+0200 Sun-25-02:30+0100' "$(next_runs '30 2 * * *' 2 2026-10-24T12:00)"
expect '0 1 */2 * 1 from 30 November' 'cronsim: Mon-07-01:00+0100 Mon-21-01:00+0100
croniter: Tue-01-01:00+0100 Thu-03-01:00+0100
croniter, implement_cron_bug: Mon-07-01:00+0100 Mon-21-01:00+0100' "$(next_runs '0 1 */2 * 1' 2 2026-11-30T12:00)"
finish
