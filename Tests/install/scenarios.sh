#!/usr/bin/env bash
# One scenario of an installation, by its name, in a jail:
#
#   Tests/install/jail.sh Tests/install/scenarios.sh NAME PACKAGE ARCHIVE RPM
#
# It ends with status 0, or says what was wrong.
# shellcheck disable=SC2016 # the shell variables in single quotes are for files that are written here
set -euo pipefail
cd "${BASH_SOURCE[0]%/*}/../.."

readonly installer=node_exporter/install.sh textfiles=/var/lib/prometheus/node-exporter layers=/mnt
readonly package=${2-} archive=${3-} rpm=${4-}

wrong() {
  printf '%s\n' "$*"
  exit 1
}

# is WHAT EXPECTED ACTUAL
is() { [[ $2 == "$3" ]] || wrong "$1: expected '$2', got '$3'"; }

install() { $installer "$@" >/tmp/output 2>&1 || wrong "install.sh $*: status $?: $(</tmp/output)"; }

# Names of what an installation leaves, without what useradd and dpkg rewrite.
left_over() {
  (cd $layers && find etc opt usr var \( -type f -o -type l -o -type c \) ! -path 'var/lib/dpkg/*' ! -path 'var/log/*' \
    ! -path 'var/cache/*' ! -name '*.pwd.lock' ! -regex 'etc/\(passwd\|group\|shadow\|gshadow\|subuid\|subgid\)-?')
  find /dev/shm -name 'batchwatch*'
}

debian_exporter() {
  mkdir -p $textfiles
  printf 'ARGS="%s"\n' "$*" >/etc/default/prometheus-node-exporter
  printf '[Service]\nEnvironmentFile=/etc/default/prometheus-node-exporter\n%s\n' \
    "ExecStart=/usr/bin/prometheus-node-exporter \$ARGS" >/etc/systemd/system/prometheus-node-exporter.service
}

user() { useradd --system --user-group --no-create-home "$1"; }

# Runs a command as another user, as cron would: no environment, umask 077.
as() { (cd / && umask 077 && env -i PATH=/usr/bin:/bin:/usr/local/bin /usr/sbin/runuser -u "$1" -- "${@:2}"); }

# The command of the cron file, as cron gives it to the shell; sleep and logger only note what they are asked.
cron_line() {
  mkdir -p /tmp/bin
  printf '#!/bin/sh\necho "$1" >/tmp/slept\n' >/tmp/bin/sleep
  printf '#!/bin/sh\ncat >/tmp/logged\n' >/tmp/bin/logger
  chmod 755 /tmp/bin/*
  rm -f /tmp/slept /tmp/logged
  sed -n 's/^\* \* \* \* \*  batchwatch  //p' /etc/cron.d/batchwatch | sed 's/\\%/%/g' >/tmp/line
  [[ -s /tmp/line ]] || wrong "the cron file has no line for batchwatch"
  (cd / && umask 077 && env -i PATH=/tmp/bin:/usr/bin:/bin WANTS=/etc/systemd/system LANG=xx_YY \
    /usr/sbin/runuser -u batchwatch -- sh -c "$(</tmp/line)")
}

# run_exporter DIRECTORY COMMAND…: another program under that name, which overlooks the argument after its "--", started
# by a command such as setpriv. Its process id goes into `exporter`.
run_exporter() {
  local directory=$1
  shift
  cp /usr/bin/tail /usr/local/bin/node_exporter
  "$@" /usr/local/bin/node_exporter -f --pid=$$ -- /dev/null "--collector.textfile.directory=$directory" 2>/dev/null &
  exporter=$!
  for _ in {1..50}; do
    [[ ! " $(cat /proc/[0-9]*/comm 2>/dev/null | tr '\n' ' ')" == *" node_exporter "* ]] || return 0
    sleep 0.1
  done
  wrong "node_exporter did not start"
}

is_found() { grep -qE "^(dry run: )?found .*textfile directory $1, from the node_exporter that runs" /tmp/output; }

