#!/usr/bin/env bash
# What an installation puts on a host, as far as it can be seen without booting one: the units, install.sh in a jail, the
# cron file, the package as node_exporter/debian/build.sh has made it.
set -uo pipefail
cd "${BASH_SOURCE[0]%/*}/../.." || exit

# shellcheck source=Tests/tools/checks.sh
. Tests/tools/checks.sh

readonly systemd=node_exporter/systemd root=.build/test/units most=1.5
mapfile -t units < <(cd "$systemd" && printf '%s\n' *.service | sed 's/@\./@leads-nightly./')

# The units where systemd looks for them, with what they name.
make_root() {
  rm -rf "$root"
  mkdir -p "$root/bin" "$root/usr/bin" "$root/usr/lib/systemd/system"
  cp "$systemd"/*.service "$systemd"/*.timer "$root/usr/lib/systemd/system/"
  cp /lib/systemd/system/*.target "$root/usr/lib/systemd/system/"
  cp .build/bin/batchwatch "$root/usr/bin/"
  cp /bin/sh "$root/bin/"
}

# Of man pages it doesn't look into the root.
verify_units() {
  local found
  found=$(systemd-analyze verify --root="$root" "${units[@]}" batchwatch-monitor-once.timer 2>&1 |
    grep -v "Command 'man batchwatch(1)' failed")
  [[ -z $found ]] || { printf '%s\n' "$found"; return 1; }
}

exposure() {
  local level
  level=$(systemd-analyze security --offline=true --root="$root" --no-pager "$1" 2>&1 |
    sed -n 's/.*Overall exposure level for .*: \([0-9.]*\) .*/\1/p')
  printf '%s\n' "$level"
  [[ -n $level ]] && awk -v level="$level" -v most="$most" 'BEGIN { exit !(level <= most) }'
}

# The hardening of all services is the same, so what is tried with one holds for the others.
same_hardening() {
  local unit text first=''
  for unit in "$systemd"/*.service; do
    text=$(sed -n '/^# What the monitor can.t do without/,/^DevicePolicy=/p' "$unit")
    [[ -n $text ]] || { printf '%s: where is its hardening?\n' "$unit"; return 1; }
    [[ $text == "${first:=$text}" ]] || { printf '%s is hardened in another way\n' "$unit"; return 1; }
  done
}

# It leaves files behind where it works.
no_lintian_tags() { TMPDIR=$PWD/.build/tmp lintian --no-cfg --display-info --pedantic --allow-root "$package"; }

package_depends() {
  local depends name
  depends=$(dpkg-deb --field "$package" Depends)
  for name in libc6 libcurl4 libsqlite3-0 libyaml-0-2; do
    [[ $depends == *"$name"* ]] || { printf '%s is missing in: %s\n' "$name" "$depends"; return 1; }
  done
}

package_version() { [[ $(dpkg-deb --field "$package" Version) == "$(.build/bin/batchwatch --version | awk '{ print $NF }')" ]]; }

in_jail() { Tests/install/jail.sh Tests/install/scenarios.sh "$1" "$PWD/$package"; }

make_root
check "systemd-analyze verify" verify_units
for unit in "${units[@]}"; do check "exposure of $unit is at most $most" exposure "$unit"; done
check "the services are hardened alike" same_hardening

check "the package is there" compgen -G '.build/deb/*.deb'
package=$(compgen -G '.build/deb/*.deb')
check "lintian" nothing_found no_lintian_tags
check "the package depends on its libraries" package_depends
check "the package's version is the program's" package_version

mapfile -t scenarios < <(sed -n '/^# ---- install.sh/,$s/^\([a-z_]*\)() {$/\1/p' Tests/install/scenarios.sh)
check "scenarios are found" test "${#scenarios[@]}" -gt 0
for scenario in "${scenarios[@]}"; do check "${scenario//_/ }" in_jail "$scenario"; done

end_checks
