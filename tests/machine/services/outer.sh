#!/bin/bash
# Control groups of its own for what follows, then namespaces, then inner.sh as their first process. Args: FOLDER.
set -e
groups() {
    if [ -d /sys/fs/cgroup/systemd ]; then
        awk -F: '$2 != "" { sub("name=", "", $2); print $2, $3 }' /proc/self/cgroup
        echo "unified $(awk -F: '$2 == "" { print $3 }' /proc/self/cgroup)"
    else
        echo ". $(awk -F: '$2 == "" { print $3 }' /proc/self/cgroup)"
    fi
}
while read -r hierarchy path; do
    above=/sys/fs/cgroup/$hierarchy$path
    own=$above/tingtang-services
    mkdir -p "$own"
    if [ "$hierarchy" = cpuset ]; then
        cat "$above/cpuset.cpus" > "$own/cpuset.cpus"
        cat "$above/cpuset.mems" > "$own/cpuset.mems"
    fi
    echo $$ > "$own/cgroup.procs"
done < <(groups)
exec unshare --mount --pid --fork --cgroup --ipc --uts --net --kill-child bash "$(dirname "$0")/inner.sh" "$1"
