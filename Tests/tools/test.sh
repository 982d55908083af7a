#!/usr/bin/env bash
# Runs all suites, or those that are named, each to its end whatever the others say.
#
# Its last line is "N passed, N failed" over all of them. A suite that can't be built, crashes or runs nothing counts as
# one failure, so silence never looks like success. The suites' whole output is kept under .build/test.
set -uo pipefail
cd "${BASH_SOURCE[0]%/*}/../.." || exit

readonly results=.build/test
# Each is a function below.
readonly -a suites=(
  lint rules unit acceptance rows faults answers verdict path grafana completions install docs system
)
passed=0
failed=0

heading() { printf '\n== %s\n' "$1"; }

# Counts a suite in. Its command failed although no test did: that is a failure too; so is a suite without a test.
count() {
  local suite=$1 status=$2 suite_passed=$3 suite_failed=$4
  if ((suite_failed == 0 && (status != 0 || suite_passed == 0))); then
    printf '%s: exit status %d with %d tests passed; see %s/%s.log\n' \
      "$suite" "$status" "$suite_passed" "$results" "$suite"
    suite_failed=1
  fi
  passed=$((passed + suite_passed))
  failed=$((failed + suite_failed))
}

# A suite whose program gets `--count FILE`, for its figures "PASSED FAILED".
#
#   counted SUITE SECONDS PREPARATION PROGRAM [ARGUMENT…]     the preparation is a command of one word
counted() {
  local suite=$1 seconds=$2 prepare=$3 status=0 figures="0 0"
  shift 3
  rm -f "$results/$suite.count"
  if "$prepare" >"$results/$suite.log" 2>&1; then
    timeout --kill-after=10 "$seconds" "$@" --count "$results/$suite.count" </dev/null 2>&1 |
      tee -a "$results/$suite.log" || status=1
    [[ ! -s $results/$suite.count ]] || figures=$(<"$results/$suite.count")
  else
    tail -n 20 "$results/$suite.log"
    status=1
  fi
  count "$suite" "$status" "${figures% *}" "${figures#* }"
}

# Preparations.
build() { make --no-print-directory build; }
package() { Tests/tools/setup.sh system && make --no-print-directory -s deb; }

lint() { counted lint 600 true Tests/tools/lint.sh; }
rules() { counted rules 600 true Tests/rules/check.sh; }
# batchwatch and a real Prometheus judge the same nights.
verdict() { counted verdict 900 build /usr/bin/python3 -B Tests/verdict/verdict.py; }
# Rows and files say what can't be, and every call goes on.
rows() { counted rows 600 build .build/venv/bin/python -B Tests/faults/rows.py --edits 500; }
# The links of the alert path are broken, and a person must hear of a failed batch once.
path() { counted path 600 build .build/venv/bin/python -B Tests/path/matrix.py --quick --workers 4; }
# Publishers that are killed, things that are planted, writers in a storm: a part of each.
faults() { counted faults 600 build Tests/faults/check.sh; }
# Servers answer what can't be, and a failed batch must be mailed all the same.
answers() { counted answers 600 build .build/venv/bin/python -B Tests/faults/answers.py --answers 1500; }
# Units, install.sh, the cron file and the package, as far as they can be tried without booting a host.
install() { counted install 300 build Tests/install/check.sh; }
# Machines with a Debian of their own, on which the package and install.sh install.
system() { counted system 900 package /usr/bin/python3 -B Tests/system; }

# The figures "PASSED FAILED" of Swift Testing's xUnit file, a case with several issues once. A crash leaves the file
# without its end: then what ran before is counted, and one failure for the rest.
read_xunit() {
  awk '
    /<testcase / { cases++; is_failed = 0 }
    /<failure / && !is_failed { failures++; is_failed = 1 }
    /<skipped/ { skipped++ }
    /<\/testsuites>/ { whole = 1 }
    END { print cases - failures - skipped + 0, failures + !whole }
  ' "$1" 2>/dev/null || echo "0 1"
}

