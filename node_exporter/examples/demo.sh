#!/usr/bin/env bash
# Two nights of the example pipeline under batchwatch, and what a real node_exporter then gives to Prometheus.
#
# `make demo` runs it. It needs batchwatch and node_exporter in PATH, keeps to a temporary directory and to a free port
# of 127.0.0.1, takes about 15 seconds, and leaves nothing running. It fails if a figure gets lost on the way.
#
# Environment, all optional:
#   KEEP=1   leaves the directory with the tracker, the .prom files and the pipeline's results
#   PACE     seconds that the pipeline waits after each portion of its work (default: 0.12)

set -euo pipefail
cd "${BASH_SOURCE[0]%/*}"

readonly PACE=${PACE:-0.12} batch=leads-nightly

fail() {
  printf 'demo: %s\n' "$*" >&2
  exit 1
}

command -v batchwatch >/dev/null || fail "batchwatch is not in PATH; 'make demo' builds it"
node_exporter=$(command -v prometheus-node-exporter || command -v node_exporter) ||
  fail "node_exporter is not in PATH; 'make demo' fetches it"

bold='' plain=''
if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
  bold=$'\e[1m' plain=$'\e[0m'
fi
heading() { printf '\n%s── %s%s\n\n' "$bold" "$*" "$plain"; }
indent() { sed 's/^/  /'; }

# Shows a command as one would type it, and runs it.
show() {
  printf '$ %s\n' "$*"
  "$@"
}

pipeline=
exporter=
directory=$(mktemp -d "${TMPDIR:-/tmp}/batchwatch-demo.XXXXXX")

