#!/usr/bin/env bash
# Runs a command as root in a copy of this machine's /etc, /opt, /usr and /var that goes with it: what it installs there,
# nobody else sees. It sees no processes but its own, and no systemd runs there.
#
#   Tests/install/jail.sh COMMAND…
set -euo pipefail

if [[ -z ${IN_JAIL-} ]]; then
  run=(unshare --mount --pid --fork --kill-child --mount-proc --uts env IN_JAIL=1 "${BASH_SOURCE[0]}" "$@")
  ((EUID == 0)) || run=(sudo "${run[@]}")
  exec "${run[@]}"
fi

# What TMPDIR names is hidden below.
unset IN_JAIL TMPDIR
layers=/mnt
mount -t tmpfs -o mode=755 tmpfs "$layers"
for name in etc opt usr var; do
  mkdir "$layers/$name" "$layers/$name.work"
  mount -t overlay overlay -o "lowerdir=/$name,upperdir=$layers/$name,workdir=$layers/$name.work" "/$name"
done
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
mount -t tmpfs -o mode=1777 tmpfs /tmp
# Another one than the machine's, so that nothing depends on that.
hostname leads-1
exec "$@"
