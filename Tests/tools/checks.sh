# shellcheck shell=bash
# Counting checks, sourced by the suites that are made of commands.

passed=0
failed=0

# check NAME COMMAND…: it fails when the command does; what it printed is then shown.
check() {
  local name=$1 findings
  shift
  if findings=$("$@" 2>&1); then
    printf 'ok      %s\n' "$name"
    passed=$((passed + 1))
  else
    printf 'FAILED  %s\n' "$name"
    printf '%s\n' "$findings" | sed 's/^/        /'
    failed=$((failed + 1))
  fi
}

# Succeeds when nothing is printed.
nothing_found() {
  local found
  found=$("$@")
  [[ -z $found ]] || { printf '%s\n' "$found"; return 1; }
}

# The last command of a suite, whose status is the suite's.
end_checks() {
  printf '%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0 && passed > 0))
}
