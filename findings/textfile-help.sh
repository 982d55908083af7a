#!/usr/bin/env bash
# node_exporter's textfile collector, when two files describe one metric with different words.
#
# Expected: a HELP text is only a comment, so that both jobs are published; if not, node_textfile_scrape_error is 1 and
# the log names the file that is at fault.
# Instead: the later file's series are gone while the rest of that file is served, and its node_textfile_mtime_seconds
# looks fresh. node_exporter 1.5.0 leaves node_textfile_scrape_error at 0. 1.9.0 and 1.11.1 set it, but their log names
# the first file, which is served. Where one of the files has no HELP at all, they leave the error at 0 too: the
# collector then invents a text, and the last stage of the same program finds the two different.
#
# Who upgrades the program that writes one of the files, with a better HELP, loses one job's metrics: its
# "last success" is absent, and an alert on "too long ago" has nothing to compare. Only finding the value in /metrics
# proves that it is there.
set -euo pipefail
# shellcheck source=findings/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

# seen ROOT DIRECTORY: what that node_exporter serves of the directory.
seen() {
  local port file
  port=$(free_port)
  mkdir -p "$work/$1/texts"
  cp "$work/$2"/*.prom "$work/$1/texts"
  serve "$work/log" inside "$1" prometheus-node-exporter --collector.disable-defaults --collector.textfile \
    --collector.textfile.directory=/texts --web.listen-address="127.0.0.1:$port"
  within 20 curl -sf "http://127.0.0.1:$port/metrics" || cannot "node_exporter doesn't start: $(cat "$work/log")"
  curl -s "http://127.0.0.1:$port/metrics" | grep -E '^(batch_|node_textfile_scrape_error)'
  file=$(grep -m 1 -oE 'file=/texts/[a-z.]+' "$work/log") || file='file=(none)'
  printf 'log: %s\n' "$file"
  stop
}

mkdir "$work/differs" "$work/lacks"
for job in a b; do
  printf '# HELP batch_last_success Last success of %s.\n# TYPE batch_last_success gauge\n' "$job"
  printf 'batch_last_success{job="%s"} 1\nbatch_%s_size 5\n' "$job" "$job"
done >"$work/both"
head -n 4 "$work/both" | tee "$work/differs/a.prom" >"$work/lacks/a.prom"
tail -n 4 "$work/both" >"$work/differs/b.prom"
grep -v HELP "$work/differs/b.prom" >"$work/lacks/b.prom"

served='batch_a_size 5
batch_b_size 5
batch_last_success{job="a"} 1'

debian node1.5 bookworm prometheus-node-exporter=1.5.0-1+b6
debian node1.9 trixie prometheus-node-exporter=1.9.0-1+b4
debian node1.11 forky prometheus-node-exporter=1.11.1-3

expect 'node_exporter 1.5.0, two texts' "$served
node_textfile_scrape_error 0
log: file=(none)" "$(seen node1.5 differs)"
for version in 1.9 1.11; do
  expect "node_exporter $version, two texts" "$served
node_textfile_scrape_error 1
log: file=/texts/a.prom" "$(seen node$version differs)"
  expect "node_exporter $version, one text" "$served
node_textfile_scrape_error 0
log: file=(none)" "$(seen node$version lacks)"
done
finish
