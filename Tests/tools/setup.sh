#!/usr/bin/env bash
# Installs what building, testing, the demo, the dashboards or the benchmarks need and this machine lacks.
#
#   Tests/tools/setup.sh build|lint|demo|deb|dist|test|system|dashboards|bench…
#
# Libraries and tools come from Debian by apt-get. Services (node_exporter, Prometheus, Alertmanager, the Pushgateway)
# are never installed, because that would start them: their packages are only unpacked, under .build/tools. Python tools
# go into .build/venv. Whatever is there already is left alone, and then this takes a few milliseconds.
set -euo pipefail
cd "${BASH_SOURCE[0]%/*}/../.."

readonly tools=.build/tools log=.build/setup.log

say() { printf 'setup: %s\n' "$*"; }

fail() {
  printf 'setup: %s\n' "$*" >&2
  exit 1
}

# Runs a command with its output in the log.
quietly() { "$@" >>"$log" 2>&1; }

fail_with_log() {
  tail -n 5 "$log" >&2
  fail "$1; the whole output is in $log"
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  else
    sudo "$@"
  fi
}

# Package lists are fetched only after a first try has failed: they are missing on a fresh machine, or out of date.
update_lists() {
  say "fetching Debian's package lists"
  quietly as_root apt-get -o DPkg::Lock::Timeout=300 -qq update
}

install_packages() {
  local can_install="this machine lacks $*"
  command -v apt-get >/dev/null || fail "$can_install; there is no apt-get here, so install them by hand"
  ((EUID == 0)) || command -v sudo >/dev/null ||
    fail "$can_install; neither root nor sudo, so run as root: apt-get install $*"
  say "installing Debian packages: $*"
  local -a install=(env DEBIAN_FRONTEND=noninteractive apt-get -o "DPkg::Lock::Timeout=300"
    -qq --yes --no-install-recommends install "$@")
  quietly as_root "${install[@]}" || { update_lists && quietly as_root "${install[@]}"; } ||
    fail_with_log "could not install $*"
}

# Downloads one package and unpacks it under .build/tools; the mark is set last, so a half one is never taken for whole.
unpack_package() {
  local package=$1 directory=.build/unpack
  command -v apt-get >/dev/null || fail "$package is needed; there is no apt-get here to download it"
  say "unpacking Debian package under $tools: $package"
  rm -rf "$directory"
  mkdir -p "$directory" "$tools/usr"
  # As root, apt would switch to a user that may not write here, and warn.
  local -a download=(apt-get -o APT::Sandbox::User=root -qq download "$package")
  (cd "$directory" && "${download[@]}") >>"$log" 2>&1 ||
    { update_lists && (cd "$directory" && "${download[@]}") >>"$log" 2>&1; } ||
    fail_with_log "could not download $package"
  quietly dpkg -x "$directory"/*.deb "$directory/root" || fail_with_log "could not unpack $package"
  cp -a "$directory/root/usr/." "$tools/usr/"
  rm -rf "$directory"
  : >"$tools/.$package"
}

make_venv() {
  local wanted=Tests/tools/requirements.txt
  say "installing Python packages into .build/venv: $(grep -v '^#' "$wanted" | tr '\n' ' ')"
  rm -rf .build/venv
  quietly /usr/bin/python3 -m venv .build/venv || fail_with_log "could not make .build/venv"
  local -a install=(.build/venv/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check -r "$wanted")
  quietly "${install[@]}" || { say "trying once more" && quietly "${install[@]}"; } ||
    fail_with_log "could not install the Python packages"
  cp "$wanted" .build/venv/
}

declare -a missing=()

# need PACKAGE PROBE…: the package is missing when a command or a file (a pattern) isn't there.
need() {
  local package=$1 probe
  shift
  for probe; do
    if [[ $probe == /* ]]; then
      compgen -G "$probe" >/dev/null && continue
    else
      command -v "$probe" >/dev/null && continue
    fi
    [[ " ${missing[*]-} " == *" $package "* ]] || missing+=("$package")
  done
}

# The linker takes the static libstdc++ of the default gcc, and Swift's clang the headers of the newest gcc that is there,
# whether or not it has any: its C++ library is a package of its own, with the version in its name.
need_cxx() {
  local newest
  need g++ "$(gcc -print-file-name=libstdc++.a 2>/dev/null || echo none)"
  newest=$({ compgen -G '/usr/lib/gcc/*/*/crtbegin.o' || :; } | sort -V | tail -n 1)
  newest=${newest%/*}
  [[ -z $newest ]] || need "libstdc++-${newest##*/}-dev" "$newest/libstdc++.a"
}

