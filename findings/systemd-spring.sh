#!/usr/bin/env bash
# A nightly job at 02:30 on the night when clocks go from 02:00 to 03:00, by a systemd timer and as cron has it.
#
# Expected: OnCalendar=02:30 runs once that night, as "30 2 * * *" does in Debian's cron, a little late.
# Instead: the timer has no elapse on that day at all: from the evening before it goes to the day after, and no log says so. cron
# runs the job when the clock shows 03:00, as cronsim 2.8, which follows Debian's cron, tells. Seen in systemd 252, 257
# and 262.
#
# Who moves a crontab to timers loses one run a year, and a watcher that works out the start from the crontab line, as
# cron does, reports a missed start on that night; one that asks systemd reports nothing though the batch didn't run.
set -euo pipefail
# shellcheck source=findings/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

# elapses ROOT: the next two, from the noon before.
elapses() {
  inside "$1" env TZ=UTC systemd-analyze calendar --iterations=2 --base-time='2026-03-28 12:00:00' \
    '02:30 Europe/Berlin' | grep -oE '20[0-9]{2}-.* UTC'
}

for of in 252:bookworm:252.39-1~deb12u2 257:trixie:257.13-1~deb13u1 262:forky:262-1; do
  IFS=: read -r version suite exact <<<"$of"
  debian "systemd$version" "$suite" "systemd=$exact" tzdata
  expect "systemd $version, OnCalendar=02:30 Europe/Berlin" '2026-03-30 00:30:00 UTC
2026-03-31 00:30:00 UTC' "$(elapses "systemd$version")"
done

python_packages venv cronsim==2.8 tzdata==2026.6
cat >"$work/next.py" <<'END'
from datetime import datetime, timezone
from zoneinfo import ZoneInfo
from cronsim import CronSim
times = CronSim("30 2 * * *", datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Berlin")))
for _ in range(2):
    print(next(times).astimezone(timezone.utc).strftime("%F %T UTC"))
END
expect 'cronsim 2.8, 30 2 * * *' '2026-03-29 01:00:00 UTC
2026-03-30 00:30:00 UTC' "$("$work/venv/bin/python" "$work/next.py")"
finish