# The archive, as its user has it; where that is goes into `release`.
unpack() {
  mkdir /tmp/release
  tar -xzf "$archive" -C /tmp/release
  release=$(echo /tmp/release/*)
}

# systemctl, as if systemd ran and had a process as the main one of a service: services PID NAME
services() {
  mkdir -p /run/systemd/system
  cat >/usr/local/bin/systemctl <<END
#!/bin/sh
[ "\$1" != show ] || exec printf '%s\n' Id=cron.service MainPID=2 '' MainPID=$1 Id=$2
exec /usr/bin/systemctl "\$@"
END
  chmod 755 /usr/local/bin/systemctl
}

# Debian's directory, whose parent is the user prometheus's, as it is on a host.
directory_of_prometheus() {
  getent passwd prometheus >/dev/null || user prometheus
  debian_exporter
  chown prometheus: ${textfiles%/*}
  mkdir -m 700 /etc/secret
}

# That user puts a link in the directory's place, between the look at its group and what is done about it.
link_comes_meanwhile() {
  cat >/usr/local/bin/stat <<END
#!/bin/sh
/usr/bin/stat "\$@" || exit
case "\$*" in *%G*node-exporter | *"%G ."*)
  [ -L $textfiles ] || { mv $textfiles $textfiles.old && ln -s /etc/secret $textfiles; } ;;
esac
END
  chmod 755 /usr/local/bin/stat
}

link_was_not_followed() {
  [[ -L $textfiles ]] || wrong "no link was set"
  is "what the link leads to" "700 root root" "$(/usr/bin/stat -c '%a %U %G' /etc/secret)"
}

# A package with what a distribution of rpm's would have: glibc as old as the release says, and the libraries that it
# names. Where the release needs more, rpm refuses it.
make_distribution() {
  local most libraries
  most=$(sed -n 's/^glibc //p' "$release/REQUIRES")
  libraries=$(sed -n '/^lib/p' "$release/REQUIRES" | sed 's/$/()(64bit)/')
  on_rpm --query --package --requires "$rpm" | while read -r name; do
    case $name in
    *'(GLIBC_'*)
      version=${name#*(GLIBC_}
      [[ $(printf '%s\n' "$most" "${version%%)*}" | sort -V | tail -n 1) != "$most" ]] || echo "$name"
      ;;
    libc.so.6'('* | libm.so.6'('* | ld-linux* | rtld* | /bin/sh) echo "$name" ;;
    *) grep -qxF -- "$name" <<<"$libraries" && echo "$name" ;;
    esac
  done | sort -u | sed 's/^/Provides: /' >/tmp/provides
  {
    printf '%s\n' "Name: distribution" "Version: 1" "Release: 1" "Summary: x" "License: x" "BuildArch: noarch"
    cat /tmp/provides
    printf '%s\n' %description x %files
  } >/tmp/distribution.spec
  rpmbuild -bb --define "_topdir /tmp/rpm" --define "_dbpath /var/lib/rpm" /tmp/distribution.spec >/tmp/output 2>&1 || wrong "$(</tmp/output)"
  rpmdb --initdb --dbpath /var/lib/rpm
  on_rpm --install /tmp/rpm/RPMS/noarch/distribution-*.rpm >/tmp/output 2>&1 || wrong "$(</tmp/output)"
}

# Debian's rpm wants to be told that it is meant, and keeps its database at home, which is not the jail's.
on_rpm() { rpm --force-debian --dbpath /var/lib/rpm "$@"; }

# ---- install.sh -------------------------------------------------------------------------------------------------

dry_run_does_nothing() {
  debian_exporter
  left_over >/tmp/before
  install --dry-run --systemd
  grep -q '^dry run: create     /etc/batchwatch/config.yml' /tmp/output || wrong "says nothing of the configuration"
  is "lines that are not marked" "" "$(grep -v '^dry run: ' /tmp/output || :)"
  is "its end" "nothing was done" "$(sed -n '$s/^dry run: *//p' /tmp/output)"
  sed '$d; s/^dry run: //' /tmp/output >/tmp/said
  is "files" "$(</tmp/before)" "$(left_over)"
  ! getent passwd batchwatch || wrong "a user was made"
  install --systemd
  is "what was said and what is done" "$(</tmp/said)" "$(sed '/^$/,$d' /tmp/output)"
}

dry_run_by_anybody() {
  debian_exporter
  install --dry-run --cron
  cp /tmp/output /tmp/by-root
  # What a stranger may not read is another's clone.
  cp -r .build/bin node_exporter docs alertmanager grafana README.md LICENSE CHANGELOG.md CONTRIBUTING.md /tmp/
  as nobody /tmp/node_exporter/install.sh --dry-run --cron >/tmp/output 2>&1 || wrong "status $?: $(</tmp/output)"
  is "what it says" "$(</tmp/by-root)" "$(</tmp/output)"
}

# In a container, say: a promise of a pass that never comes would be the only word about it.
without_systemd_and_cron() {
  debian_exporter
  for name in cron crond; do
    ! program=$(command -v $name) || mount --bind /dev/null "$program"
  done
  install
  grep -q '^Nothing makes the passes here' /tmp/output || wrong "doesn't say so: $(</tmp/output)"
  ! grep -q 'first pass comes' /tmp/output || wrong "promises a pass: $(</tmp/output)"
  # What it names in place of them works.
  command=$(sed -n 's/^  \(setpriv .* monitor\)$/\1/p' /tmp/output)
  (cd / && $command --once) || wrong "$command: status $?"
  grep -q '^batchwatch_monitor_timestamp_seconds ' $textfiles/batchwatch.prom || wrong "no pass was made"
}

# A release has no compiler, no make and no network.
from_a_release() {
  debian_exporter
  unpack
  cd "$release"
  for name in make swift gcc apt-get; do
    ! program=$(command -v $name) || mount --bind /dev/null "$program"
  done
  unshare --net ./install.sh --cron >/tmp/output 2>&1 || wrong "status $?: $(</tmp/output)"
  as batchwatch batchwatch run nightly -- true
  as batchwatch batchwatch monitor --once
  is "pages" "" "$(diff -rq . /usr/local/share/doc/batchwatch | grep '^Only in /usr' || :)"
  (cd / && "$release/install.sh" --uninstall) >/tmp/output 2>&1 || wrong "status $?: $(</tmp/output)"
  is "programs" "" "$(left_over | grep ^usr/ || :)"
}

second_run_changes_nothing() {
  debian_exporter
  install --systemd
  echo '# mine' >>/etc/batchwatch/config.yml
  install --systemd
  is "lines" "" "$(sed '/^$/,$d' /tmp/output | grep -vE '^(unchanged|found) ' || :)"
  grep -q '^# mine$' /etc/batchwatch/config.yml || wrong "the configuration was overwritten"
}

rights() {
  debian_exporter
  install --cron
  is "tracker's directory" "2770 batchwatch batchwatch" "$(stat -c '%a %U %G' /var/lib/batchwatch)"
  is "textfile directory" "775 root batchwatch" "$(stat -c '%a %U %G' $textfiles)"
  is "configuration" "644 root root" "$(stat -c '%a %U %G' /etc/batchwatch/config.yml)"
  is "its directory" "755 root root" "$(stat -c '%a %U %G' /etc/batchwatch)"
  user leads && usermod --append --groups batchwatch leads
  user stranger
  printf 'secret\n' >/etc/batchwatch/smtp-password
  chown batchwatch:batchwatch /etc/batchwatch/smtp-password && chmod 600 /etc/batchwatch/smtp-password
  # The pipeline's user records, the monitor replaces what it has published, and the next record does so again.
  as leads batchwatch run nightly -- true
  is "a record's mode" "644" "$(stat -c %a $textfiles/batchwatch_nightly.prom)"
  as batchwatch batchwatch monitor --once
  as leads batchwatch run nightly -- true
  as stranger cat $textfiles/batchwatch_nightly.prom | grep -q 'outcome="succeeded"} 2$' || wrong "records are lost"
  ! as leads sh -c 'echo >>/etc/batchwatch/config.yml' 2>/dev/null || wrong "the pipeline may write the configuration"
  ! as leads cat /etc/batchwatch/smtp-password 2>/dev/null || wrong "the pipeline may read the password"
  ! as leads touch /etc/batchwatch/more 2>/dev/null || wrong "the pipeline may write beside the configuration"
  ! as stranger ls /var/lib/batchwatch 2>/dev/null || wrong "others may read the records"
  ! as stranger touch $textfiles/x 2>/dev/null || wrong "others may publish"
}

# Whoever copies an example gets one that works.
examples_name_the_program() {
  local prefix
  debian_exporter
  for prefix in /usr/local /opt/batches; do
    install --cron --prefix $prefix
    is "program in the examples" "$prefix/bin/batchwatch" "$(cd $prefix/share/doc/batchwatch/node_exporter &&
      grep -hoE '/[a-z/]*/bin/batchwatch' examples/pipeline.cron examples/pipeline-unit.conf systemd/*.service | sort -u)"
    is "pages in the units" "file://$prefix/share/doc" "$(cd $prefix/share/doc/batchwatch/node_exporter &&
      grep -hoE 'file://[a-z/]*/share/doc' systemd/*.service | sort -u)"
    is "mode of an example" 644 "$(stat -c %a $prefix/share/doc/batchwatch/node_exporter/examples/pipeline.cron)"
  done
}

one_runner_at_a_time() {
  local wants=/etc/systemd/system
  debian_exporter
  install
  [[ -f /etc/cron.d/batchwatch ]] || wrong "without systemd, cron is the default"
  install --timer
  [[ ! -e /etc/cron.d/batchwatch && -L $wants/timers.target.wants/batchwatch-monitor-once.timer ]] || wrong "timer"
  install --systemd
  [[ ! -L $wants/timers.target.wants/batchwatch-monitor-once.timer ]] || wrong "the timer is left"
  [[ -L $wants/multi-user.target.wants/batchwatch-monitor.service ]] || wrong "the service is not enabled"
  install --cron
  [[ ! -L $wants/multi-user.target.wants/batchwatch-monitor.service ]] || wrong "the service is left"
  [[ -f /etc/cron.d/batchwatch ]] || wrong "cron"
}

uninstall_keeps_data() {
  debian_exporter
  install --systemd
  as batchwatch batchwatch run nightly -- true
  install --uninstall
  is "what is left" "etc/batchwatch/config.yml etc/batchwatch/installation etc/default/prometheus-node-exporter" \
    "$(left_over | grep ^etc/ | grep -v etc/systemd | sort | paste -sd ' ')"
  is "programs" "" "$(left_over | grep ^usr/ || :)"
  [[ -s /var/lib/batchwatch/tracker.db && -s $textfiles/batchwatch_nightly.prom ]] || wrong "data is gone"
}

purge_leaves_nothing() {
  debian_exporter
  touch $textfiles/other.prom
  left_over | sort >/tmp/before
  install --cron
  as batchwatch batchwatch run nightly -- true
  cron_line
  install --purge
  is "files" "$(</tmp/before)" "$(left_over | sort)"
  ! getent passwd batchwatch || wrong "the user is left"
  ! getent group batchwatch || wrong "the group is left"
  is "textfile directory" "755 root root" "$(stat -c '%a %U %G' $textfiles)"
  install --purge
  is "a second time" "" "$(</tmp/output)"
}

purge_takes_the_prefix_along() {
  debian_exporter
  install --cron --prefix /usr/local/batchwatch
  [[ -x /usr/local/batchwatch/bin/batchwatch ]] || wrong "not installed there"
  install --purge
  [[ ! -e /usr/local/batchwatch ]] || wrong "left: $(find /usr/local/batchwatch)"
}

# A run that fails in the middle has noted what was before it: at the restart of node_exporter, which systemd refuses.
purge_after_a_failure() {
  local unit=/etc/systemd/system/node_exporter.service
  mkdir -p $textfiles
  chmod 750 $textfiles
  printf '[Service]\nExecStart=/usr/local/bin/node_exporter\n' >$unit
  find /usr/local /etc $textfiles -printf '%p %m %g\n' | grep -v '/systemd/system$' | sort >/tmp/before
  mkdir -p /run/systemd/system
  ! $installer --systemd --prefix /usr/local/batches >/tmp/output 2>&1 || wrong "it should have failed"
  is "group" batchwatch "$(stat -c %G $textfiles)"
  rmdir /run/systemd/system
  install --systemd
  install --purge
  is "what is left" "" "$(find /usr/local /etc $textfiles -printf '%p %m %g\n' | grep -v '/systemd/system$' | sort |
    comm -3 /tmp/before - | grep -vE '/etc/(passwd|group|shadow|gshadow|subuid|subgid)|/(sysusers|tmpfiles).d')"
}

