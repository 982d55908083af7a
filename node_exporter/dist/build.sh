#!/usr/bin/env bash
# Packs a release of what `make build` has made into .build/dist, and prints what is there: an archive with install.sh, a
# package for Debian and one for rpm, what is in them (SPDX), and their sums.
#
#   make dist      [DEBFULLNAME=… DEBEMAIL=… for the packages' maintainer]
#
# The same commit gives the same bytes, whenever, wherever and by whomever it is packed.
set -euo pipefail
export LC_ALL=C
umask 022
cd "${BASH_SOURCE[0]%/*}/../.."

readonly target=.build/dist programs=.build/bin
machine=$(uname -m)

fail() {
  printf 'dist: %s\n' "$*" >&2
  exit 1
}

version=$(sed -n 's/^package let batchwatchVersion = "\(.*\)"$/\1/p' Sources/Arguments/Version.swift)
[[ -n $version ]] || fail "Sources/Arguments/Version.swift has no batchwatchVersion"
[[ $("$programs/batchwatch" --version) == "batchwatch $version" ]] ||
  fail "$programs/batchwatch is $("$programs/batchwatch" --version), and the sources are $version; make build"
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH
readonly name=batchwatch-$version-linux-$machine

rm -rf --one-file-system "$target"
mkdir -p "$target/stage"

# What the programs need of a host, as they themselves say it.
requirements() {
  printf 'linux %s\n' "$machine"
  objdump -T "$programs"/batchwatch* | sed -n 's/.*(GLIBC_\([0-9.]*\)).*/glibc \1/p' | sort -uV | tail -n 1
  objdump -p "$programs"/batchwatch* | sed -n 's/^ *NEEDED *//p' | grep -vE '^(libc|libm|ld-linux.*)\.so' | sort -u
}

no_paths_of_this_machine() {
  local found
  found=$(strings -a "$programs/batchwatch" "$programs/batchwatch-monitor" | grep -F "$PWD" | head -n 1) || return 0
  fail "the programs name this directory: $found"
}

archive() {
  local stage=$target/stage/$name file
  mkdir -p "$stage/bin" "$stage/completions"
  while IFS= read -r file; do
    install -D -m "$(if [[ -x $file ]]; then echo 755; else echo 644; fi)" "$file" "$stage/$file"
  done < <(node_exporter/files.sh list && printf '%s\n' node_exporter/files.sh node_exporter/install.sh)
  ln -s node_exporter/install.sh "$stage/install.sh"
  install -m 755 "$programs/batchwatch" "$programs/batchwatch-monitor" "$stage/bin/"
  for file in batchwatch.bash _batchwatch batchwatch.fish; do
    node_exporter/files.sh completion "$file" >"$stage/completions/$file"
  done
  requirements >"$stage/REQUIRES"
  # The licences of what is linked into the programs ask for their words beside them.
  install -m 644 node_exporter/debian/copyright "$stage/COPYRIGHT"
  tar --create --sort=name --format=gnu --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
    --mode=u=rwX,go=rX --directory="$target/stage" "$name" | gzip --no-name -9 >"$target/$name.tar.gz"
}

debian_package() { cp "$(node_exporter/debian/build.sh)" "$target/"; }

rpm_package() {
  local top=$PWD/$target/stage/rpm
  mkdir -p "$top"
  sed -e "s|@VERSION@|$version|; s|@REPOSITORY@|$PWD|" node_exporter/dist/batchwatch.spec >"$top/batchwatch.spec"
  rpmbuild -bb --target "$machine" --define "_topdir $top" --define "_tmppath $top" --define "_dbpath $top/db" \
    "$top/batchwatch.spec" >"$target/stage/rpm.log" 2>&1 || {
    tail -n 20 "$target/stage/rpm.log" >&2
    fail "rpmbuild failed; all of its output is in $target/stage/rpm.log"
  }
  cp "$top/RPMS/$machine"/*.rpm "$target/"
}

no_paths_of_this_machine
archive
debian_package
rpm_package
/usr/bin/python3 -B node_exporter/dist/sbom.py "$version" "$target/stage/$name" >"$target/$name.spdx.json"
(cd "$target" && sha256sum ./batchwatch* | sed 's|\./||' >SHA256SUMS)
printf '%s needs %s\n' "$name" "$(requirements | tail -n +2 | paste -sd ,)"
printf '%s\n' "$target"/batchwatch* "$target/SHA256SUMS"
