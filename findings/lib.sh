# What the scripts of this folder share: roots with packages of Debian, venvs with packages of PyPI, and the comparison
# of what is seen with what is known. A script sources it and need not clean up. Exit status: 0 as known, 1 something
# else was seen, 2 it couldn't be tried.
# shellcheck shell=bash

differences=0
as_process=
work=$(mktemp -d)
: >"$work/started"
trap end_all EXIT

# Ends what the script left running, and removes its files. Mounts live in namespaces that end with their programs.
end_all() {
  local status=$? pid
  while read -r pid; do
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done <"$work/started"
  rm -rf "$work"
  exit "$status"
}

cannot() {
  printf 'not tried: %s\n' "$*" >&2
  exit 2
}

# debian ROOT SUITE PACKAGE=VERSION…: a directory $work/ROOT to chroot into, with these packages, all that they depend
# on, and a shell. The mirror is the host's own; the host's apt and its packages aren't touched. With FINDINGS_CACHE=DIR
# the lists and packages stay there for the next script.
debian() {
  local root=$work/$1 suite=$2 apt=${FINDINGS_CACHE:-$work}/apt-$2 mirror package
  shift 2
  [[ $EUID == 0 ]] || cannot "needs root, to chroot"
  # shellcheck disable=SC2016 # apt-get expands it.
  mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -m 1 '/debian$') ||
    cannot "the host's apt has no mirror of Debian"
  mkdir -p "$apt"/{parts,state/lists/partial,cache/archives/partial}
  : >"$apt/status"
  printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' "$mirror" "$suite" >"$apt/sources"
  cat >"$apt/conf" <<END
Dir::Etc::sourcelist "$apt/sources";
Dir::Etc::sourceparts "$apt/parts";
Dir::Etc::preferencesparts "$apt/parts";
Dir::State "$apt/state";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
Acquire::Languages "none";
APT::Sandbox::User "root";
END
  [[ -e $apt/updated ]] || APT_CONFIG=$apt/conf apt-get update -qq || cannot "no lists of $suite"
  touch "$apt/updated"
  local -a install=(apt-get install -qq --yes --no-install-recommends "$@" dash coreutils)
  # Of what is in its archives apt-get prints no address, so for that it gets a place without any.
  mkdir -p "$work/none/partial"
  APT_CONFIG=$apt/conf "${install[@]}" --print-uris -o Dir::Cache::archives="$work/none" >"$work/uris" \
    2>"$work/apt-errors" || cannot "$(cat "$work/apt-errors")"
  APT_CONFIG=$apt/conf "${install[@]}" --download-only >"$work/apt-errors" 2>&1 || cannot "$(cat "$work/apt-errors")"
  mkdir -p "$root"/{usr/{bin,sbin,lib,lib64},dev,proc,tmp,run,var/tmp}
  ln -s usr/bin usr/sbin usr/lib usr/lib64 "$root"
  ln -s ../run "$root/var/run"
  while read -r _ package _; do
    dpkg-deb --fsys-tarfile "$apt/cache/archives/$package" | tar -x -C "$root" --keep-directory-symlink
  done <"$work/uris"
  [[ -e $root/bin/sh ]] || ln -s dash "$root/bin/sh"
  printf 'root:x:0:0::/root:/bin/sh\n' >"$root/etc/passwd"
  printf 'root:x:0:\n' >"$root/etc/group"
  mkdir -p "$root/root"
}

# inside ROOT COMMAND…: the command in that root. It keeps its process id, so that it can be ended by it.
inside() {
  local root=$work/$1
  shift
  # shellcheck disable=SC2016 # The inner shell expands it.
  ${as_process:-} unshare --mount sh -c 'mount --rbind /dev "$0/dev" && mount --rbind /proc "$0/proc" && exec chroot "$0" "$@"' \
    "$root" "$@"
}

# serve LOG COMMAND…: starts the command for as long as the script runs; its process id is in $pid.
serve() {
  local log=$1
  shift
  # Without exec it would be the id of a shell that waits for the command.
  (
    [[ $1 == inside ]] || exec "$@"
    as_process="exec"
    "$@"
  ) >"$log" 2>&1 &
  pid=$!
  printf '%s\n' "$pid" >>"$work/started"
}

# stop: ends what the last `serve` started, and takes it off the list.
stop() {
  kill "$pid"
  wait "$pid" || true
  sed -i "/^$pid\$/d" "$work/started"
}

# python_packages VENV PACKAGE==VERSION…: $work/VENV/bin/python has these packages.
python_packages() {
  local venv=$work/$1
  shift
  python3 -m venv "$venv" || cannot "python3 makes no venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "$@" || cannot "no $*"
}

free_port() { python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# within SECONDS COMMAND…: tries until it succeeds.
within() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || return 1
    sleep 0.2
  done
}

# expect WHAT KNOWN SEEN: prints what was seen, and notes when it isn't what is known.
expect() {
  printf '%s\n' "$1:"
  printf '%s\n' "$3" | sed 's/^/  /'
  [[ $2 != "$3" ]] || return 0
  differences=$((differences + 1))
  printf 'but known is:\n'
  printf '%s\n' "$2" | sed 's/^/  /'
}

# The last line of each script.
finish() {
  ((differences == 0)) || exit 1
  printf 'as known\n'
}