debian_exporter_elsewhere() {
  debian_exporter --web.listen-address=:9101 --collector.textfile.directory=/var/lib/metrics
  mkdir -m 750 /var/lib/metrics
  install --systemd
  is "configuration" "textfile_directory: /var/lib/metrics" "$(grep '^textfile' /etc/batchwatch/config.yml)"
  grep -qx 'ReadWritePaths=-/var/lib/metrics' /etc/systemd/system/batchwatch-.service.d/textfile-directory.conf ||
    wrong "the units may not write it"
  is "rights" "775 batchwatch" "$(stat -c '%a %G' /var/lib/metrics)"
  # It moves back to its default.
  debian_exporter
  install --systemd
  is "rights given back" "750 root" "$(stat -c '%a %G' /var/lib/metrics)"
  grep -q "^note: .*textfile_directory: $textfiles" /tmp/output || wrong "says nothing of the configuration"
}

# A service that a user has started, or that reads a user's directory.
directory_of_a_user() {
  useradd --no-create-home eve
  mkdir -p /var/lib/eve/metrics
  chown eve /var/lib/eve
  debian_exporter --collector.textfile.directory=/var/lib/eve/metrics
  ! $installer --cron >/tmp/output 2>&1 || wrong "it should have failed"
  grep -q '/var/lib/eve belongs to eve' /tmp/output || wrong "no cause: $(</tmp/output)"
  ! getent passwd batchwatch || wrong "it had begun"
  # What is named is meant, and from then on known.
  install --cron --textfile-directory /var/lib/eve/metrics
  install --cron
  is "group" batchwatch "$(stat -c %G /var/lib/eve/metrics)"
  mkdir -m 777 /var/lib/open
  ! $installer --dry-run --textfile-directory '' >/tmp/output 2>&1 || wrong "takes an empty name"
  debian_exporter --collector.textfile.directory=/var/lib/open/metrics
  ! $installer --cron >/tmp/output 2>&1 || wrong "it should have failed"
  grep -q 'everybody may write to /var/lib/open' /tmp/output || wrong "no cause: $(</tmp/output)"
}

