#!/usr/bin/env bash
# Measures what one record costs as a whole process, beside what people do today, on this machine.
#
#   Tests/tools/bench.sh BINARY [ROUNDS]
#
# Rounds of all candidates are mixed, so that a busy moment hits all of them; the median and the 95th percentile of
# ROUNDS (200) are shown. The Pushgateway runs on a port of 127.0.0.1 for as long as this does.
set -euo pipefail
cd "${BASH_SOURCE[0]%/*}/../.."

readonly binary=$PWD/${1:?say which batchwatch} rounds=${2:-200}
readonly tools=$PWD/.build/tools/usr

directory=$(mktemp -d "$PWD/.build/bench.XXXXXX") # on the disk: /tmp may be memory, where a sync costs nothing
gateway=
clean_up() {
  [[ -z $gateway ]] || kill "$gateway" 2>/dev/null || true
  rm -rf "$directory"
}
trap clean_up EXIT

export BATCHWATCH_TRACKER=$directory/tracker.db BATCHWATCH_TEXTFILE_DIRECTORY=$directory/textfile
mkdir "$BATCHWATCH_TEXTFILE_DIRECTORY"

: >"$directory/gateway.log"
"$tools/bin/prometheus-pushgateway" --web.listen-address=127.0.0.1:0 2>"$directory/gateway.log" &
gateway=$!
port=
for _ in {1..100}; do
  port=$(sed -n 's/.*msg="Listening on".*address=[^ ]*:\([0-9]*\).*/\1/p' "$directory/gateway.log")
  [[ -z $port ]] || break
  sleep 0.05
done
[[ -n $port ]] || { echo "bench: the Pushgateway did not start" >&2 && exit 1; }

cat >"$directory/textfile.py" <<'PYTHON'
import sys
from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

registry = CollectorRegistry()
Gauge("batch_completion_ratio", "Completion", ["batch"], registry=registry).labels("leads").set(0.5)
write_to_textfile(sys.argv[1], registry)
PYTHON

"$binary" start leads >/dev/null
stage=0
nothing() { /bin/true; }
version() { "$binary" --version; }
# Another figure each time: to report the same again would be cheaper.
progress() { "$binary" stage leads scrape --done $((stage += 1)) --total 100000; }
cost() { "$binary" cost leads 0.01; }
status() { "$binary" status leads; }
pushgateway() {
  printf '# TYPE batch_completion_ratio gauge\nbatch_completion_ratio 0.5\n' |
    curl --silent --fail --data-binary @- "http://127.0.0.1:$port/metrics/job/leads"
}
python_textfile() {
  PYTHONPATH=$tools/lib/python3/dist-packages /usr/bin/python3 "$directory/textfile.py" "$directory/python.prom"
}

candidates=(nothing version progress cost status pushgateway python_textfile)
declare -A titles=(
  [nothing]="/bin/true, the floor"
  [version]="batchwatch --version"
  [progress]="batchwatch stage --done --total"
  [cost]="batchwatch cost"
  [status]="batchwatch status"
  [pushgateway]="curl to a Pushgateway"
  [python_textfile]="Python's prometheus_client to a textfile"
)

for candidate in "${candidates[@]}"; do
  "$candidate" >/dev/null || { echo "bench: ${titles[$candidate]} fails" >&2 && exit 1; }
done
for ((round = 0; round < rounds; round++)); do
  for candidate in "${candidates[@]}"; do
    before=${EPOCHREALTIME/./}
    "$candidate" >/dev/null
    echo $((${EPOCHREALTIME/./} - before)) >>"$directory/$candidate"
  done
done

printf '%-42s %10s %10s\n' "a whole process, $rounds rounds" "median ms" "95 % ms"
for candidate in "${candidates[@]}"; do
  sort -n "$directory/$candidate" | awk -v title="${titles[$candidate]}" '
    { times[NR] = $1 }
    END { printf "%-42s %10.2f %10.2f\n", title, times[int((NR + 1) / 2)] / 1000, times[int(NR * 0.95)] / 1000 }'
done
