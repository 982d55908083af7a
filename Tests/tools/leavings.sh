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
readonly stamp=.build/leavings.stamp found=.build/leavings.txt
mkdir -p .build
touch "$stamp"
"$@"
status=$?

# By the time of the last change of an inode, which no copying sets back; of directories by that of their making.
"${as_root[@]}" find / \
  \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path "$PWD/.build" -o -path "$PWD/.git" \
  -o -path /var/lib/apt -o -path /var/lib/dpkg -o -path /var/cache/apt -o -path /var/log \) -prune \
  -o \( ! -type d -newerct "@$(stat -c %.9Y "$stamp")" -o -type d -newerBt "@$(stat -c %.9Y "$stamp")" \) -print |
  sort >"$found"
# What Debian's packages have brought along.
mapfile -t lists < <(find /var/lib/dpkg/info -name '*.list' -newer "$stamp")
((${#lists[@]} == 0)) || { grep -vxFf <(sort -u "${lists[@]}") "$found" >"$found.rest"; mv "$found.rest" "$found"; }

if [[ -s $found ]]; then
  printf '%s: left outside of .build:\n' "${0##*/}" >&2
  cat "$found" >&2
  exit $((status == 0 ? 1 : status))
fi
echo "${0##*/}: nothing is left outside of .build" >&2
exit "$status"