name_with_special_characters() {
  debian_exporter '--collector.textfile.directory=/var/lib/x|etouch+/tmp/executed'
  ! $installer --cron >/tmp/output 2>&1 || wrong "it should have failed"
  grep -q 'special characters are not possible' /tmp/output || wrong "no cause: $(</tmp/output)"
}

link_of_roots() {
  debian_exporter
  mkdir /var/lib/metrics
  rmdir $textfiles
  ln -s ../metrics $textfiles
  install --cron
  as batchwatch batchwatch run nightly -- true
  is "rights" "775 batchwatch" "$(stat -c '%a %G' /var/lib/metrics)"
  # It is the same directory the next time, so what is in it stays.
  install --cron
  [[ -s /var/lib/metrics/batchwatch_nightly.prom ]] || wrong "a second run takes what is published: $(</tmp/output)"
  is "rights" "775 batchwatch" "$(stat -c '%a %G' /var/lib/metrics)"
}

link_of_another_user() {
  directory_of_prometheus
  rmdir $textfiles
  runuser -u prometheus -- ln -s /etc/secret $textfiles
  ! $installer --cron >/tmp/output 2>&1 || wrong "it should have failed"
  grep -q "$textfiles leads to /etc/secret" /tmp/output || wrong "no cause: $(</tmp/output)"
  link_was_not_followed
}

