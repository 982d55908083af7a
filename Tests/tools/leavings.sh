#!/usr/bin/env bash
# Runs a command, and then lists what it left on this machine outside of .build: files that were made or changed since,
# and directories that were made. The package manager's own places, and what it installs, don't count; neither do the
# kernel's. Where others work on this machine too, theirs are among them.
#
#   Tests/tools/leavings.sh COMMAND…         its status is the command's, or 1 where something is left
set -uo pipefail
cd "${BASH_SOURCE[0]%/*}/../.." || exit

as_root=()
((EUID == 0)) || as_root=(sudo)
readonly stamp=.build/leavings.stamp work=.build/leavings
mkdir -p "$work"

# everything TEST…: what find(1) finds so, outside of those places, in a known order. What vanishes meanwhile is no fault.
everything() {
  "${as_root[@]}" find / -ignore_readdir_race \
    \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path "$PWD/.build" -o -path "$PWD/.git" \
    -o -path /var/lib/apt -o -path /var/lib/dpkg -o -path /var/cache/apt -o -path /var/log \) -prune -o "$@" -print |
    LC_ALL=C sort
}

everything -type d >"$work/before" || exit
touch "$stamp"
"$@"
status=$?

# By the time of the last change of an inode, which no copying sets back.
everything ! -type d -newerct "@$(stat -c %.9Y "$stamp")" >"$work/files" || exit
everything -type d >"$work/after" || exit
# What Debian's packages have brought along.
find /var/lib/dpkg/info -name '*.list' -newer "$stamp" -exec cat {} + >"$work/packages"
{ LC_ALL=C comm -13 "$work/before" "$work/after" && cat "$work/files"; } | grep -vxFf "$work/packages" >"$work/left"

if [[ -s $work/left ]]; then
  printf '%s: left outside of .build:\n' "${0##*/}" >&2
  cat "$work/left" >&2
  exit $((status == 0 ? 1 : status))
fi
echo "${0##*/}: nothing is left outside of .build" >&2
exit "$status"