need_unpacked() { [[ -e $tools/.$1 ]] || unpack_package "$1"; }

# Debian's Alertmanager reads its own templates from /usr/share, where only an installed package has them. A copy of it
# reads them from usr/share, in the directory that it is started in; the path stays as long as it was.
need_alertmanager() {
  need_unpacked prometheus-alertmanager
  local from=$tools/usr/bin/prometheus-alertmanager to=$tools/usr/bin/alertmanager-unpacked
  [[ ! -x $to ]] || return 0
  LC_ALL=C sed 's#/usr/share/prometheus/alertmanager#usr/share/prometheus/alertmanager/#g' "$from" >"$to.new"
  chmod 755 "$to.new"
  mv "$to.new" "$to"
}

need_venv() {
  [[ -x .build/venv/bin/python && -e .build/venv/requirements.txt &&
    $(<.build/venv/requirements.txt) == $(<Tests/tools/requirements.txt) ]] || make_venv
}

# The Debian packages of one purpose, into `missing`.
packages_for() {
  case $1 in
  build)
    need gcc gcc
    need_cxx
    need libsqlite3-dev /usr/include/sqlite3.h
    need libyaml-dev /usr/include/yaml.h
    need libcurl4-openssl-dev '/usr/include/*/curl/curl.h'
    need libre2-dev /usr/include/re2/re2.h
    need pkg-config pkg-config
    ;;
  lint)
    need shellcheck shellcheck
    need yamllint /usr/bin/yamllint
    ;;
  demo) packages_for build ;;
  deb)
    packages_for build
    need dpkg-dev dpkg-buildpackage
    need debhelper dh
    need lintian lintian
    ;;
  dist)
    packages_for deb
    need rpm rpmbuild
    need python3 /usr/bin/python3
    ;;
  test)
    packages_for dist
    packages_for lint
    need systemd /usr/bin/systemd-analyze
    need python3-venv '/usr/lib/python3*/ensurepip'
    need openssl openssl
    need strace strace
    need iproute2 ip
    need faketime faketime
    need python3-yaml /usr/lib/python3/dist-packages/yaml/__init__.py
    need zsh zsh
    need fish fish
    ;;
  system)
    packages_for deb
    need debootstrap /usr/sbin/debootstrap
    need systemd-container systemd-nspawn
    need python3-yaml /usr/lib/python3/dist-packages/yaml/__init__.py
    ;;
  dashboards) need python3-venv '/usr/lib/python3*/ensurepip' ;;
  bench)
    packages_for build
    need python3 /usr/bin/python3
    need curl curl
    need pv pv
    ;;
  *) fail "unknown purpose '$1'; one of: build lint demo deb dist test system dashboards bench" ;;
  esac
}

# What is only unpacked, or installed under .build, for one purpose.
tools_for() {
  case $1 in
  demo) need_unpacked prometheus-node-exporter ;;
  test)
    need_unpacked prometheus-node-exporter
    need_unpacked prometheus
    need_alertmanager
    need_venv
    ;;
  dashboards) need_venv ;;
  bench)
    need_unpacked prometheus-node-exporter
    need_unpacked prometheus
    need_unpacked prometheus-pushgateway
    need_unpacked python3-prometheus-client
    need_unpacked python3-decorator
    ;;
  esac
}