link_that_comes_meanwhile() {
  directory_of_prometheus
  link_comes_meanwhile
  ! $installer --cron >/tmp/output 2>&1 || wrong "it should have failed"
  link_was_not_followed
}

link_that_comes_before_the_purge() {
  directory_of_prometheus
  install --cron
  link_comes_meanwhile
  $installer --purge >/tmp/output 2>&1 || :
  link_was_not_followed
  # A second purge finds the link there, and goes on.
  chgrp batchwatch /etc/secret
  touch /etc/secret/batchwatch_nightly.prom
  install --purge
  [[ -e /etc/secret/batchwatch_nightly.prom ]] || wrong "a file was removed over the link"
  ! getent passwd batchwatch || wrong "the user is left"
}

upstream_exporter_without_directory() {
  local unit=/etc/systemd/system/node_exporter.service
  mkdir -p $unit.d
  printf '[Service]\nExecStart=/usr/local/bin/node_exporter \\\n  "--a=^/(b|c)&d" $OPTIONS\n' >$unit
  install --systemd
  is "command" '/usr/local/bin/node_exporter "--a=^/(b|c)&d" $OPTIONS --collector.textfile.directory='$textfiles \
    "$(sed -n 's/^ExecStart=\(..*\)/\1/p' $unit.d/zz-batchwatch.conf)"
  install --systemd
  ! grep -qE '^(create|update)' /tmp/output || wrong "a second run changes something: $(</tmp/output)"
  install --uninstall
  [[ ! -e $unit.d && -e $unit ]] || wrong "the drop-in is left"
}

running_exporter() {
  mkdir /var/lib/metrics
  run_exporter /var/lib/metrics env
  install --dry-run
  is_found /var/lib/metrics || wrong "not found: $(</tmp/output)"
}