unit() {
  local status=0 figures
  rm -f "$results/unit.xml"
  if make --no-print-directory build-tests >"$results/unit.log" 2>&1; then
    TMPDIR=$PWD/.build/tmp timeout --kill-after=10 1200 \
      swift test --skip-build --disable-xctest --xunit-output "$results/unit.xml" >>"$results/unit.log" 2>&1 \
      </dev/null || status=$?
    # Of a suite that passed one line says enough; of one that didn't, the issues, and the end if it crashed.
    grep -E '^✘|^━ .*recorded|Fatal error|^error: |^[✔✘] Test run with' "$results/unit.log" | cut -c -400
    ((status == 0)) || grep -q '^. Test run with' "$results/unit.log" || tail -n 40 "$results/unit.log"
    figures=$(read_xunit "$results/unit.xml")
  else
    grep -E 'error:|warning:' "$results/unit.log" | awk '!seen[$0]++' | grep . || tail -n 40 "$results/unit.log"
    figures="0 1"
  fi
  count unit "$status" "${figures% *}" "${figures#* }"
}

# The figures "PASSED FAILED" of behave's closing line, "12 scenarios passed, 1 failed, 0 skipped, …": whatever neither
# passed nor was skipped (failed, error, undefined, untested) has failed.
read_behave() {
  awk '
    /^[0-9]+ scenarios? passed/ {
      counts = split($0, parts, ", ")
      passed = failed = 0
      for (i = 1; i <= counts; i++) {
        if (parts[i] ~ /passed/) passed = parts[i] + 0
        else if (parts[i] !~ /skipped/) failed += parts[i] + 0
      }
    }
    END { print passed + 0, failed + 0 }
  ' "$1"
}

acceptance() {
  local status=0 figures
  if build >"$results/acceptance.log" 2>&1; then
    (
      cd Tests/acceptance &&
        PYTHONDONTWRITEBYTECODE=1 timeout --kill-after=10 1800 ../../.build/venv/bin/python -m behave features
    ) </dev/null 2>&1 | tee -a "$results/acceptance.log" || status=1
    figures=$(read_behave "$results/acceptance.log")
  else
    grep -E 'error:|warning:|setup:' "$results/acceptance.log" || tail -n 40 "$results/acceptance.log"
    figures="0 1"
  fi
  count acceptance "$status" "${figures% *}" "${figures#* }"
}

# Real shells complete command lines with the scripts that the binary prints.
completions() {
  local status=0
  if build >"$results/completions.log" 2>&1; then
    REQUIRE_SHELLS=1 timeout --kill-after=10 300 Tests/acceptance/completions.sh .build/bin/batchwatch </dev/null 2>&1 |
      tee -a "$results/completions.log" || status=1
  else
    echo "not built; see $results/completions.log"
    status=1
  fi
  count completions "$status" $((1 - status)) "$status"
}

# The generated pages are those that the binary makes, and the others hold together.
docs() {
  local status=0 passed_checks=0
  if build >"$results/docs.log" 2>&1; then
    docs_check "the generated pages are up to date" Tests/tools/docs.sh --check .build/bin/batchwatch
    docs_check "runbooks, links and commands of the pages" /usr/bin/python3 -B Tests/tools/check_pages.py .build/bin/batchwatch
    status=$((passed_checks < 2))
  else
    echo "not built; see $results/docs.log"
    status=1
  fi
  count docs "$status" "$passed_checks" $((2 - passed_checks))
}

docs_check() {
  local name=$1
  shift
  if "$@" 2>&1 | tee -a "$results/docs.log"; then
    echo "ok      $name"
    passed_checks=$((passed_checks + 1))
  else
    echo "FAILED  $name"
  fi
}

# The dashboards and what else Grafana reads, against a Prometheus that the binary has filled with nights.
grafana() {
  local status=0 figures="0 0"
  if build >"$results/grafana.log" 2>&1; then
    timeout --kill-after=10 600 .build/venv/bin/python -B Tests/grafana </dev/null 2>&1 |
      tee -a "$results/grafana.log" || status=1
    figures=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$results/grafana.log" | tail -n 1)
  else
    echo "not built; see $results/grafana.log"
    status=1
  fi
  [[ -n $figures ]] || figures="0 0"
  count grafana "$status" "${figures% *}" "${figures#* }"
}

mkdir -p "$results"
(($# > 0)) || set -- "${suites[@]}"
for suite; do
  if [[ " ${suites[*]} " != *" $suite "* ]]; then
    printf "test.sh: unknown suite '%s'; one of: %s\n" "$suite" "${suites[*]}" >&2
    exit 64
  fi
  heading "$suite"
  "$suite"
done

printf '\n%d passed, %d failed\n' "$passed" "$failed"
((failed == 0 && passed > 0))
