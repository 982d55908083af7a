#!/usr/bin/env bash
# An hourly systemd timer on the night when clocks go back from 03:00 to 02:00.
#
# Expected: OnCalendar=hourly elapses each hour, as "0 * * * *" runs in cron, and OnCalendar=*:0/30 each half hour.
# Instead: nothing elapses within the repeated hour. An hourly timer pauses for two hours, a half-hourly one for 90
# minutes, in the host's zone as in one that OnCalendar names. systemd 252, 257 and 262. With UTC there is no gap.
#
# A watcher or heartbeat from a timer is silent in the very hours of nightly batches; what allows it 90 minutes between
# two beats raises a false alarm once a year. Use OnUnitActiveSec= for a beat, or UTC.
set -euo pipefail
# shellcheck source=findings/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

# elapses ROOT SCHEDULE: the next four, in UTC, from 01:40 of Berlin's summer time.
elapses() {
  inside "$1" env TZ=UTC systemd-analyze calendar --iterations=4 --base-time='2026-10-24 23:40:00' "$2" |
    grep -oE '[0-9:]{8} UTC'
}

for of in 252:bookworm:252.39-1~deb12u2 257:trixie:257.13-1~deb13u1 262:forky:262-1; do
  IFS=: read -r version suite exact <<<"$of"
  debian "systemd$version" "$suite" "systemd=$exact" tzdata
  expect "systemd $version, hourly Europe/Berlin" '00:00:00 UTC
02:00:00 UTC
03:00:00 UTC
04:00:00 UTC' "$(elapses "systemd$version" '*:00 Europe/Berlin')"
  expect "systemd $version, each half hour" '00:00:00 UTC
00:30:00 UTC
02:00:00 UTC
02:30:00 UTC' "$(elapses "systemd$version" '*:0/30 Europe/Berlin')"
  expect "systemd $version, hourly UTC" '00:00:00 UTC
01:00:00 UTC
02:00:00 UTC
03:00:00 UTC' "$(elapses "systemd$version" '*:00 UTC')"
done
finish
