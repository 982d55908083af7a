#!/usr/bin/env bash
# Installs batchwatch on this host, next to the node_exporter that is there, and starts its monitor.
#
# In an unpacked release it needs neither a compiler nor make; in a clone, what `make build` has made.
#
#   sudo node_exporter/install.sh [--systemd | --timer | --cron] [--prefix DIR] [--textfile-directory DIR] [--dry-run]
#   sudo node_exporter/install.sh --uninstall | --purge [--dry-run]
#
#   --systemd   the monitor as a service: the default where systemd runs
#   --timer     a pass each minute by a timer of systemd
#   --cron      a pass each minute by cron: the default elsewhere. Each of the three replaces the others.
#   --prefix    where program and documents go (default: /usr/local)
#   --textfile-directory   what node_exporter reads (default: what the one on this host says)
#   --uninstall  takes everything away but the data, the configuration, the user and the textfile directory's rights
#   --purge      takes those away too, with our .prom files
#   --dry-run    says what it would do, and does nothing; anybody may ask that
#
# It prints a line for each thing it does or finds done. Run it again at any time: what is as it should be stays, and
# what you have written into /etc/batchwatch/config.yml is never touched.
set -euo pipefail
# The tools' messages are read here, and directories that are made should be as they say.
export LC_ALL=C
umask 022
readonly self=${BASH_SOURCE[0]}
# A release has a link to this file beside the directory in which it is.
cd -- "$(dirname -- "$(readlink -f -- "$self")")/.."

readonly user=batchwatch state=/var/lib/batchwatch etc=/etc/batchwatch
readonly units=/etc/systemd/system cron_file=/etc/cron.d/batchwatch
readonly debian_textfiles=/var/lib/prometheus/node-exporter
# What an earlier run found and did, for the next one and for --purge. It is in root's directory: nobody else may say
# what --purge gives back.
readonly record=$etc/installation
readonly drop_in=$units/batchwatch-.service.d/textfile-directory.conf
readonly -a services=(batchwatch-monitor.service batchwatch-monitor-once.service)
readonly -a templates=(batchwatch-alert@.service batchwatch-resolve@.service)
readonly timer=batchwatch-monitor-once.timer
# Where units are, the first one counts; and the name of our drop-in for node_exporter, which must be the last.
readonly -a unit_directories=(/etc/systemd/system /run/systemd/system /usr/local/lib/systemd/system
  /usr/lib/systemd/system /lib/systemd/system)
readonly exporter_conf=zz-batchwatch.conf

fail() {
  printf 'install.sh: %s\n' "$*" >&2
  exit 1
}

dry_run=

# Nobody shall take a line of what would be done for one of what was done.
say() { printf '%s%-10s %s\n' "${dry_run:+dry run: }" "$1" "${*:2}"; }
note() { say "note:" "$*"; }

# Runs a command, unless nothing shall be done.
run() { [[ -n $dry_run ]] || "$@"; }

# act VERB WHAT COMMAND…: says it, and does it.
act() {
  say "$1" "$2"
  run "${@:3}"
}

# ---- What is asked for --------------------------------------------------------------------------------------------

usage() {
  printf 'install.sh: %s\n' "$1" >&2
  sed -n "/^#   sudo/{s/^# //; s|node_exporter/install.sh|$self|; p}" node_exporter/install.sh >&2
  exit 64
}

task=install runner='' prefix='' textfiles=''

