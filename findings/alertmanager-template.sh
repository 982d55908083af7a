#!/usr/bin/env bash
# Alertmanager, when a template file that its configuration names isn't there.
#
# Expected: amtool check-config refuses the configuration, or Alertmanager doesn't start, as with any other file that it
# can't read.
# Instead: a path under "templates:" is a pattern, and a pattern without a match is no error, not even without a star in
# it. amtool counts "1 templates" and says SUCCESS, Alertmanager starts without a word, and each message to Slack fails
# with 'template "batch.text" not defined': nobody hears. Seen with Alertmanager 0.25.0.
#
# A typing error in a path, or a mail template that is deployed after the configuration, shows only when the first batch
# fails. alertmanager_notifications_failed_total then counts it; a test alert that really is delivered finds it before.
set -euo pipefail
# shellcheck source=findings/lib.sh
. "${BASH_SOURCE[0]%/*}/lib.sh"

cat >"$work/alertmanager.yml" <<'END'
route: {receiver: hook, group_wait: 0s, group_interval: 3s, repeat_interval: 1h}
templates: [/etc/alertmanager/batch.tmpl]
receivers:
  - name: hook
    slack_configs:
      - {api_url: "http://127.0.0.1:CLOSED/", channel: nights, title: "", text: '{{ template "batch.text" . }}'}
END

failures() { curl -s "http://127.0.0.1:$1/metrics" | grep -E 'notifications_failed_total.*slack.* [1-9]'; }

# try ROOT: what amtool says and the state of the path after an alert.
try() {
  local port
  port=$(free_port)
  sed "s/CLOSED/$(free_port)/" "$work/alertmanager.yml" >"$work/$1/alertmanager.yml"
  inside "$1" amtool check-config /alertmanager.yml | grep -oE -e '- 1 templates|^ +SUCCESS' | sed 's/^ *//'
  serve "$work/log" inside "$1" prometheus-alertmanager --config.file=/alertmanager.yml --storage.path=/tmp \
    --cluster.listen-address= --web.listen-address="127.0.0.1:$port"
  within 20 curl -sf "http://127.0.0.1:$port/-/ready" || cannot "Alertmanager doesn't start: $(cat "$work/log")"
  curl -sf -H 'Content-Type: application/json' "http://127.0.0.1:$port/api/v2/alerts" \
    -d '[{"labels": {"alertname": "BatchFailed"}}]'
  # Only after the metric does it write into its log.
  within 20 failures "$port" || true
  failures "$port" | cut -d'{' -f1
  within 20 grep -a 'not defined' "$work/log" || true
  grep -a -oE 'batch\.text[^ ]* not defined' "$work/log" | tr -dc 'a-z. \n' | sort -u
  stop
}

debian alertmanager bookworm prometheus-alertmanager=0.25.0-1+b4
expect 'Alertmanager 0.25.0' '- 1 templates
SUCCESS
alertmanager_notifications_failed_total
batch.text not defined' "$(try alertmanager)"
finish
