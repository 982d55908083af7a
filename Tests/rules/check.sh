#!/usr/bin/env bash
# Checks the shipped rules and configurations with Prometheus's and Alertmanager's own tools: they are valid, each rule
# fires when it should, and each alert is routed to those whom it concerns.
set -uo pipefail
cd "${BASH_SOURCE[0]%/*}/../.." || exit

# shellcheck source=Tests/tools/checks.sh
. Tests/tools/checks.sh

readonly tools=$PWD/.build/tools/usr/bin
readonly rules=alertmanager/prometheus/batchwatch.rules.yml fleet=alertmanager/prometheus/batchwatch-fleet.rules.yml
readonly example=alertmanager/alertmanager.yml minimal=alertmanager/alertmanager-mail.yml
readonly table=Tests/rules/routes.txt foreign=Tests/rules/foreign.yml reference=docs/alerts.md
# Beside the templates, as the example that names them by a relative path.
readonly work=.build/test/rules
readonly merged=$work/merged.yml
mkdir -p "$work"
ln -sfn "$PWD/alertmanager/templates" "$work/templates"

promtool() { "$tools/promtool" "$@"; }
amtool() { "$tools/amtool" "$@"; }

alerts() { sed -n 's/^ *- alert: *//p' "$rules" "$fleet"; }
batch_alerts() { alerts | grep -v '^Batchwatch'; }
# Also those that no rule can find, but batchwatch posts.
tool_alerts() {
  {
    sed -n 's/^| \[\(Batchwatch[A-Za-z]*\)\].*/\1/p' "$reference"
    unit_alerts
  } | sort
}
# What the shipped units raise.
unit_alerts() { sed -n 's/^ExecStart=.* alert \([A-Za-z]*\) .*--summary.*/\1/p' node_exporter/systemd/*.service; }

untested_rules() {
  local name
  alerts | while read -r name; do
    [[ -f Tests/rules/$name.test.yml ]] || printf '%s has no test; Tests/rules/%s.test.yml is missing\n' "$name" "$name"
  done
}

merge_fragments() { Tests/rules/fragments.py merge "$foreign" >"$merged" && amtool check-config "$merged"; }

# The rows of the table that tell of no alert that there is, and the alerts that no row tells of.
unknown_rows() {
  awk '/^[^#]/ && $1 != "batch" { print $1 }' "$table" | sort -u | diff - <(tool_alerts) |
    sed -n -e "s|^< \(.*\)|\1 stands in $table, but not in $reference|p" \
      -e "s|^> \(.*\)|\1 stands in $reference, but not in $table|p"
}

# routed CONFIGURATION: whether each row of the table goes where it says.
routed() {
  local alert severity team receiver name row=0
  while read -r alert severity team receiver; do
    row=$((row + 1))
    while read -r name; do
      amtool config routes test --config.file "$1" --verify.receivers "$receiver" "alertname=$name" \
        "severity=$severity" "team=${team#-}" batch=leads-nightly instance=web1:9100 job=node >"$merged.out" 2>&1 ||
        printf '%s %s %s: not %s, but %s\n' "$name" "$severity" "$team" "$receiver" "$(head -n 1 "$merged.out")"
    done < <(if [[ $alert == batch ]]; then batch_alerts; else echo "$alert"; fi)
  done < <(grep '^[^#]' "$table")
  ((row > 0)) || echo "$table is empty"
}

# Mail alone, without templates: whoever it is, the same person hears, of everything but the heartbeat.
all_to_one() {
  local name
  { alerts; unit_alerts; echo ScriptFailed; } | grep -vx BatchwatchHeartbeat | while read -r name; do
    amtool config routes test --config.file "$minimal" --verify.receivers mail "alertname=$name" severity=critical \
      batch=leads-nightly >"$merged.out" 2>&1 || printf '%s: %s\n' "$name" "$(head -n 1 "$merged.out")"
  done
  amtool config routes test --config.file "$minimal" --verify.receivers nobody alertname=BatchwatchHeartbeat \
    severity=none >"$merged.out" 2>&1 || cat "$merged.out"
}

# What the page's command for mail alone makes of the example.
mail_only() {
  local command
  command=$(sed -n "/^awk '/s/ alertmanager\.yml >mail-only\.yml$//p" docs/alerting.md)
  [[ -n $command ]] || { echo "docs/alerting.md has no such command"; return 1; }
  bash -c "$command" <"$example" >"$merged" || return
  grep -E '^ *[a-z]+_configs:' "$merged" | grep -v ' email_configs:' && return 1
  [[ $(grep -c ' email_configs:' "$merged") == $(grep -c ' email_configs:' "$example") ]] || return
  amtool check-config "$merged"
}

# What others' alerts are routed to is what it was before the fragments came.
others_disturbed() {
  local labels before after
  for labels in "alertname=HostDown severity=critical" "alertname=DiskFull severity=warning team=data-engineering" \
    "alertname=Batch severity=none" "alertname=BatchJobFailed severity=critical team=machine-learning"; do
    # shellcheck disable=SC2086
    before=$(amtool config routes test --config.file "$foreign" $labels 2>&1)
    # shellcheck disable=SC2086
    after=$(amtool config routes test --config.file "$merged" $labels 2>&1)
    [[ $before == "$after" ]] || printf '%s: %s before, %s after\n' "$labels" "$before" "$after"
  done
}

# The files for Prometheus in the page about several hosts, beside the rules that they name.
fleet_examples() {
  local directory file count=0 status=0
  directory=$(mktemp -d)
  cp "$rules" "$fleet" "$directory/"
  awk -v to="$directory" '
    /^```yaml$/ { getline; if (/^# prometheus.yml /) file = to "/" ++count ".yml" }
    /^```$/ { file = "" }
    file { print >file }
  ' docs/fleet.md
  for file in "$directory"/[0-9]*.yml; do
    promtool check config --lint-fatal "$file" || status=1
    count=$((count + 1))
  done
  rm -r "$directory"
  ((count == 4)) || { echo "docs/fleet.md has $count such files, not 4"; return 1; }
  return "$status"
}

# The query in the page about several hosts, if the fleet's test doesn't ask it.
untested_query() {
  local query
  query=$(awk '/^```promql$/ { on = 1; next } /^```$/ { on = 0 } on' docs/fleet.md | tr -s ' \n' ' ')
  [[ -n $query ]] && tr -s ' \n' ' ' <Tests/rules/fleet.test.yml | grep -qF -- "$query" ||
    printf 'Tests/rules/fleet.test.yml does not ask the query of docs/fleet.md: %s\n' "$query"
}

check "the rules are valid" promtool check rules --lint-fatal "$rules" "$fleet"
check "prometheus.yml is valid" promtool check config --lint-fatal alertmanager/prometheus/prometheus.yml
check "the examples of docs/fleet.md are valid" fleet_examples
check "the alert of the whole is there first, by the examples of docs/fleet.md" Tests/rules/first.py
check "the query of docs/fleet.md is tested" nothing_found untested_query
check "alertmanager.yml is valid" amtool check-config "$example"
check "alertmanager-mail.yml is valid" amtool check-config "$minimal"
check "by alertmanager-mail.yml one mailbox gets all but the heartbeat" nothing_found all_to_one
check "every alert has a unit test" nothing_found untested_rules
for test in Tests/rules/*.test.yml; do
  name=${test##*/}
  check "rule ${name%.test.yml}" promtool test rules "$test"
done
check "the fragments are parts of alertmanager.yml" Tests/rules/fragments.py check
check "the fragments fit into another alertmanager.yml" merge_fragments
check "the table of routes has every alert" nothing_found unknown_rows
check "alerts are routed as the table says" nothing_found routed "$example"
check "alerts are routed alike where the fragments were merged" nothing_found routed "$merged"
check "others' alerts are routed as before" nothing_found others_disturbed
check "alertmanager.yml with mail alone, as docs/alerting.md makes it, is valid" mail_only
check "alerts are routed alike with mail alone" nothing_found routed "$merged"

end_checks