# Without systemd, a user's process under that name could have root open any directory.
exporter_of_a_user() {
  useradd --no-create-home eve
  mkdir -m 700 /etc/secret
  run_exporter /etc/secret setpriv --reuid=eve --regid=eve --clear-groups
  install --cron
  ! is_found /etc/secret || wrong "believed: $(</tmp/output)"
  grep -qE '^(dry run: )?note: .* is no service of this host' /tmp/output || wrong "says nothing of it: $(</tmp/output)"
  is "root's directory" "700 root" "$(stat -c '%a %G' /etc/secret)"
}

# With systemd, the main process of a service counts, and nothing else, of whatever user.
exporter_that_is_no_service() {
  mkdir /var/lib/metrics
  run_exporter /var/lib/metrics env
  services 1 node_exporter.service
  install --dry-run
  ! is_found /var/lib/metrics || wrong "believed: $(</tmp/output)"
  services "$exporter" node_exporter.service
  install --dry-run
  is_found /var/lib/metrics || wrong "not found: $(</tmp/output)"
}

# As by `docker run --pid=host`: the same processes, another root.
exporter_in_a_container() {
  local name
  mkdir -p /tmp/container/dev
  touch /tmp/container/dev/null
  for name in usr bin lib lib64; do
    [[ ! -e /$name ]] || { mkdir -p "/tmp/container/$name" && mount --bind "/$name" "/tmp/container/$name"; }
  done
  run_exporter /host/metrics chroot /tmp/container
  install --dry-run
  ! is_found /host/metrics || wrong "believed: $(</tmp/output)"
  grep -qE '^(dry run: )?note: .* runs in a container' /tmp/output || wrong "says nothing of it: $(</tmp/output)"
}

exporter_that_nothing_can_be_told() {
  cp /usr/bin/tail /usr/local/bin/node_exporter
  /usr/local/bin/node_exporter -f --pid=$$ /dev/null &
  sleep 0.2
  ! $installer >/tmp/output 2>&1 || wrong "it should have failed"
  grep -q 'start it with --collector.textfile.directory=' /tmp/output || wrong "no fix: $(</tmp/output)"
  ! getent passwd batchwatch || wrong "it had begun"
}

mistakes() {
  local status
  for arguments in --prefix "--prefix relative" --what "--textfile-directory /a|b"; do
    status=0
    # shellcheck disable=SC2086 # they are several
    $installer $arguments >/tmp/output 2>&1 || status=$?
    is "status of $arguments" 64 "$status"
  done
  ! runuser -u nobody -- $installer >/tmp/output 2>&1 || wrong "runs without root"
  grep -q 'needs root.*sudo' /tmp/output || wrong "doesn't say that it needs root: $(</tmp/output)"
}

from_its_own_directory() {
  (cd node_exporter && bash install.sh --help) >/tmp/output 2>&1 || wrong "$(</tmp/output)"
  grep -q -- --textfile-directory /tmp/output || wrong "says nothing of itself: $(</tmp/output)"
}

shipped_configuration() {
  debian_exporter
  install --cron
  sed -n '/^tracker:/,$s/^# \([a-z_]*:\|  \)/\1/p' node_exporter/config.yml >/etc/batchwatch/config.yml
  grep -q '^mail:' /etc/batchwatch/config.yml || wrong "no example of mail"
  as batchwatch batchwatch check-config >/tmp/output 2>&1 || wrong "$(</tmp/output)"
  grep -q '1 batch, no mistakes' /tmp/output || wrong "$(</tmp/output)"
}

first_pass_by_root() {
  debian_exporter
  install --cron
  batchwatch alert Broken --batch nightly --summary x >/dev/null 2>&1 || :
  is "the ledger's owner" "batchwatch batchwatch 640" "$(stat -c '%U %G %a' /var/lib/batchwatch/tracker.db-monitor)"
  batchwatch monitor --once
  as batchwatch batchwatch monitor --once
  as batchwatch batchwatch alert Broken --batch nightly --resolve
  is "others' files" "" "$(find /var/lib/batchwatch ! -user batchwatch)"
  is "left in memory" "" "$(find /dev/shm -name 'batchwatch*')"
}

# ---- The cron file ----------------------------------------------------------------------------------------------

