#!/usr/bin/env bash
# Builds the Debian package of this machine's architecture from what `make build` has made, and prints where it is.
#
#   make deb      [DEBFULLNAME=… DEBEMAIL=… for the maintainer's name and address]
#
# The programs are not built anew in a chroot: Debian has no Swift to build them with.
set -euo pipefail
export LC_ALL=C
umask 022
cd "${BASH_SOURCE[0]%/*}/../.."

readonly target=.build/deb source=.build/deb/source

fail() {
  printf 'deb: %s\n' "$*" >&2
  exit 1
}

version=$(sed -n 's/^package let batchwatchVersion = "\(.*\)"$/\1/p' Sources/Arguments/Version.swift)
[[ -n $version ]] || fail "Sources/Arguments/Version.swift has no batchwatchVersion"
# The same sources make the same package.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH REPOSITORY=$PWD
maintainer="${DEBFULLNAME:-batchwatch} <${DEBEMAIL:-batchwatch@localhost}>"

rm -rf --one-file-system "$target"
mkdir -p "$source"
cp -r node_exporter/debian "$source/debian"
rm "$source/debian/build.sh"
cp node_exporter/batchwatch.cron "$source/debian/batchwatch.cron.d"
cp node_exporter/systemd/batchwatch.sysusers.conf "$source/debian/batchwatch.sysusers"
cp node_exporter/systemd/batchwatch.tmpfiles.conf "$source/debian/batchwatch.tmpfiles"
sed -i "s|@MAINTAINER@|$maintainer|" "$source/debian/control"
cat >"$source/debian/changelog" <<END
batchwatch ($version) unstable; urgency=medium

  * Version $version: see changelog.gz beside this file.

 -- $maintainer  $(date -u -R -d "@$SOURCE_DATE_EPOCH")
END

(cd "$source" && dpkg-buildpackage --build=binary --no-sign --no-check-builddeps) >"$target/build.log" 2>&1 || {
  tail -n 20 "$target/build.log" >&2
  fail "dpkg-buildpackage failed; all of its output is in $target/build.log"
}
printf '%s\n' "$target"/batchwatch_"$version"_*.deb
