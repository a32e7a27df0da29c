#!/bin/bash
# Inside the namespaces: this machine's own files with a layer in memory over them, so that nothing of it changes; then systemd.
# Args: FOLDER, with `layer.sh` (what this system is made of) and `out.txt`.
set -e
FOLDER=$1
M=$FOLDER/layers/m
mount --make-rprivate /
mount -t tmpfs -o size=3g none "$FOLDER/layers"
mkdir -p "$FOLDER/layers/up" "$FOLDER/layers/work" "$M"
mount -t overlay overlay -o lowerdir=/,upperdir="$FOLDER/layers/up",workdir="$FOLDER/layers/work" "$M"
mount -t proc proc "$M/proc"
mount -t sysfs sysfs "$M/sys"
if [ -d /sys/fs/cgroup/systemd ]; then
    mount -t tmpfs -o mode=755 none "$M/sys/fs/cgroup"
    awk -F: '$2 != "" && $2 !~ /name=/ { print $2 }' /proc/self/cgroup | while read -r controller; do
        mkdir "$M/sys/fs/cgroup/$controller"
        mount -t cgroup -o "$controller" cgroup "$M/sys/fs/cgroup/$controller"
    done
    mkdir "$M/sys/fs/cgroup/systemd" "$M/sys/fs/cgroup/unified"
    mount -t cgroup -o none,name=systemd cgroup "$M/sys/fs/cgroup/systemd"
    mount -t cgroup2 cgroup2 "$M/sys/fs/cgroup/unified"
else
    mount -t cgroup2 cgroup2 "$M/sys/fs/cgroup"
fi
mount -t tmpfs -o mode=755 none "$M/dev"
for node in null:3 zero:5 full:7 random:8 urandom:9; do mknod -m 666 "$M/dev/${node%%:*}" c 1 "${node##*:}"; done
mknod -m 666 "$M/dev/tty" c 5 0
mkdir "$M/dev/pts" "$M/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$M/dev/pts"
mount -t tmpfs none "$M/dev/shm"
ln -s pts/ptmx "$M/dev/ptmx"
ln -s /proc/self/fd "$M/dev/fd"
for number in 0:stdin 1:stdout 2:stderr; do ln -s "fd/${number%%:*}" "$M/dev/${number##*:}"; done
touch "$M/dev/console"
mount --bind "$FOLDER/console.txt" "$M/dev/console"
mount -t tmpfs -o mode=755 none "$M/run"
mkdir "$M/run/lock"
mount -t tmpfs -o mode=1777 none "$M/tmp"
ip link set lo up
. "$FOLDER/layer.sh"
mkdir -p "$M/old"
cd "$M"
# Not chroot: in one no user namespace can be made, which `PrivateUsers=` needs.
pivot_root . old
umount -l /old
# As systemd finds it on a machine: what it mounts for one service must reach the others.
mount --make-rshared /
exec env -i container=tingtang PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --log-target=console \
    --show-status=no systemd.unit=services.target
