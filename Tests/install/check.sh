#!/usr/bin/env bash
# What an installation puts on a host, as far as it can be seen without booting one: the units, install.sh in a jail, the
# cron file, the archive and the packages as node_exporter/dist/build.sh has made them. Also what building says where it
# can't be done.
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

in_jail() { Tests/install/jail.sh Tests/install/scenarios.sh "$1" "$PWD/$package" "$archive" "$rpm"; }

# ---- The release

sums_are_right() { (cd .build/dist && sha256sum --strict --check SHA256SUMS && [[ $(wc -l <SHA256SUMS) == 4 ]]); }

# Who unpacks it gets no file that others may write, and none of another owner than root's.
archive_is_tidy() {
  local odd
  odd=$(tar --numeric-owner -tvzf "$archive" | awk '$2 != "0/0" || $1 !~ /^(d|-|l)rwx?/ || $1 ~ /^-.....?w|^-.......?w/')
  [[ -z $odd ]] || { printf '%s\n' "$odd"; return 1; }
  ! tar -tzf "$archive" | grep -v "^$(basename "$archive" .tar.gz)/"
}

no_path_of_this_machine() {
  ! strings -a .build/bin/batchwatch .build/bin/batchwatch-monitor | grep -F "$PWD"
}

# The pages say by hand what a host needs; the programs know.
glibc_is_stated() {
  local version
  version=$(tar -xzOf "$archive" --wildcards '*/REQUIRES' | sed -n 's/^glibc //p')
  [[ -n $version ]] || { echo "REQUIRES has no glibc"; return 1; }
  grep -l "glibc $version or later" README.md docs/installation.md | wc -l | grep -qx 2 || {
    printf 'the programs need glibc %s, and README.md or docs/installation.md says something else\n' "$version"
    return 1
  }
}

# Other distributions' libcurl has no versions, of which the loader would tell at each start.
starts_with_another_libcurl() {
  local directory=.build/test/curl said
  mkdir -p "$directory"
  Tests/tools/curl-names.sh "$directory/libcurl.so.4" || return
  said=$(LD_LIBRARY_PATH=$PWD/$directory .build/bin/batchwatch-monitor 2>&1)
  [[ $said == "$(.build/bin/batchwatch-monitor 2>&1)" ]] || { printf '%s\n' "$said"; return 1; }
}

contents_are_told() {
  /usr/bin/python3 -B - .build/dist/*.spdx.json .build/bin <<'END'
import hashlib, json, pathlib, sys
told = json.load(open(sys.argv[1], encoding="utf-8"))
names = {each["SPDXID"] for each in told["packages"]}
wanted = {f"SPDXRef-static-{name}" for name in ("swift", "gcc", "re2")}
wanted |= {f"SPDXRef-dynamic-{name}" for name in ("glibc", "curl", "sqlite3", "libyaml")}
assert wanted <= names, f"not told: {sorted(wanted - names)}"
assert all(each["versionInfo"] and each["licenseDeclared"] for each in told["packages"])
for file in told["files"]:
    content = (pathlib.Path(sys.argv[2]) / file["fileName"].removeprefix("./bin/")).read_bytes()
    assert hashlib.sha256(content).hexdigest() in [each["checksumValue"] for each in file["checksums"]], file["fileName"]
known = names | {each["SPDXID"] for each in told["files"]} | {"SPDXRef-DOCUMENT"}
for link in told["relationships"]:
    assert {link["spdxElementId"], link["relatedSpdxElement"]} <= known, link
END
}

# ---- Where it can't be built

# swift_says WORDS SCRIPT: what the set-up says of a Swift that is this script.
swift_says() {
  local directory said
  directory=$(mktemp -d)
  printf '#!/bin/sh\n%s\n' "$2" >"$directory/swift"
  chmod 755 "$directory/swift"
  said=$(PATH="$directory:$PATH" Tests/tools/setup.sh build 2>&1) && said="no failure: $said"
  rm -r "$directory"
  [[ $said == *"$1"* && $(wc -l <<<"$said") == 1 ]] || { printf '%s\n' "$said"; return 1; }
}
# shellcheck disable=SC2016 # the shell that it is for expands it
readonly lacking='echo "swift-build: error while loading shared libraries: libxml2.so.2: cannot open shared object file" >&2
[ "$1" = --version ] && echo "Swift version 6.3.1" || exit 127'

make_root
check "systemd-analyze verify" verify_units
for unit in "${units[@]}"; do check "exposure of $unit is at most $most" exposure "$unit"; done
check "the services are hardened alike" same_hardening

check "the package is there" compgen -G '.build/deb/*.deb'
package=$(compgen -G '.build/deb/*.deb')
archive=$(compgen -G "$PWD/.build/dist/*.tar.gz")
rpm=$(compgen -G "$PWD/.build/dist/*.rpm")
check "the sums of the release are right" sums_are_right
check "the archive is tidy" archive_is_tidy
check "no path of this machine stands in the programs" no_path_of_this_machine
check "the pages state the glibc that is needed" glibc_is_stated
check "the monitor starts without a word with another distribution's libcurl" starts_with_another_libcurl
check "what is in the release is told" contents_are_told
check "a Swift that lacks a library: the set-up names the package" swift_says "lacks libxml2.so.2; install libxml2" "$lacking"
check "a Swift that is too old: the set-up names the release" swift_says "is Swift 6.2.3, and batchwatch needs 6.3 or later" \
  'echo "Swift version 6.2.3 (swift-6.2.3-RELEASE)"'
check "lintian" nothing_found no_lintian_tags
check "the package depends on its libraries" package_depends
check "the package's version is the program's" package_version

mapfile -t scenarios < <(sed -n '/^# ---- install.sh/,$s/^\([a-z_]*\)() {$/\1/p' Tests/install/scenarios.sh)
check "scenarios are found" test "${#scenarios[@]}" -gt 0
for scenario in "${scenarios[@]}"; do check "${scenario//_/ }" in_jail "$scenario"; done

end_checks
