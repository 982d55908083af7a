#!/usr/bin/env bash
# moreutils' sponge, between a script that prints metrics and node_exporter's textfile collector.
#
# Expected: "metrics | sponge batch.prom" replaces the file at once, and leaves it alone when the script fails.
# Instead: it renames only where TMPDIR lies on the file's own filesystem. Elsewhere (/tmp on tmpfs, the textfile
# directory on tmpfs) it empties the old file and writes into that, so a scrape can see half. And it writes when the
# script has failed before it printed anything: the file is empty, node_exporter 1.5.0 finds no error in that, and its
# mtime is fresh. Seen with moreutils 0.67.
#
# The widely used recipe for textfiles thus resolves the alerts of a batch whose reporter has just failed. Write to a
# temporary name in the same directory, and rename it only after success.
set -euo pipefail
# shellcheck source=findings/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

debian tools bookworm moreutils=0.67-1 prometheus-node-exporter=1.5.0-1+b6
mkdir -p "$work/tools/texts"
file=$work/tools/texts/batch.prom

# replaced DIRECTORY: whether sponge makes a new file when its temporary files are there.
replaced() {
  local before
  printf 'batch_ok 1\n' >"$file"
  before=$(stat -c %i "$file")
  exec 3<"$file"
  printf 'batch_ok 2\n' | TMPDIR=$1 inside tools sponge /texts/batch.prom
  # Who had it open sees the old text if the file was replaced, and the new one if it was written into.
  [[ $(cat <&3) == 'batch_ok 1' && $(stat -c %i "$file") != "$before" ]] && printf 'replaced\n' || printf 'written into\n'
  exec 3<&-
}

mkdir "$work/tools/texts/tmp"
expect 'TMPDIR on the same filesystem' 'replaced' "$(replaced /texts/tmp)"
[[ $(stat -c %d /dev/shm) != $(stat -c %d "$file") ]] || cannot "/dev/shm is no other filesystem"
expect 'TMPDIR on another filesystem' 'written into' "$(replaced /dev/shm)"

printf 'batch_ok 0\n' >"$file"
(false | inside tools sponge /texts/batch.prom) || true
port=$(free_port)
serve "$work/log" inside tools prometheus-node-exporter --collector.disable-defaults --collector.textfile \
  --collector.textfile.directory=/texts --web.listen-address="127.0.0.1:$port"
within 20 curl -sf "http://127.0.0.1:$port/metrics" || cannot "node_exporter doesn't start: $(cat "$work/log")"
expect 'served after a script that failed' 'node_textfile_mtime_seconds{file="/texts/batch.prom"}
node_textfile_scrape_error 0' \
  "$(curl -s "http://127.0.0.1:$port/metrics" | grep -E '^(batch_|node_textfile)' | sed 's/} .*/}/')"
finish