clean_up() {
  local process
  for process in $pipeline $exporter; do
    kill "$process" 2>/dev/null || continue
    wait "$process" 2>/dev/null || true
  done
  if [[ -n ${KEEP:-} ]]; then
    printf '\nThe files of this demo are in %s\n' "$directory"
  else
    rm -rf "$directory"
    printf '\nRemoved %s; KEEP=1 keeps it.\n' "$directory"
  fi
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The example's configuration, with tonight's slot two minutes from now: a run so little early fills it.
export BATCHWATCH_CONFIG=$directory/config.yml
export BATCHWATCH_TRACKER=$directory/tracker.db
export BATCHWATCH_TEXTFILE_DIRECTORY=$directory/textfile
mkdir "$BATCHWATCH_TEXTFILE_DIRECTORY"
sed -e 's/^timezone: .*/timezone: UTC/' \
  -e "s/schedule: \"[^\"]*\"/schedule: \"$(date -u -d '+2 minutes' +'%-M %-H') * * *\"/" \
  -e "s/complete_by: \"[^\"]*\"/complete_by: \"$(date -u -d '+4 hours' +%H:%M)\"/" config.yml >"$BATCHWATCH_CONFIG"

# Runs the pipeline and shows the live status every two seconds until it is done.
run_night() {
  local seconds=1
  env WORK="$directory/work" PACE="$PACE" "$@" ./run_nightly.sh >"$directory/pipeline.log" 2>&1 &
  pipeline=$!
  sleep 1
  while kill -0 "$pipeline" 2>/dev/null; do
    printf '%safter %d s%s\n' "$bold" "$seconds" "$plain"
    batchwatch status "$batch" | indent
    echo
    seconds=$((seconds + 2))
    sleep 2
  done
  night_status=0
  wait "$pipeline" || night_status=$?
  pipeline=
}

# The port is the kernel's choice: node_exporter is given 0 and logs what it got.
start_exporter() {
  : >"$directory/node_exporter.log"
  "$node_exporter" --web.listen-address=127.0.0.1:0 --collector.disable-defaults --collector.textfile \
    --collector.textfile.directory="$BATCHWATCH_TEXTFILE_DIRECTORY" 2>"$directory/node_exporter.log" &
  exporter=$!
  for _ in {1..100}; do
    port=$(sed -n 's/.*msg="Listening on".*address=[^ ]*:\([0-9]*\).*/\1/p' "$directory/node_exporter.log")
    [[ -z $port ]] || return 0
    kill -0 "$exporter" 2>/dev/null || break
    sleep 0.05
  done
  fail "node_exporter did not start: $(tail -n 1 "$directory/node_exporter.log")"
}

# What Prometheus would get, into $directory/metrics. Bash can talk to a port itself, so this needs no curl.
scrape() {
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  printf 'GET /metrics HTTP/1.0\r\n\r\n' >&3
  sed '1,/^\r$/d' <&3 >"$directory/metrics"
  exec 3>&-
}

# Series as sorted lines "NAME{LABELS} VALUE" in one notation: labels in order, numbers with the same digits.
normalized() {
  awk '
    /^#/ || NF < 2 { next }
    {
      value = $NF
      series = substr($0, 1, length($0) - length(value) - 1)
      if (value ~ /^[-+0-9.eE]+$/) value = sprintf("%.15g", value)
      if (match(series, /\{.*\}$/)) {
        count = split(substr(series, RSTART + 1, RLENGTH - 2), labels, /",/)
        for (i = 1; i < count; i++) labels[i] = labels[i] "\""
        for (i = 2; i <= count; i++)
          for (j = i; j > 1 && labels[j] < labels[j - 1]; j--) {
            label = labels[j]; labels[j] = labels[j - 1]; labels[j - 1] = label
          }
        list = labels[1]
        for (i = 2; i <= count; i++) list = list "," labels[i]
        series = substr(series, 1, RSTART - 1) "{" list "}"
      }
      print series, value
    }' "$@" | LC_ALL=C sort
}

# node_exporter drops what it can't use without a word, so only the figures themselves prove that it took them.
check_metrics() {
  local lost count
  grep -qx 'node_textfile_scrape_error 0' "$directory/metrics" || fail "node_exporter reports a textfile error"
  echo "✓ node_textfile_scrape_error is 0"
  normalized "$BATCHWATCH_TEXTFILE_DIRECTORY"/*.prom >"$directory/written"
  normalized "$directory/metrics" >"$directory/scraped"
  count=$(wc -l <"$directory/written")
  lost=$(LC_ALL=C comm -23 "$directory/written" "$directory/scraped")
  [[ -z $lost && $count -gt 0 ]] || fail "of $count series written these were not scraped:"$'\n'"$lost"
  printf '✓ all %d series of the .prom files are scraped with the figures that were written\n' "$count"
}

heading "What is expected: one batch, every night"
sed -n '/^batches:/,$p' "$BATCHWATCH_CONFIG" | indent
echo
show batchwatch schedule --count 3

heading "A night: run_nightly.sh works and reports, batchwatch status watches"
run_night
((night_status == 0)) || fail "the pipeline failed: $(tail -n 1 "$directory/pipeline.log")"
show batchwatch status "$batch"
printf '\nIts results: %d messages in a Maildir (none was sent), %d cards.\n' \
  "$(find "$directory/work/Maildir/new" -type f | wc -l)" "$(find "$directory/work/cards" -type f | wc -l)"

heading "What node_exporter gives to Prometheus"
start_exporter
scrape
printf '$ curl http://127.0.0.1:%s/metrics | grep ^batch_\n' "$port"
grep '^batch_' "$directory/metrics"
echo
check_metrics

heading "Another night: the stage enrich loses a portion of its input half way"
run_night FAIL_STAGE=enrich
((night_status != 0)) || fail "the pipeline should have failed"
show batchwatch status "$batch"
echo
show batchwatch history "$batch"
scrape
printf '\n$ curl http://127.0.0.1:%s/metrics | grep -E …\n' "$port"
grep -E '^batch_(success|running|runs_total|consecutive_failures|completion_ratio|stage_completion_ratio)' \
  "$directory/metrics"
echo
check_metrics
