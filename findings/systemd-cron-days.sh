#!/usr/bin/env bash
# systemd-cron, which makes timers of crontabs, and the days in a line.
#
# Expected: a line of /etc/cron.d means what it means to cron.
# Instead: in 2.5.1 "Sun" as the weekday becomes every day of the week; "0" and "Mon-Fri" are right. "Jan" as the month
# makes no timer at all. "0 1 1 * 1", the first of the month and each Monday to cron, becomes the first of the month if
# it is a Monday: one run in seven months instead of five a month. 1.15.19 had the first two right, but makes of "5-7" a
# timer without a weekday, which is each day.
#
# A weekly batch runs nightly, a yearly one never, after nothing but another package for cron; a watcher that reads the
# crontab reports starts missed and starts too many. Compare `systemctl list-timers` with the crontab.
set -euo pipefail
# shellcheck source=findings/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

cat >"$work/nightly" <<'END'
0 1 * * Sun root /bin/sun
0 1 * * 0 root /bin/zero
0 1 * Jan * root /bin/jan
0 1 1 * 1 root /bin/both
0 1 * * Mon-Fri root /bin/range
0 1 * * 5-7 root /bin/weekend
END

# timers ROOT GENERATOR…: what each line becomes.
timers() {
  local root=$1 line unit
  shift
  mkdir -p "$work/$root"/{etc/cron.d,units}
  rm -f "$work/$root"/etc/cron.d/* "$work/$root/etc/crontab"
  cp "$work/nightly" "$work/$root/etc/cron.d/nightly"
  inside "$root" "$@" /units /units /units >"$work/log" 2>&1 || true
  while read -r line; do
    unit=$(grep -lF "$line" "$work/$root"/units/*.timer | head -n 1) || true
    printf '%s -> %s\n' "${line% root*}" "$([[ -n $unit ]] && grep -h ^OnCalendar "$unit" || echo '(none)')"
  done <"$work/nightly"
}

debian cron2 trixie systemd-cron=2.5.1-2
expect 'systemd-cron 2.5.1' '0 1 * * Sun -> OnCalendar=Mon,Tue,Wed,Thu,Fri,Sat,Sun *-*-* 1:0:00
0 1 * * 0 -> OnCalendar=Sun *-*-* 1:0:00
0 1 * Jan * -> (none)
0 1 1 * 1 -> OnCalendar=Mon *-*-1 1:0:00
0 1 * * Mon-Fri -> OnCalendar=Mon,Tue,Wed,Thu,Fri *-*-* 1:0:00
0 1 * * 5-7 -> OnCalendar=Fri,Sat,Sun *-*-* 1:0:00' \
  "$(timers cron2 /usr/lib/systemd/system-generators/systemd-crontab-generator)"
debian cron1 bookworm systemd-cron=1.15.19-5
expect 'systemd-cron 1.15.19' '0 1 * * Sun -> OnCalendar=Sun *-*-* 1:0:00
0 1 * * 0 -> OnCalendar=Sun *-*-* 1:0:00
0 1 * Jan * -> OnCalendar=*-1-* 1:0:00
0 1 1 * 1 -> OnCalendar=Mon *-*-1 1:0:00
0 1 * * Mon-Fri -> OnCalendar=Mon,Tue,Wed,Thu,Fri *-*-* 1:0:00
0 1 * * 5-7 -> OnCalendar= *-*-* 1:0:00' \
  "$(timers cron1 python3 /usr/lib/systemd/system-generators/systemd-crontab-generator)"
finish
