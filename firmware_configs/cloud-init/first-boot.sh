#!/bin/sh
# First start of a unit: from a plain system to one that runs, locked. Started by tingtang-first-boot.service until it has ended
# well; every step looks first whether it is done, so a power cut or a missing stick only costs time.
#
# Beside it lie `unit.env` (NODE, ROLES, READ_ONLY, ROOT_GIB, SITE, NAMES) and the unit's files. cloud-init puts them there; on a
# machine without it copy the folder `first-boot` by hand and run this.
set -eu

HERE=${TINGTANG_FIRST_BOOT:-/usr/local/lib/tingtang-first-boot}
DONE=$HERE/done
STICK=/run/tingtang-stick
LAST=etc/overlayroot.conf
# Where overlayroot shows the card's own system while the root is a layer in memory.
LOWER=${TINGTANG_LOWER:-/media/root-ro}
# shellcheck source=/dev/null
. "$HERE/unit.env"

say() { echo "tingtang: $*"; }
stop() { say "$*"; say "Trying again in half a minute."; exit 1; }

# The disk that the root is on, and its partition: "mmcblk0 2".
root_disk() {
    part=$(findmnt -n -o SOURCE /)
    name=$(lsblk -n -o PKNAME "$part" | head -n 1)
    number=$(cat "/sys/class/block/$(basename "$part")/partition")
    echo "$name $number"
}

# $1: disk or image, $2: number of the root's partition. The root gets ROOT_GIB, the rest becomes a partition of its own. Says itself
# where it stops: the shell's -e doesn't hold before an "or".
divide() {
    count=$(sfdisk --dump "$1" | grep -c 'start=')
    [ "$count" -le "$2" ] || return 0
    echo ", ${ROOT_GIB}GiB" | sfdisk --no-reread --no-tell-kernel --force --quiet -N "$2" "$1" || return 1
    echo ", +" | sfdisk --no-reread --no-tell-kernel --force --quiet --append "$1"
}

data_partition() {
    [ "$READ_ONLY" = yes ] || return 0
    if [ -z "$(blkid -L tingtang-data || true)" ]; then
        # shellcheck disable=SC2046
        set -- $(root_disk)
        say "dividing the card: ${ROOT_GIB} GiB for the system, the rest for data"
        divide "/dev/$1" "$2" || stop "The card can't be divided. It must have at least 16 GB; write it again."
        partx --update "/dev/$1"
        udevadm settle --timeout=20
        resize2fs "$(findmnt -n -o SOURCE /)" || say "The system's file system couldn't grow into its partition."
        data=""
        for number in "/sys/block/$1/$1"*/partition; do
            if [ "$(cat "$number")" = "$(($2 + 1))" ]; then data=$(basename "$(dirname "$number")"); fi
        done
        [ -n "$data" ] || stop "The new partition doesn't show. Start the unit anew."
        mkfs.ext4 -q -F -L tingtang-data "/dev/$data"
        udevadm settle --timeout=20
    fi
    mkdir -p /data /opt/tingtang /etc/tingtang /var/lib/tingtang /var/lib/chrony
    mountpoint -q /data || mount -t ext4 -o noatime,nodev,nosuid -L tingtang-data /data
    mkdir -p /data/opt /data/etc /data/lib /data/chrony
    for pair in opt:/opt/tingtang etc:/etc/tingtang lib:/var/lib/tingtang chrony:/var/lib/chrony; do
        mountpoint -q "${pair#*:}" || mount --bind "/data/${pair%%:*}" "${pair#*:}"
    done
    grep -q tingtang-data /etc/fstab || cat "$HERE/fstab.tingtang" >>/etc/fstab
}

