#!/usr/bin/env bash
# Puts programs, man page, completions, pages and examples where they belong, or takes exactly those away again. `make
# install`, install.sh and the packages do so by this. It needs the programs, and neither a compiler nor make.
#
#   node_exporter/files.sh install|uninstall PREFIX [DESTDIR]
#   node_exporter/files.sh list                what it installs beside the programs and the completions
#
# RUNBOOKS=https://… says where the runbooks are read that alerts link to; otherwise they are the installed pages.
set -euo pipefail
shopt -s nullglob
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.."

readonly task=${1:?say install, uninstall or list} prefix=${2-} to=${3-}${2-}
readonly doc=$to/share/doc/batchwatch man=$to/share/man/man1

# A release has its programs and completions beside this directory; a clone builds the first and asks them for the others.
programs=.build/bin
[[ ! -x bin/batchwatch ]] || programs=bin

# Pages and examples keep their folders, so that the links between them hold.
readonly -a pages=(README.md LICENSE CHANGELOG.md CONTRIBUTING.md docs/*.md docs/runbooks/*.md docs/img/*)
readonly -a alerting=(alertmanager/*.yml alertmanager/*/*.yml alertmanager/*/*.tmpl)
readonly -a grafana=(grafana/dashboards/*.json grafana/provisioning/*/*.yml)
readonly -a examples=(node_exporter/examples/* node_exporter/systemd/* node_exporter/config.yml node_exporter/*.cron)
readonly -a rules=(alertmanager/prometheus/batchwatch.rules.yml alertmanager/prometheus/batchwatch-fleet.rules.yml
  grafana/provisioning/alerting/batchwatch-rules.yml)

readonly -A completions=([batchwatch.bash]=$to/share/bash-completion/completions/batchwatch
  [_batchwatch]=$to/share/zsh/site-functions/_batchwatch
  [batchwatch.fish]=$to/share/fish/vendor_completions.d/batchwatch.fish)

# completion NAME: prints one.
completion() {
  case $1 in
  _*) "$programs/batchwatch" completion zsh ;;
  *) "$programs/batchwatch" completion "${1#*.}" ;;
  esac
}

# The files name program and pages where Debian's package has them.
readonly for_prefix="s|/usr/bin/batchwatch|$prefix/bin/batchwatch|g; s|/usr/share/doc/|$prefix/share/doc/|g"
readonly runbooks=${RUNBOOKS:-file://$prefix/share/doc/batchwatch/docs/runbooks}

install_all() {
  local file
  install -d "$to/bin" "$man"
  install -m 755 "$programs/batchwatch" "$programs/batchwatch-monitor" "$to/bin/"
  install -m 644 docs/man/batchwatch.1 "$man/batchwatch.1"
  ln -sf batchwatch.1 "$man/batchwatch-monitor.1"
  for file in "${!completions[@]}"; do
    install -d "${completions[$file]%/*}"
    if [[ -e completions/$file ]]; then
      install -m 644 "completions/$file" "${completions[$file]}"
    else
      completion "$file" >"${completions[$file]}"
      chmod 644 "${completions[$file]}"
    fi
  done
  for file in "${pages[@]}" "${alerting[@]}" "${grafana[@]}"; do install -D -m 644 "$file" "$doc/$file"; done
  for file in "${examples[@]}"; do
    if [[ $file == *.sh ]]; then
      install -D -m 755 "$file" "$doc/$file"
    else
      install -D -m 644 "$file" "$doc/$file"
      sed -i "$for_prefix" "$doc/$file"
    fi
  done
  for file in "${rules[@]}"; do
    sed "s|file:///usr/share/doc/batchwatch/docs/runbooks|$runbooks|" "$file" >"$doc/$file"
  done
}

uninstall_all() {
  rm -f "$to/bin/batchwatch" "$to/bin/batchwatch-monitor" "$man/batchwatch.1" "$man/batchwatch-monitor.1" \
    "${completions[@]}"
  (cd -- "$doc" 2>/dev/null && rm -f "${pages[@]}" "${alerting[@]}" "${grafana[@]}" "${examples[@]}") || :
  [[ ! -d $doc ]] || find "$doc" -depth -type d -empty -delete
}

case $task in
install) install_all ;;
uninstall) uninstall_all ;;
list) printf '%s\n' docs/man/batchwatch.1 "${pages[@]}" "${alerting[@]}" "${grafana[@]}" "${examples[@]}" ;;
completion) completion "${2:?say which}" ;;
*)
  printf 'files.sh: unknown task %s; one of: install uninstall list\n' "$task" >&2
  exit 64
  ;;
esac