cron_in_its_thin_environment() {
  debian_exporter
  install --cron
  is "output" "" "$(cron_line 2>&1)"
  is "log of a pass with nothing to say" "" "$(</tmp/logged)"
  (($(</tmp/slept) >= 0 && $(</tmp/slept) < 20)) || wrong "waits $(</tmp/slept) s"
  is "mode" 644 "$(stat -c %a $textfiles/batchwatch.prom)"
  grep -q '^batchwatch_monitor_timestamp_seconds ' $textfiles/batchwatch.prom || wrong "no pass was noted"
  # Another host waits another time, and each always the same.
  hostname leads-2 && cron_line && cp /tmp/slept /tmp/second && cron_line
  cmp /tmp/slept /tmp/second
  # What goes wrong is logged, and no output is left for a mail.
  rm -r $textfiles
  is "output" "" "$(cron_line 2>&1)"
  grep -q "level=error .*$textfiles" /tmp/logged || wrong "logged: $(</tmp/logged)"
}

cron_leaves_it_to_systemd() {
  debian_exporter
  install --cron
  cp /etc/cron.d/batchwatch /tmp/
  mkdir -p /run/systemd/system
  cron_line
  [[ -e /tmp/slept ]] || wrong "does nothing although systemd doesn't do it"
  rmdir /run/systemd/system
  for runner in --systemd --timer; do
    install $runner
    cp /tmp/batchwatch /etc/cron.d/
    mkdir -p /run/systemd/system
    cron_line
    [[ ! -e /tmp/slept ]] || wrong "makes passes beside $runner"
    rmdir /run/systemd/system
    cron_line
    [[ -e /tmp/slept ]] || wrong "does nothing where systemd doesn't run"
  done
}

# ---- The package ------------------------------------------------------------------------------------------------

next_steps_come_once() {
  install_package
  grep -q 'doctor --send-test-mail' /tmp/output || wrong "no next steps: $(</tmp/output)"
  install_package
  ! grep -q 'doctor --send-test-mail' /tmp/output || wrong "again: $(</tmp/output)"
}

install_package() { dpkg --force-confold -i "$package" >/tmp/output 2>&1 || wrong "dpkg: $(</tmp/output)"; }

package_installs_and_purges() {
  debian_exporter
  touch $textfiles/other.prom
  left_over | sort >/tmp/before
  install_package
  is "tracker's directory" "2770 batchwatch batchwatch" "$(stat -c '%a %U %G' /var/lib/batchwatch)"
  is "textfile directory" "775 root batchwatch" "$(stat -c '%a %U %G' $textfiles)"
  [[ -L /etc/systemd/system/multi-user.target.wants/batchwatch-monitor.service ]] || wrong "not enabled"
  [[ ! -L /etc/systemd/system/timers.target.wants/batchwatch-monitor-once.timer ]] || wrong "the timer is enabled too"
  is "conffiles" "/etc/batchwatch/config.yml /etc/cron.d/batchwatch" \
    "$(dpkg-query --show --showformat='${Conffiles}' batchwatch | awk 'NF { print $1 }' | sort | paste -sd ' ')"
  as batchwatch batchwatch run nightly -- true
  cron_line
  man --where batchwatch-monitor >/dev/null || wrong "no man page"
  is "program in the examples" /usr/bin/batchwatch "$(cd /usr/share/doc/batchwatch/node_exporter/examples &&
    grep -hoE '/[a-z/]*/bin/batchwatch' pipeline.cron pipeline-unit.conf | sort -u)"
  dpkg --remove batchwatch >/tmp/output 2>&1 || wrong "$(</tmp/output)"
  [[ -s /var/lib/batchwatch/tracker.db && -s /etc/batchwatch/config.yml ]] || wrong "removal took data"
  is "cron after a removal" "" "$(cron_line 2>&1)"
  dpkg --purge batchwatch >/tmp/output 2>&1 || wrong "$(</tmp/output)"
  is "files" "$(</tmp/before)" "$(left_over | grep -v '^var/lib/systemd/deb-systemd-helper-' | sort)"
  is "textfile directory" "755 root root" "$(stat -c '%a %U %G' $textfiles)"
}

package_keeps_what_you_wrote() {
  install_package
  echo '# mine' >>/etc/batchwatch/config.yml
  echo '# mine' >>/etc/cron.d/batchwatch
  install_package
  is "files with what was added" 2 "$(grep -lx '# mine' /etc/batchwatch/config.yml /etc/cron.d/batchwatch | wc -l)"
  ! $installer --dry-run >/tmp/output 2>&1 || wrong "install.sh runs beside the package"
  grep -q 'apt-get remove batchwatch' /tmp/output || wrong "no fix: $(</tmp/output)"
}

