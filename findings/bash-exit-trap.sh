#!/usr/bin/env bash
# bash's EXIT trap, when SIGTERM or SIGHUP ends the script.
#
# Expected: $? in the trap tells how the script ends, 143 or 129, as mksh has it at SIGTERM; or the trap isn't run at all, as
# in dash and zsh.
# Instead: the trap is run, and $? is the status of the last command that had ended, most often 0. Only the parent sees that
# a signal ended the script. ksh93 does the same. Seen with bash 5.2.15, 5.2.37 and 5.3.
#
# trap 'report $?' EXIT is the usual way to say how a night went. A job that is stopped half way, by an operator or with
# its host, is reported as a success. A trap of its own for each signal, which calls exit, gives the right status.
set -euo pipefail
# shellcheck source=findings/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

# told ROOT SIGNAL SHELL…: what the trap says when the signal comes in the middle of the script, and how the shell ends.
told() {
  local root=$1 signal=$2 status=0
  shift 2
  cat >"$work/$root/night" <<'END'
trap 'echo "trapped with $?"' EXIT
true
echo begun
sleep 2
END
  serve "$work/log" inside "$root" "$@" /night
  within 20 grep -q begun "$work/log" || cannot "$* doesn't start: $(cat "$work/log")"
  # The shell waits for sleep, and ends without it.
  sleep 0.3
  kill -s "$signal" "$pid"
  wait "$pid" || status=$?
  sed -i "/^$pid\$/d" "$work/started"
  printf '%s, ended with %s\n' "$(grep -a trapped "$work/log" || echo 'not trapped')" "$status"
}

debian bookworm bookworm bash=5.2.15-2+b13 ksh93u+m=1.0.4-3 mksh=59c-28+deb12u1 dash=0.5.12-2 zsh=5.9-4+b15
debian trixie trixie bash=5.2.37-2+b10
debian testing testing bash=5.3-4
for root in bookworm trixie testing; do
  expect "bash of $root, SIGTERM" 'trapped with 0, ended with 143' "$(told $root TERM bash)"
  expect "bash of $root, SIGHUP" 'trapped with 0, ended with 129' "$(told $root HUP bash)"
done
expect 'ksh93, SIGTERM' 'trapped with 0, ended with 15' "$(told bookworm TERM ksh93)"
expect 'mksh, SIGTERM' 'trapped with 143, ended with 0' "$(told bookworm TERM mksh)"
expect 'dash, SIGTERM' 'not trapped, ended with 143' "$(told bookworm TERM dash)"
expect 'zsh, SIGTERM' 'not trapped, ended with 143' "$(told bookworm TERM zsh)"
finish