while (($# > 0)); do
  case $1 in
  --systemd | --timer | --cron) runner=${1#--} ;;
  --uninstall | --purge) task=${1#--} ;;
  --dry-run) dry_run=1 ;;
  --prefix=* | --textfile-directory=*)
    set -- "${1%%=*}" "${1#*=}" "${@:2}"
    continue
    ;;
  --prefix | --textfile-directory)
    [[ ${2-} == /* ]] || usage "$1 needs an absolute path"
    [[ ${2} =~ ^[A-Za-z0-9/._+@-]+$ ]] || usage "$1 '$2': blanks and special characters are not possible here"
    if [[ $1 == --prefix ]]; then prefix=${2%/}; else textfiles=${2%/}; fi
    shift
    ;;
  -h | --help)
    sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' node_exporter/install.sh | sed "s|sudo node_exporter/install.sh|sudo $self|"
    exit 0
    ;;
  *) usage "unknown argument '$1'" ;;
  esac
  shift
done

((EUID == 0)) || [[ -n $dry_run ]] ||
  fail "needs root, because it makes a user and writes to /etc: sudo $self; or --dry-run, to see what it would do"

# A value that an earlier run has noted.
recorded() { [[ ! -f $record ]] || sed -n "s/^$1=//p" "$record" | tail -n 1; }

has_systemd() { [[ -d /run/systemd/system ]]; }
now=()
! has_systemd || now=(--now)

[[ -n $prefix ]] || prefix=$(recorded PREFIX)
[[ -n $prefix ]] || prefix=/usr/local
readonly program=$prefix/bin/batchwatch named_textfiles=$textfiles

is_packaged() {
  [[ $(dpkg-query --show --showformat='${db:Status-Status}' batchwatch 2>/dev/null || :) == installed ]]
}

# What is ours goes beside the package too, but the data may be the package's by now.
if [[ $task != uninstall ]] && is_packaged; then
  fail "Debian's package batchwatch is installed, and does all this; take it away first: apt-get remove batchwatch"
fi

# ---- Files --------------------------------------------------------------------------------------------------------

temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT

# put SOURCE TARGET MODE: a file as it should be.
put() {
  local source=$1 target=$2 mode=$3 verb=create
  if [[ -f $target && ! -L $target ]]; then
    if cmp -s "$source" "$target" && [[ $(stat -c '%a %u' "$target") == "$mode 0" ]]; then
      say unchanged "$target"
      return
    fi
    verb=update
  fi
  changed=1
  act "$verb" "$target" install -D -o root -g root -m "$mode" "$source" "$target"
}

# take_away FILE…
take_away() {
  local file
  for file; do
    [[ ! -e $file && ! -L $file ]] || act remove "$file" rm -f "$file"
  done
}

remove_if_empty() {
  [[ ! -d $1 ]] || run rmdir --ignore-fail-on-non-empty "$1"
}

# The repository's file for this prefix, as a new file whose name it prints.
for_prefix() {
  local made
  made=$(mktemp "$temporary/XXXXXX")
  sed "s|/usr/bin/batchwatch|$program|g; s|/usr/share/doc/|$prefix/share/doc/|g" "$1" >"$made"
  printf '%s\n' "$made"
}

# ---- Program and documents ----------------------------------------------------------------------------------------

programs=bin
[[ -x bin/batchwatch ]] || programs=.build/bin

build_if_missing() {
  [[ ! -x $programs/batchwatch || ! -x $programs/batchwatch-monitor ]] || return 0
  command -v swift >/dev/null ||
    fail ".build/bin/batchwatch is missing, and root has no swift in its PATH; as your own user: make build"
  act build ".build/bin/batchwatch" make --no-print-directory -s build quiet=--quiet
}

# What the programs need and this host lacks, as the loader says it.
missing_libraries() {
  { ldd "$programs/batchwatch" "$programs/batchwatch-monitor" 2>&1 || :; } |
    sed -n -e 's/^[[:space:]]*\([^ ]*\) => not found$/\1/p' -e "s/.*version .\(GLIBC_[0-9.]*\). not found.*/\1/p" | sort -u
}

# The libraries come from Debian's packages. Nothing newer than the host's glibc can be had.
install_libraries() {
  local missing packages="libsqlite3-0 libyaml-0-2 libcurl4"
  missing=$(missing_libraries | paste -sd ' ')
  [[ $missing != *GLIBC_* ]] ||
    fail "the programs need glibc ${missing##*GLIBC_} or later, and this host has $(getconf GNU_LIBC_VERSION);" \
      "build them on this distribution: make build"
  [[ -n $missing ]] || return 0
  command -v apt-get >/dev/null ||
    fail "this host lacks $missing, and has no apt-get; install what has them (sqlite-libs, libyaml and libcurl with dnf)"
  # shellcheck disable=SC2086 # they are several
  act install "Debian's packages $packages" quiet env DEBIAN_FRONTEND=noninteractive apt-get -qq --yes \
    --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install $packages
}

# Whether they can be asked for something: not in a dry run without their libraries.
programs_run() {
  [[ -x $programs/batchwatch ]] || return 1
  "$programs/batchwatch" --version >"$temporary/log" 2>&1 || {
    [[ -n $dry_run ]] || fail "$programs/batchwatch doesn't run on this host: $(tail -n 1 "$temporary/log")"
    return 1
  }
}

# The prefix and directories below it that others may use too, and that weren't there before us: deepest first. What is
# in the documents' directory, files.sh takes away.
made=$(recorded MADE)
note_directories() {
  local directory
  while IFS= read -r directory; do
    [[ $directory/ == "$prefix"/* && $directory/ != "$prefix/share/doc/batchwatch"/* ]] || continue
    [[ -d $directory || " $made " == *" $directory "* ]] || made="${made:+$made }$directory"
  done < <(find "$1" -depth -type d -printf '/%P\n')
}

# What files.sh would put there, compared with what is there.
stage=$temporary/stage count=0 differing=0
stage_program() {
  local file
  build_if_missing
  install_libraries
  programs_run || return 0
  node_exporter/files.sh install "$prefix" "$stage" >"$temporary/log" 2>&1 ||
    fail "the files can't be made ready: $(tail -n 3 "$temporary/log")"
  while IFS= read -r -d '' file; do
    count=$((count + 1))
    if [[ -L $stage/$file ]]; then
      [[ $(readlink "$stage/$file") == "$(readlink "$file")" ]] || differing=$((differing + 1))
    elif ! cmp -s "$stage/$file" "$file" || [[ $(stat -c %a "$stage/$file") != "$(stat -c %a "$file")" ]]; then
      differing=$((differing + 1))
    fi
  done < <(cd "$stage" && find . ! -type d -printf '/%P\0')
  ((differing == 0)) || note_directories "$stage"
}

# One line for all of it.
install_program() {
  local what="$program, its monitor, man pages, completions and documents"
  if ((count == 0)); then
    say create "$what under $prefix"
  elif ((differing == 0)); then
    say unchanged "$program and what belongs to it: $count files under $prefix"
  else
    changed=1
    act install "$what: $differing of $count files under $prefix" \
      node_exporter/files.sh install "$prefix"
  fi
}

# ---- User and directories -----------------------------------------------------------------------------------------

make_user() {
  put node_exporter/systemd/batchwatch.sysusers.conf /etc/sysusers.d/batchwatch.conf 644
  if getent passwd "$user" >/dev/null && getent group "$user" >/dev/null; then
    say unchanged "user and group $user"
  elif command -v systemd-sysusers >/dev/null; then
    act create "user and group $user" quiet systemd-sysusers /etc/sysusers.d/batchwatch.conf
  else
    getent group "$user" >/dev/null || act create "group $user" groupadd --system "$user"
    getent passwd "$user" >/dev/null || act create "user $user" useradd --system --gid "$user" --no-create-home \
      --home-dir "$state" --shell /usr/sbin/nologin --comment "batchwatch monitor" "$user"
  fi
}

# directory PATH MODE OWNER GROUP
directory() {
  local path=$1 mode=$2 owner=$3 group=$4
  if [[ ! -d $path ]]; then
    act create "$path ($mode $owner:$group)" install -d -m "$mode" -o "$owner" -g "$group" "$path"
  elif [[ $(stat -c '%a %U %G' "$path") == "$mode $owner $group" ]]; then
    say unchanged "$path"
  else
    act update "$path ($mode $owner:$group)" set_rights "$mode" "$owner:$group" "$path"
  fi
}

set_rights() {
  chown "$2" "$3"
  chmod "$1" "$3"
}

make_directories() {
  put node_exporter/systemd/batchwatch.tmpfiles.conf /etc/tmpfiles.d/batchwatch.conf 644
  directory "$state" 2770 "$user" "$user"
}

# ---- node_exporter ------------------------------------------------------------------------------------------------

# The service of the system's whose main process that is; nothing if it is none. What merely runs in a service's control
# group, as cron's jobs do, or below a user's own systemd, is not the service.
service_of() {
  systemctl show --property=Id,MainPID '*.service' |
    awk -v RS='' -v pid="$1" 'index("\n" $0 "\n", "\nMainPID=" pid "\n")' | sed -n 's/^Id=//p'
}

# Anybody can start a program of any name, and root will change the directory that it names: only a service of systemd
# is believed, or where systemd doesn't run, a process of root's or of a system user.
is_believed() {
  if has_systemd; then
    exporter_unit=$(service_of "$1")
    [[ -n $exporter_unit ]]
  else
    (($(stat -c %u "/proc/$1") < 1000))
  fi
}

# The command line of the node_exporter that runs, into `exporter_arguments`, its process id, user and unit. One in a
# container has a file system of its own, so its directories are none of this host's.
exporter_arguments=() exporter_pid='' exporter_user='' exporter_unit=''
find_running_exporter() {
  local process name pid
  for process in /proc/[0-9]*; do
    name=$(cat "$process/comm" 2>/dev/null) || continue
    [[ $name == node_exporter || $name == prometheus-node ]] || continue
    pid=${process##*/}
    # By `docker run --pid=host` it has the host's processes, but not its root.
    if ((EUID != 0)) && ! readlink "$process/ns/pid" >/dev/null; then
      note "only root can see whether the node_exporter with process id $pid runs in a container; this takes it for one" \
        "that doesn't"
    elif [[ $(readlink "$process/ns/pid") != "$(readlink /proc/self/ns/pid)" ||
      $(stat -L -c %d:%i "$process/root/") != "$(stat -c %d:%i /)" ]]; then
      note "the node_exporter with process id $pid runs in a container; if it reads a directory of this" \
        "host's, name it by --textfile-directory"
      continue
    fi
    if ! is_believed "$pid"; then
      note "the node_exporter with process id $pid is no service of this host's, and is left alone"
      continue
    fi
    mapfile -d '' -t exporter_arguments <"$process/cmdline"
    ((${#exporter_arguments[@]} > 0)) || continue
    exporter_pid=$pid
    exporter_user=$(stat -c %U "$process")
    return 0
  done
  exporter_unit=''
  return 1
}

# The text of a unit: its file, then its drop-ins but for ours. Continued lines are joined.
unit_text() {
  local directory file=''
  local -a drop_ins=()
  for directory in "${unit_directories[@]}"; do
    [[ -n $file || ! -f $directory/$1 ]] || file=$directory/$1
    mapfile -t -O "${#drop_ins[@]}" drop_ins < <(compgen -G "$directory/$1.d/*.conf" | grep -v "/$exporter_conf\$")
  done
  [[ -n $file ]] || return 1
  # Drop-ins count in the order of their names, wherever they stand.
  mapfile -t drop_ins < <(
    printf '%s\n' ${drop_ins[@]+"${drop_ins[@]}"} | awk -F / 'NF { print $NF "\t" $0 }' | sort | cut -f 2
  )
  cat "$file" ${drop_ins[@]+"${drop_ins[@]}"} |
    sed -e ':join' -e '/\\$/{N;s/\\\n[[:space:]]*//;b join' -e '}'
}

# The ExecStart= of a unit, a line each; an empty one takes back what stands before it.
unit_command() {
  unit_text "$1" | sed -n 's/^[[:space:]]*ExecStart[[:space:]]*=[[:space:]]*/=/p' |
    awk '$0 == "=" { count = 0; next } { commands[++count] = substr($0, 2) }
      END { for (i = 1; i <= count; i++) print commands[i] }'
}

# The unit of a node_exporter that is installed but doesn't run.
find_exporter_unit() {
  local name
  for name in prometheus-node-exporter.service node_exporter.service node-exporter.service; do
    if unit_text "$name" >/dev/null; then
      exporter_unit=$name
      exporter_user=$(unit_text "$name" | sed -n 's/^[[:space:]]*User[[:space:]]*=[[:space:]]*//p' | tail -n 1)
      return 0
    fi
  done
  return 1
}

# The value of --collector.textfile.directory among the arguments: the last one counts.
textfile_argument() {
  local value='' is_next=''
  for argument; do
    if [[ -n $is_next ]]; then
      value=$argument is_next=''
    elif [[ $argument == --collector.textfile.directory=* ]]; then
      value=${argument#*=}
    elif [[ $argument == --collector.textfile.directory ]]; then
      is_next=1
    fi
  done
  printf '%s\n' "$value"
}

# The words of Debian's ARGS; no shell reads them here, so quotes are just taken off.
debian_arguments() {
  [[ -f /etc/default/prometheus-node-exporter ]] || return 0
  sed -n 's/^[[:space:]]*ARGS=//p' /etc/default/prometheus-node-exporter | tail -n 1 | tr -d "\"'" |
    tr -s '[:space:]' '\n'
}

# Finds out which directory node_exporter reads, or gives it one.
find_textfile_directory() {
  local found='' origin='' command
  local -a arguments=()
  if find_running_exporter; then
    arguments=("${exporter_arguments[@]}")
    origin="the node_exporter that runs (process $exporter_pid)"
  elif find_exporter_unit; then
    command=$(unit_command "$exporter_unit" | tail -n 1)
    read -r -a arguments <<<"$command"
    [[ $exporter_unit != prometheus-node-exporter.service ]] ||
      mapfile -t -O "${#arguments[@]}" arguments < <(debian_arguments)
    origin="$exporter_unit"
  elif command -v prometheus-node-exporter >/dev/null; then
    mapfile -t arguments < <(echo prometheus-node-exporter && debian_arguments)
    origin="Debian's prometheus-node-exporter"
  fi
  if [[ -n $textfiles ]]; then
    origin="--textfile-directory"
    found=$textfiles
  elif ((${#arguments[@]} == 0)); then
    textfiles=$(recorded TEXTFILE_DIRECTORY)
    textfiles=${textfiles:-$debian_textfiles}
    note "no node_exporter runs or is installed here, as far as can be seen; when it comes, let it read $textfiles:" \
      "--collector.textfile.directory=$textfiles"
    return
  else
    found=$(textfile_argument "${arguments[@]}")
    [[ -n $found || ${arguments[0]##*/} != prometheus-node-exporter ]] || found=$debian_textfiles
  fi
  [[ " ${arguments[*]-} " != *" --no-collector.textfile "* ]] ||
    fail "$origin has --no-collector.textfile, so nothing of batchwatch's would be seen; take that flag away"
  if [[ -n $found ]]; then
    [[ $found == /* ]] || fail "$origin reads the textfile directory '$found', which is no absolute path; make it one"
    textfiles=${found%/}
    say found "textfile directory $textfiles, from $origin"
  else
    textfiles=$debian_textfiles
    plan_drop_in "${arguments[*]}"
  fi
}

# The directory's path, free of links, into `textfiles`. Who owns a directory on the way can have the rest lead
# anywhere, and root will change what is there: so a link counts only where root alone can set it, and other users'
# directories only where node_exporter's own user, or Debian's, has them. What is named by --textfile-directory, or was,
# may be anybody's.
resolve_textfile_directory() {
  local rest=$textfiles at='' name others='' doubt='' links=0
  [[ $textfiles =~ ^[A-Za-z0-9/._+@-]+$ ]] ||
    fail "node_exporter's textfile directory '$textfiles': blanks and special characters are not possible here"
  while [[ -n $rest ]]; do
    name=${rest%%/*}
    rest=${rest#"$name"}
    rest=${rest#/}
    case $name in
    '' | .) continue ;;
    ..)
      at=${at%/*}
      continue
      ;;
    esac
    if [[ -L $at/$name ]]; then
      [[ -z $others && $(stat -c %u "$at/$name") == 0 ]] ||
        fail "$at/$name leads to $(readlink "$at/$name"), and others than root can set that link; if it is the" \
          "textfile directory that you want, name it without the link: --textfile-directory DIR"
      ((++links < 40)) || fail "too many links on the way to the textfile directory $textfiles"
      rest=$(readlink "$at/$name")/$rest
      [[ $rest != /* ]] || at=''
      continue
    fi
    at=$at/$name
    [[ -e $at ]] || continue
    name=$(stat -c %U "$at")
    [[ $name == root ]] || others=1
    [[ " root prometheus $exporter_user " == *" $name "* ]] || doubt=${doubt:-"$at belongs to $name"}
    if (((8#$(stat -c %a "$at") & 2) && ${#rest} > 0)); then
      others=1
      doubt=${doubt:-"everybody may write to $at"}
    fi
  done
  textfiles=$at
  [[ -z $doubt || -n $named_textfiles || $textfiles == "$(recorded TEXTFILE_DIRECTORY)" ]] ||
    fail "$doubt, so node_exporter's textfile directory $textfiles is not safe; if you want it nevertheless:" \
      "--textfile-directory $textfiles"
}

# What a node_exporter that reads no textfile directory is to be started with, into `exporter_command`.
exporter_command=''
plan_drop_in() {
  local flags="--collector.textfile.directory=$textfiles"
  local -a commands=()
  [[ " $1 " != *" --collector.disable-defaults "* || " $1 " == *" --collector.textfile "* ]] ||
    flags="--collector.textfile $flags"
  [[ -z $exporter_unit ]] || mapfile -t commands < <(unit_command "$exporter_unit")
  ((${#commands[@]} == 1)) ||
    fail "node_exporter reads no textfile directory, and it is no unit of systemd with one ExecStart=; start it with" \
      "$flags, then run this again"
  exporter_command="${commands[0]} $flags"
}

# A drop-in with that command. What an earlier run has made stays.
configure_exporter() {
  local made=$temporary/$exporter_conf outer=$changed
  [[ -n $exporter_command ]] || return 0
  # The command may hold anything, so nothing may be special in it.
  COMMAND=$exporter_command awk '/^ExecStart=\// { $0 = "ExecStart=" ENVIRON["COMMAND"] } { print }' \
    node_exporter/systemd/node_exporter.conf >"$made"
  changed=''
  put "$made" "$units/$exporter_unit.d/$exporter_conf" 644
  [[ -z $changed ]] || ! has_systemd || {
    run systemctl daemon-reload
    act restart "$exporter_unit, which now reads $textfiles" quiet systemctl restart "$exporter_unit"
  }
  changed=$outer
}

is_open() {
  [[ $(stat -c %G "$textfiles") == "$user" ]] && (((8#$(stat -c %a "$textfiles") & 8#75) == 8#75))
}

# What it was before us: "missing", or its group and mode; nothing if there is nothing to give back.
note_textfile_directory() {
  textfiles_were=$(recorded TEXTFILES_WERE)
  [[ $(recorded TEXTFILE_DIRECTORY) == "$textfiles" ]] || textfiles_were=''
  if [[ ! -d $textfiles ]]; then
    textfiles_were=missing
  elif ! is_open; then
    textfiles_were=${textfiles_were:-$(stat -c '%g %a' "$textfiles")}
  fi
}

# The group may write it, and everybody may read it. Neither set-group-id nor the sticky bit: with the one, files of
# other collectors would get our group, and node_exporter might not read them; with the other, the monitor could not
# replace what a pipeline's user has published.
open_textfile_directory() {
  if [[ ! -d $textfiles ]]; then
    act create "$textfiles (775 root:$user)" create_directory "$textfiles"
  elif is_open; then
    say unchanged "$textfiles"
  else
    act update "$textfiles: its group is $user, which may write" inside "$textfiles" open_directory
  fi
}

# node_exporter reads another one than before: what we have in the old one is seen by nobody.
leave_other_textfile_directory() {
  local before
  before=$(recorded TEXTFILE_DIRECTORY)
  [[ -z $before || $before == "$textfiles" ]] || close_textfile_directory
}

# Runs a command in a directory whose path has no links, and not by its name again: another user may own the one above,
# and set a link at any moment.
inside() {
  (
    cd -P "$1" || exit
    [[ $PWD == "$1" ]] || fail "$1 leads to $PWD now: somebody has set a link, which is not followed"
    "${@:2}"
  )
}

open_directory() { chgrp "$user" . && chmod g=rwx,o+rx .; }

create_directory() {
  mkdir -p "$1"
  inside "$1" open_directory
}

# What the hardened units may write beside Debian's textfile directory.
widen_units() {
  if [[ $textfiles == "$debian_textfiles" ]]; then
    take_away "$drop_in"
  else
    sed "s|^ReadWritePaths=.*|ReadWritePaths=-$textfiles|" node_exporter/systemd/textfile-directory.conf \
      >"$temporary/textfile-directory"
    put "$temporary/textfile-directory" "$drop_in" 644
  fi
}

# ---- Configuration ------------------------------------------------------------------------------------------------

configure() {
  local file=$etc/config.yml made=$temporary/config.yml written
  if [[ -e $file ]]; then
    say unchanged "$file, which is yours"
    written=$(sed -n 's/^textfile_directory:[[:space:]]*//p' "$file" | tail -n 1 | sed 's/[[:space:]]*#.*//' |
      tr -d "\"'")
    [[ ${written:-$debian_textfiles} == "$textfiles" ]] ||
      note "node_exporter reads $textfiles, and $file says ${written:-nothing of it}; write there:" \
        "textfile_directory: $textfiles"
  else
    cp node_exporter/config.yml "$made"
    [[ $textfiles == "$debian_textfiles" ]] ||
      sed -i "s|^# textfile_directory:.*|textfile_directory: $textfiles|" "$made"
    put "$made" "$file" 644
  fi
}

# Kept before anything is done of what it notes: a run that fails in the middle leaves what --purge and the next run
# need.
keep_record() {
  [[ -n $exporter_command ]] || exporter_unit=$(recorded EXPORTER_UNIT)
  directory "$etc" 755 root root
  printf '# Written by install.sh, which reads it again; not a configuration.\n' >"$temporary/record"
  printf '%s=%s\n' PREFIX "$prefix" TEXTFILE_DIRECTORY "$textfiles" TEXTFILES_WERE "$textfiles_were" \
    EXPORTER_UNIT "$exporter_unit" MADE "$made" >>"$temporary/record"
  put "$temporary/record" "$record" 644
}

# ---- What makes the passes ----------------------------------------------------------------------------------------

is_enabled() { systemctl --quiet is-enabled "$1" 2>/dev/null; }

# Switches a unit off, if it is there.
disable() {
  [[ -e $units/$1 ]] || return 0
  if is_enabled "$1" || { has_systemd && systemctl --quiet is-active "$1"; }; then
    act disable "$1" quiet systemctl disable ${now[@]+"${now[@]}"} "$1"
  fi
}

# systemctl tells of the links that it makes; a failure has all of it.
quiet() {
  "$@" >"$temporary/log" 2>&1 || fail "$* failed: $(<"$temporary/log")"
}

install_units() {
  local unit
  changed=''
  for unit in "${services[@]}" "$timer" "${templates[@]}"; do
    put "$(for_prefix "node_exporter/systemd/$unit")" "$units/$unit" 644
  done
  widen_units
  [[ -z $changed ]] || ! has_systemd || run systemctl daemon-reload
}

# start UNIT: enabled for the next boot, and now. What has changed needs another start.
start() {
  if is_enabled "$1"; then
    say unchanged "$1 is enabled"
  else
    act enable "$1" quiet systemctl enable "$1"
  fi
  if ! has_systemd; then
    return
  elif systemctl --quiet is-active "$1" && [[ -z $must_restart ]]; then
    say unchanged "$1 runs"
  else
    act start "$1" quiet systemctl restart "$1"
  fi
}

run_by_systemd() {
  local wanted=$1
  command -v systemctl >/dev/null || fail "there is no systemctl here; --cron needs none"
  take_away "$cron_file"
  if [[ $wanted == "$timer" ]]; then disable "${services[0]}"; else disable "$timer"; fi
  start "$wanted"
}

run_by_cron() {
  disable "${services[0]}"
  disable "$timer"
  [[ -d /etc/cron.d ]] || note "there is no /etc/cron.d: is cron installed? apt-get install cron"
  put "$(for_prefix node_exporter/batchwatch.cron)" "$cron_file" 644
}

# ---- The tasks ----------------------------------------------------------------------------------------------------

# When the first pass comes; nothing where nothing here would make one.
first_pass() {
  if [[ $runner != cron ]]; then
    if has_systemd; then echo "within a minute"; else echo "after the next boot: systemd doesn't run here"; fi
  elif cat /proc/[0-9]*/comm 2>/dev/null | grep -qxE 'crond?'; then
    echo "within a minute"
  elif command -v cron crond >/dev/null; then
    echo "once cron runs: it is installed here, but doesn't run"
  fi
}

# Whether somebody would hear, as the monitor's own user sees it, and what is left to do.
verdict() {
  [[ -z $dry_run ]] || return 0
  local when
  when=$(first_pass)
  printf '\n'
  if has_systemd && [[ $runner == systemd ]]; then
    (cd / && runuser -u "$user" -- "$program" doctor) || :
  elif [[ -n $when ]]; then
    printf 'The first pass comes %s. Whether somebody would hear, says:\n  sudo -u %s %s doctor\n' \
      "$when" "$user" "$program"
  else
    cat <<END
Nothing makes the passes here: neither systemd nor cron runs, and no cron is installed. Until something does, nobody
hears of a batch. Either install cron and start it, or let what starts processes on this host keep this one running:
  setpriv --reuid=$user --regid=$user --init-groups $program monitor
END
  fi
  cat <<END

Next:
  who may record       usermod --append --groups $user USER, for the user of each pipeline
  what is expected     $etc/config.yml, then: batchwatch check-config
  what tells people    $prefix/share/doc/batchwatch/alertmanager, for Prometheus and Alertmanager
  would they hear?     sudo -u $user $program doctor --send-test-mail
END
}

install_all() {
  if [[ -z $runner ]]; then
    runner=cron
    ! has_systemd || runner=systemd
  fi
  # First, because it may fail, and then nothing is done.
  find_textfile_directory
  resolve_textfile_directory
  stage_program
  note_textfile_directory
  leave_other_textfile_directory
  keep_record
  changed=''
  install_program
  make_user
  make_directories
  must_restart=$changed
  open_textfile_directory
  configure_exporter
  configure
  install_units
  must_restart=$must_restart$changed
  case $runner in
  systemd) run_by_systemd "${services[0]}" ;;
  timer) run_by_systemd "$timer" ;;
  cron) run_by_cron ;;
  esac
  verdict
}

uninstall() {
  local unit exporter_unit directory
  exporter_unit=$(recorded EXPORTER_UNIT)
  for unit in "${services[0]}" "$timer"; do disable "$unit"; done
  for unit in "${services[@]}" "$timer" "${templates[@]}"; do take_away "$units/$unit"; done
  take_away "$drop_in"
  is_packaged || take_away "$cron_file"
  remove_if_empty "${drop_in%/*}"
  if [[ -n $exporter_unit && -e $units/$exporter_unit.d/$exporter_conf ]]; then
    take_away "$units/$exporter_unit.d/$exporter_conf"
    remove_if_empty "$units/$exporter_unit.d"
    ! has_systemd || {
      run systemctl daemon-reload
      act restart "$exporter_unit, as it was before" quiet systemctl try-restart "$exporter_unit"
    }
  fi
  ! has_systemd || run systemctl daemon-reload
  take_away /etc/sysusers.d/batchwatch.conf /etc/tmpfiles.d/batchwatch.conf
  remove_if_empty /etc/sysusers.d
  if [[ -e $program && $(dpkg-query --search "$program" 2>/dev/null || :) != batchwatch:* ]]; then
    act remove "$program and what belongs to it, under $prefix" node_exporter/files.sh uninstall "$prefix"
  fi
  for directory in $made; do remove_if_empty "$directory"; done
}

# The directory's rights as they were, and no file of ours in it.
close_textfile_directory() {
  local directory were count
  directory=$(recorded TEXTFILE_DIRECTORY)
  directory=${directory:-$debian_textfiles}
  were=$(recorded TEXTFILES_WERE)
  [[ -d $directory ]] || return 0
  if [[ $(readlink -f "$directory") != "$directory" ]]; then
    note "a link leads to $directory now, which is not followed: rights and .prom files there stay as they are"
    return
  fi
  count=$(our_textfiles "$directory" -printf x | wc -c)
  ((count == 0)) || act remove "$count files of batchwatch's in $directory" inside "$directory" our_textfiles . -delete
  if [[ $were == missing ]]; then
    act remove "$directory, unless others have files in it" rmdir --ignore-fail-on-non-empty "$directory"
    [[ ! -d $directory ]] || were="0 755"
  fi
  if [[ -d $directory && $were == *' '* && $(stat -c '%G' "$directory") == "$user" ]]; then
    act update "$directory: its group and mode as they were" inside "$directory" give_back "${were% *}" "${were#* }"
  fi
}

our_textfiles() {
  find "$1" -maxdepth 1 -type f \
    \( -name batchwatch.prom -o -name 'batchwatch_*.prom' -o -name '.batchwatch*.new' \) "${@:2}"
}

give_back() { chgrp "$1" . && chmod "$2" .; }

purge() {
  local id
  close_textfile_directory
  [[ ! -d $state ]] || act remove "$state with all records" rm -rf --one-file-system "$state"
  [[ ! -d $etc ]] || act remove "$etc with the configuration" rm -rf --one-file-system "$etc"
  [[ ! -d /run/batchwatch ]] || act remove /run/batchwatch rm -rf --one-file-system /run/batchwatch
  if id=$(id -u "$user" 2>/dev/null); then
    [[ ! -d /dev/shm/batchwatch-$id ]] ||
      act remove "/dev/shm/batchwatch-$id" rm -rf --one-file-system "/dev/shm/batchwatch-$id"
    act remove "user and group $user" remove_user
  fi
}

# userdel takes the group too, unless others are in it. It refuses, by its status 8, while a pass of cron's is under way.
remove_user() {
  local status tries
  for ((tries = 0; tries < 60; tries++)); do
    status=0
    userdel "$user" >"$temporary/log" 2>&1 || status=$?
    ((status == 8)) || break
    sleep 1
  done
  ((status == 0)) || fail "the user $user stays: $(<"$temporary/log")"
  ! getent group "$user" >/dev/null || quiet groupdel "$user"
}

case $task in
install) install_all ;;
uninstall)
  uninstall
  if is_packaged; then
    note "what Debian's package has installed stays"
    must_restart=1
    start "${services[0]}"
  else
    note "$etc, $state, the user $user and its .prom files stay; --purge takes them away"
  fi
  ;;
purge)
  uninstall
  purge
  ;;
esac
[[ -z $dry_run ]] || say "" "nothing was done"