# The Debian package of a shared library that Swift's programs want.
package_of() {
  case $1 in
  libxml2.so.2) echo libxml2 ;;
  libcurl.so.4) echo libcurl4 ;;
  libedit.so.2) echo libedit2 ;;
  libncurses.so.6) echo libncurses6 ;;
  libsqlite3.so.0) echo libsqlite3-0 ;;
  libz.so.1) echo zlib1g ;;
  libstdc++.so.6) echo libstdc++6 ;;
  libpython3.*) echo "${1%%.so*}" ;;
  *) echo "what has $1 (apt-file search $1)" ;;
  esac
}

# The loader names one library at a time; what else Swift's programs lack is told with it. Not of lldb, which nobody needs
# here.
lacks_libraries() {
  local program=$1 first=$2 directory library package packages='' gone=''
  directory=$(dirname "$(readlink -f "$program")")
  for library in $({
    echo "$first"
    ldd "$directory"/{swift-driver,swift-build,swift-frontend,swift-format,clang,lld} 2>/dev/null |
      sed -n 's/^[[:space:]]*\([^ ]*\) => not found$/\1/p'
  } | sort -u); do
    package=$(package_of "$library")
    if has_package "$package"; then
      packages="${packages:+$packages, }$package"
    else
      gone="${gone:+$gone, }$library"
    fi
  done
  [[ -z $gone ]] ||
    fail "$program can't start: no package of this release of Debian has $gone; take a Swift that was built for it," \
      "or build on Debian 12 or 13"
  fail "$program can't start, because this machine lacks $first; install $packages"
}

# Whether apt knows of one, as far as it was ever told of packages.
has_package() {
  [[ -z $(compgen -G '/var/lib/apt/lists/*Packages*') ]] || [[ $1 == *' '* ]] ||
    [[ $(apt-cache policy "$1" 2>/dev/null) == *'Candidate: '[!\(]* ]]
}

# What can't be built with is told here, and not by the compiler in the middle of it. Asked once for each Swift: each
# answer takes a tenth of a second.
check_swift() {
  local wanted program answer version library
  wanted=$(<.swift-version)
  program=$(command -v swift) ||
    fail "swift is not in PATH; install Swift $wanted (https://www.swift.org/install/linux/)"
  [[ .build/.swift -nt $program && $(<.build/.swift) == "$program" ]] && return
  # `swift --version` starts the compiler alone; what builds needs more libraries.
  for answer in --version "build --version"; do
    # shellcheck disable=SC2086 # two words
    answer=$(Tests/tools/swift.sh $answer 2>&1) || {
      library=$(sed -n 's/.*error while loading shared libraries: \([^:]*\):.*/\1/p' <<<"$answer" | head -n 1)
      [[ -z $library ]] || lacks_libraries "$program" "$library"
      fail "$program can't start: $(head -n 1 <<<"$answer")"
    }
    version=${version:-$(sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' <<<"$answer")}
  done
  # 6.2 destroys what was stored twice where the initializer of a type that can't be copied throws.
  [[ $(printf '%s\n' 6.3 "$version" | sort -V | head -n 1) == 6.3 ]] ||
    fail "$program is Swift ${version:-of no known version}, and batchwatch needs 6.3 or later; install Swift $wanted" \
      "(https://www.swift.org/install/linux/)"
  printf '%s' "$program" >.build/.swift
}

(($# > 0)) || fail "say what for: build lint demo deb dist test system dashboards bench"
[[ -d .build ]] || mkdir .build
for purpose; do packages_for "$purpose"; done
((${#missing[@]} == 0)) || install_packages "${missing[@]}"
for purpose; do tools_for "$purpose"; done
[[ " $* " == " bench " || " $* " == " dashboards " ]] || check_swift