# What `tingtang provision` made for this unit, each file in its place. $1: below which folder. Files of Debian packages come after
# the packages, which would ask about them otherwise.
settings() {
    (cd "$HERE/files" && find "./${1:-.}" -type f) | while read -r file; do
        to=/${file#./}
        mkdir -p "$(dirname "$to")"
        cmp -s "$HERE/files/$file" "$to" || cp -p "$HERE/files/$file" "$to"
    done
    grep -q '# tingtang$' /etc/hosts || cat "$HERE/hosts.tingtang" >>/etc/hosts
}

early_settings() { settings etc/tingtang; }

# Read-only after a start that power cut short at its very end; secrets, initramfs and user-data are written there.
start_partition() {
    if mountpoint -q /boot/firmware; then mount -o remount,rw /boot/firmware; fi
}

# Raspberry Pi OS asks at its first start for a user's name on the screen, and lets nobody in over the network.
accounts() {
    if [ -e /usr/lib/systemd/system/userconfig.service ]; then systemctl disable --now userconfig.service; fi
    if [ -e /usr/lib/systemd/system/ssh.service ]; then systemctl enable --now ssh.service; fi
}

# Keys and the one-time code that lie on the start partition or the stick: to root alone, then gone from there.
secrets() {
    install -d -m 700 /etc/tingtang/secrets
    for folder in /boot/firmware/tingtang "$STICK/units/$NODE"; do
        [ -d "$folder" ] || continue
        for file in "$folder"/*; do
            case "${file##*/}" in
                enrolment-code | person-key | technician-code)
                    install -m 600 "$file" "/etc/tingtang/secrets/${file##*/}"
                    # On the disk before the only other copy goes: a power cut must not take both.
                    sync "/etc/tingtang/secrets/${file##*/}" /etc/tingtang/secrets
                    case "$folder" in /boot/*) rm -f "$file" ;; esac
                    ;;
            esac
        done
    done
    sync
}

stick() {
    mountpoint -q "$STICK" && return 0
    mkdir -p "$STICK"
    label=$(blkid -L TINGTANG || true)
    [ -n "$label" ] || return 0
    mount -o ro "$label" "$STICK"
}

product() {
    [ -x /opt/tingtang/current/venv/bin/python ] && [ -e "$HERE/installed" ] && return 0
    bundle=$(find "$STICK" -maxdepth 2 -name install.sh 2>/dev/null | sort -V | tail -n 1)
    [ -n "$bundle" ] || stop "Insert the stick labelled TINGTANG."
    extra=""
    [ "$READ_ONLY" = yes ] && extra="--read-only"
    # shellcheck disable=SC2086
    sh "$bundle" $ROLES $extra || stop "The installation failed; the lines above say why."
    touch "$HERE/installed"
}

# Of the terminal's own broker: its kiosk's and its agent's, made here, good nowhere else.
local_passwords() {
    [ "$ROLES" = kiosk ] || return 0
    own=/etc/tingtang/mosquitto
    for account in kiosk:"$NODE" agent:"$NODE-agent"; do
        file=/etc/tingtang/secrets/broker-password-${account%%:*}
        [ -s "$file" ] || (umask 077 && head -c 24 /dev/urandom | base64 -w 0 >"$file")
    done
    if [ ! -s "$own/passwords" ]; then
        # Before their hashes: a power cut must not leave hashes of passwords that nobody has.
        sync
        (
            umask 077
            for account in kiosk:"$NODE" agent:"$NODE-agent"; do
                printf '%s:%s\n' "${account#*:}" "$(cat "/etc/tingtang/secrets/broker-password-${account%%:*}")"
            done >"$own/passwords.new"
            # Hashes what stands in the file: no password is on a command line.
            mosquitto_passwd -U "$own/passwords.new"
            mv "$own/passwords.new" "$own/passwords"
        )
    fi
    chown -R root:mosquitto "$own"
    chmod 750 "$own"
    chmod 640 "$own"/*
}

# Certificates are judged by the clock, and most units have none that goes on without power.
clock() {
    systemctl restart chrony.service
    # The hall's server has a clock chip, and perhaps nobody to ask.
    [ "$ROLES" != controller ] || return 0
    chronyc -h 127.0.0.1 waitsync 30 1 0 1 >/dev/null 2>&1 || stop "No time from the controller. Is it on, and the network cable in?"
}

# The hall's server makes the hall's authority; every other unit is certified by it.
enrol() {
    if [ "$ROLES" = controller ]; then
        names=""
        for name in $NAMES; do names="$names --name $name"; done
        # shellcheck disable=SC2086
        /usr/local/bin/tingtang trust init --site "$SITE" $names || stop "The hall's authority couldn't be made; see above."
        return 0
    fi
    [ -e /etc/tingtang/identity/client.crt ] && return 0
    if [ ! -e /etc/tingtang/secrets/enrolment-code ]; then
        stop "No one-time code. Make one on the controller: tingtang trust code $NAMES; put it on the card as tingtang/enrolment-code."
    fi
    /usr/local/bin/tingtang enrol || stop "This unit couldn't be enrolled; the lines above say why."
}

lock() {
    [ "$READ_ONLY" = yes ] || return 0
    # All but the file that makes the root read-only at the next start: `seal` puts that in place, when nothing is left to do.
    (cd "$HERE/readonly-root" && find . -type f ! -path "./$LAST") | while read -r file; do
        mkdir -p "$(dirname "/${file#./}")"
        cp -p "$HERE/readonly-root/$file" "/${file#./}"
    done
    systemctl enable chrony-wait.service tingtang-root-writable.service
    update-initramfs -u -k all || stop "The initramfs couldn't be made; the lines above say why."
}

finish() {
    systemctl daemon-reload
    systemctl enable tingtang.target
    # Never again: on a read-only root it would do everything anew at each start. Its copies of our files go too.
    if [ -d /etc/cloud ]; then touch /etc/cloud/cloud-init.disabled; fi
    rm -f /var/lib/cloud/instances/*/user-data.txt* /var/lib/cloud/instances/*/cloud-config.txt
    if [ -f /boot/firmware/user-data ]; then echo "#cloud-config" >/boot/firmware/user-data; fi
    seal
    say "done; starting anew"
    systemctl reboot
}

# From the next start on the root is read-only, and nothing is done any more.
seal() {
    sync
    if [ "$READ_ONLY" = yes ]; then
        # The start partition is FAT, which has no journal: nothing writes there any more.
        sed -i -E 's,^([^#[:space:]]+[[:space:]]+/boot/firmware[[:space:]]+vfat[[:space:]]+defaults)([[:space:]]),\1\,ro\2,' /etc/fstab
        cp -p "$HERE/readonly-root/$LAST" "/$LAST"
        # Before the mark: with the mark alone the root would stay writable and nobody would see it.
        sync
    fi
    date -u +%FT%TZ >"$DONE"
    sync
}

# Power failed while that was written: the root is read-only already, everything is there but the mark. In the layer in memory it would
# be gone at the next start, and the unit would start anew for ever.
locked_already() {
    mountpoint -q "$LOWER" || return 1
    { mount -o remount,rw "$LOWER" && date -u +%FT%TZ >"$LOWER$DONE" && sync; } ||
        stop "The system's partition can't be written. Write the card again; if it stays so, take another card."
    mount -o remount,ro "$LOWER" || true
    say "done before the power failed"
}

everything() {
    start_partition
    accounts
    data_partition
    early_settings
    stick
    secrets
    product
    settings
    local_passwords
    clock
    enrol
    lock
    finish
}

case "${1:-}" in
    divide) divide "$2" "$3" || exit 1 ;;
    "") [ -e "$DONE" ] || locked_already || everything ;;
    # Single steps, for a technician who knows which one is to be done again.
    *) for step in "$@"; do "$step"; done ;;
esac
