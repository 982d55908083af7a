#!/usr/bin/env bash
# Prometheus 3, a rule on le="1800", and the test of that rule.
#
# Expected: a rule that `promtool test rules` passes on the series that an exporter serves selects these series in the
# server of the same version.
# Instead: since Prometheus 3 the server stores a bucket served as le="1800" as le="1800.0", while promtool's test keeps
# the words of its input. The test passes, and in production the rule selects nothing; its health is "ok". Prometheus
# 2.53.3 keeps le="1800", so an upgrade alone silences the rule. Seen with Prometheus and promtool 3.5.3.
#
# "More than 30 minutes" alerts of batch durations are written so. They go quiet at the upgrade, with all tests green.
# Match both, le=~"1800(\.0)?", and never compute from one bucket what a gauge of the last duration can tell.
set -euo pipefail
# shellcheck source=findings/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

mkdir "$work/www"
cat >"$work/www/metrics" <<'END'
# TYPE batch_seconds histogram
batch_seconds_bucket{le="1800"} 0
batch_seconds_bucket{le="+Inf"} 1
batch_seconds_sum 2000
batch_seconds_count 1
END
cat >"$work/rules.yml" <<'END'
groups:
  - name: batch
    rules:
      - alert: BatchSlow
        expr: batch_seconds_count - ignoring(le) batch_seconds_bucket{le="1800"} > 0
END
cat >"$work/test.yml" <<'END'
rule_files: [rules.yml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - {series: 'batch_seconds_bucket{le="1800"}', values: 0x5}
      - {series: batch_seconds_count, values: 1x5}
    alert_rule_test:
      - {eval_time: 3m, alertname: BatchSlow, exp_alerts: [{exp_labels: {}}]}
END

# try ROOT: promtool's verdict, the labels that the server stored, its alerts, and the rule's health.
try() {
  local port target answer
  port=$(free_port)
  target=$(free_port)
  cp "$work"/{rules,test}.yml "$work/$1"
  cat >"$work/$1/prometheus.yml" <<END
global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [/rules.yml]
scrape_configs:
  - {job_name: node, metrics_path: /metrics.txt, static_configs: [{targets: ["127.0.0.1:$target"]}]}
END
  cp "$work/www/metrics" "$work/www/metrics.txt"
  inside "$1" promtool test rules /test.yml | grep -o SUCCESS
  serve "$work/web" python3 -m http.server --directory "$work/www" --bind 127.0.0.1 "$target"
  serve "$work/log" inside "$1" prometheus --config.file=/prometheus.yml --storage.tsdb.path=/tmp/data \
    --web.listen-address="127.0.0.1:$port"
  within 20 curl -sf "http://127.0.0.1:$port/-/ready" || cannot "Prometheus doesn't start: $(cat "$work/log")"
  sleep 6
  curl -s "http://127.0.0.1:$port/api/v1/query?query=batch_seconds_bucket" | grep -oE '"le":"[^"]*"'
  answer=$(curl -s "http://127.0.0.1:$port/api/v1/rules")
  grep -oE '"state":"[a-z]+","name"' <<<"$answer"
  grep -oE '"health":"[a-z]+"' <<<"$answer"
  stop
}

debian prometheus2 trixie prometheus=2.53.3+ds1-2 promtool=2.53.3+ds1-2
debian prometheus3 forky prometheus=3.5.3+ds1-6 promtool=3.5.3+ds1-6
expect 'Prometheus 2.53.3: the test, the series, the rule' 'SUCCESS
"le":"1800"
"le":"+Inf"
"state":"firing","name"
"health":"ok"' "$(try prometheus2)"
expect 'Prometheus 3.5.3: the test, the series, the rule' 'SUCCESS
"le":"1800.0"
"le":"+Inf"
"state":"inactive","name"
"health":"ok"' "$(try prometheus3)"
finish