package_over_an_installation_by_hand() {
  debian_exporter
  install --systemd
  ! dpkg --force-confold -i "$package" >/tmp/output 2>&1 || wrong "it went over what install.sh has installed"
  grep -q 'node_exporter/install.sh --uninstall' /tmp/output || wrong "no fix: $(</tmp/output)"
  install --uninstall
  install_package
  is "program" /usr/bin/batchwatch "$(command -v batchwatch)"
}

# It came before the package's own check did so.
uninstall_beside_the_package() {
  debian_exporter
  install --systemd
  mv /etc/batchwatch/installation /tmp/
  install_package
  mv /tmp/installation /etc/batchwatch/
  ! $installer --purge >/tmp/output 2>&1 || wrong "it takes away what the package works with"
  install --uninstall
  is "programs" "" "$(left_over | grep ^usr/local/ || :)"
  is "units" "" "$(find /etc/systemd/system -name 'batchwatch*' -type f)"
  is "the package's service" /lib/systemd/system/batchwatch-monitor.service \
    "$(readlink /etc/systemd/system/multi-user.target.wants/batchwatch-monitor.service)"
  is "the package's files that are gone" "" "$(dpkg --verify batchwatch | grep missing || :)"
}

package_before_its_exporter() {
  install_package
  [[ ! -e $textfiles ]] || wrong "the package has made node_exporter's directory"
  mkdir -p /tmp/exporter/DEBIAN /tmp/exporter$textfiles
  printf '%s\n' "Package: prometheus-node-exporter" "Version: 1" "Architecture: all" "Maintainer: x <x@example.com>" \
    "Description: x" >/tmp/exporter/DEBIAN/control
  dpkg-deb --root-owner-group -b /tmp/exporter /tmp/exporter.deb >/dev/null
  dpkg -i /tmp/exporter.deb >/tmp/output 2>&1 || wrong "$(</tmp/output)"
  is "textfile directory" "775 root batchwatch" "$(stat -c '%a %U %G' $textfiles)"
}

package_and_a_link() {
  directory_of_prometheus
  link_comes_meanwhile
  dpkg --force-confold -i "$package" >/tmp/output 2>&1 || :
  link_was_not_followed
}

package_purged_and_a_link() {
  directory_of_prometheus
  install_package
  link_comes_meanwhile
  dpkg --purge batchwatch >/tmp/output 2>&1 || :
  link_was_not_followed
}

# ---- The package for rpm ----------------------------------------------------------------------------------------

rpm_installs_and_goes() {
  directory_of_prometheus
  unpack
  make_distribution
  left_over | grep -v ^var/lib/rpm/ | sort >/tmp/before
  on_rpm --install "$rpm" >/tmp/output 2>&1 || wrong "status $?: $(</tmp/output)"
  grep -q 'systemctl enable --now batchwatch-monitor' /tmp/output || wrong "no next steps: $(</tmp/output)"
  is "tracker's directory" "2770 batchwatch batchwatch" "$(stat -c '%a %U %G' /var/lib/batchwatch)"
  is "textfile directory" "775 batchwatch" "$(stat -c '%a %G' $textfiles)"
  on_rpm --verify batchwatch >/tmp/output 2>&1 || wrong "it is other than packed: $(</tmp/output)"
  as batchwatch batchwatch run nightly -- true
  cron_line
  grep -q '^batchwatch_monitor_timestamp_seconds ' $textfiles/batchwatch.prom || wrong "no pass was made"
  is "configuration" "/etc/batchwatch/config.yml /etc/cron.d/batchwatch" \
    "$(on_rpm --query --configfiles batchwatch | sort | paste -sd ' ')"
  echo '# mine' >>/etc/batchwatch/config.yml
  on_rpm --upgrade --force "$rpm" >/tmp/output 2>&1 || wrong "status $?: $(</tmp/output)"
  grep -q '^# mine$' /etc/batchwatch/config.yml || wrong "the configuration was overwritten"
  on_rpm --erase batchwatch >/tmp/output 2>&1 || wrong "status $?: $(</tmp/output)"
  [[ -s /var/lib/batchwatch/tracker.db ]] || wrong "removal took data"
  is "files" "$(</tmp/before)" "$(left_over | grep -vE '^var/lib/(rpm|batchwatch|prometheus)/|/config.yml.rpmsave$' | sort)"
}

rpm_over_an_installation_by_hand() {
  debian_exporter
  unpack
  make_distribution
  install --systemd
  ! on_rpm --install "$rpm" >/tmp/output 2>&1 || wrong "it went over what install.sh has installed"
  grep -q './install.sh --uninstall' /tmp/output || wrong "no fix: $(</tmp/output)"
}

"$1"
