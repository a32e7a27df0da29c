#!/bin/sh
# Runs inside namespaces of its own: mounts the card's system and works in it. $1: loop device. $2: mount point. $3: what to do. $4: bundle, or nothing.
set -eu
loop=$1
root=$2
mount --make-rprivate /
mount "${loop}p2" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount --bind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
here=/usr/local/lib/tingtang-first-boot

case "$3" in
    cloud-init)
        for step in "init --local" "init" "modules --mode=config"; do
            # shellcheck disable=SC2086
            chroot "$root" cloud-init $step >"$root/run/said" 2>&1 || { cat "$root/run/said" >&2; exit 1; }
        done
        ;;
    first-boot)
        product=""
        if [ -n "${4:-}" ]; then
            mkdir -p "$root/run/tingtang-stick"
            mount --bind -o ro "$4" "$root/run/tingtang-stick"
            # Debian's own file of the broker is asked about otherwise: settings come again after the packages.
            product="product settings"
        fi
        # shellcheck disable=SC2086
        chroot "$root" sh "$here/first-boot.sh" accounts data_partition early_settings secrets ${product:-settings} local_passwords lock seal >&2
        ;;
    report)
        for pair in data: opt/tingtang:opt etc/tingtang:etc var/lib/tingtang:lib var/lib/chrony:chrony; do
            [ "${pair%%:*}" = data ] && mount "${loop}p3" "$root/data" || mount --bind "$root/data/${pair#*:}" "$root/${pair%%:*}"
        done
        echo "FACT partitions=$(lsblk -n -r -o SIZE,TYPE "$loop" | awk '$2 == "part" { printf "%s ", $1 }')"
        echo "FACT mounts=$(grep -c '^LABEL=tingtang-data\|^/data/' "$root/etc/fstab")"
        echo "FACT root-mib=$(df -m --output=size "$root" | tail -n 1 | tr -d ' ')"
        grep -q '^technician:' "$root/etc/passwd" && [ -s "$root/home/technician/.ssh/authorized_keys" ] && echo "FACT technician=yes"
        secrets=$root/etc/tingtang/secrets
        left=$(ls -A "$root/boot/firmware/tingtang")
        echo "FACT secrets=$(stat -c %a "$secrets/person-key") $(stat -c %a "$secrets/enrolment-code") ${left:-none}"
        own=$(cut -d: -f1 "$root/etc/tingtang/mosquitto/passwords" | sort | tr '\n' ' ')
        grep -q 'kiosk-03:\$7\$' "$root/etc/tingtang/mosquitto/passwords"
        echo "FACT passwords=$(echo "$own" | wc -w) $([ "$own" = 'kiosk-03 kiosk-03-agent ' ] && echo yes)"
        echo "FACT hosts=$(awk '$2 == "ctl.hall.example" { print $1 }' "$root/etc/hosts")"
        image=$(find "$root/boot" -name 'initrd.img-*' | tail -n 1)
        chroot "$root" lsinitramfs "${image#"$root"}" >"$root/run/list"
        busybox=$(grep -q 'bin/busybox$' "$root/run/list" && echo yes)
        overlay=$(grep -q 'overlay.ko' "$root/run/list" && echo yes)
        script=$(grep -q 'init-bottom/overlayroot' "$root/run/list" && grep -q 'recurse=0' "$root/etc/overlayroot.conf" && echo yes)
        echo "FACT initramfs=$busybox $overlay $script"
        echo "FACT start=$(awk '$2 == "/boot/firmware" { print $4 }' "$root/etc/fstab")"
        if [ -e "$root/opt/tingtang/current" ]; then
            echo "FACT product=$(for one in kiosk.service agent.service upgrade.timer; do
                systemctl --root="$root" is-enabled "tingtang-$one"
            done | tr '\n' ' ' | sed 's/ $//')"
            echo "FACT reads=$(for one in agent kiosk unit; do
                chroot "$root" tingtang config check "$one" "/etc/tingtang/$one.toml"
            done | grep -c usable)"
        fi
        copies=$(grep -rl -e 'tt1\.kiosk-03' -e 'abababab' "$root/var/lib/cloud" "$root/var/log" "$here" || true)
        echo "FACT copies=${copies:-none}"
        # Everything that a second run mustn't change. Time stamps and the initramfs, which is made anew, are left out.
        (cd "$root" && find etc/tingtang etc/udev etc/chrony etc/fstab etc/hosts etc/overlayroot.conf -type f | sort | xargs sha256sum)
        sfdisk --dump "$loop" | grep start=
        ;;
esac
