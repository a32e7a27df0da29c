#!/bin/sh
# Installs a machine from this folder. It needs no network and no Python: both come from here.
#
#   sudo sh install.sh kiosk --fingerprint "8f2a 00c1 …"
#
# The fingerprint is the one that the bundle's maker told you, not one that is written on the stick. What stands after the script's
# name goes to `tingtang install`.
set -eu
LC_ALL=C.UTF-8
export LC_ALL
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
work=/var/cache/tingtang-start
CONTEXT='tingtang release 1'

stop() {
    printf '%s\n%s\n' "$1" "$2" >&2
    exit 1
}

[ $# -gt 0 ] || stop '请写明这台机器的用途，例如：sudo sh install.sh kiosk' 'Say what the machine shall be, such as: sudo sh install.sh kiosk'
[ "$(id -u)" = 0 ] || stop '需要管理员权限：请在命令前面加 sudo。' 'An administrator is needed: put sudo before the command.'
. /etc/os-release
target=${VERSION_CODENAME:-unknown}-$(dpkg --print-architecture)
packages=$here/debian/$target
[ -d "$packages" ] || stop "这个安装包没有适合 $target 的软件。" "This bundle has no software for $target."

told=''
given=''
dry=no
previous=''
for word in "$@"; do
    [ "$previous" = --fingerprint ] && told=$word
    [ "$previous" = --key ] && given=$word
    [ "$word" = --dry-run ] && dry=yes
    previous=$word
done

rm -rf "$work"
mkdir -m 0700 "$work"
trap 'rm -rf "$work"' EXIT

# Whose it says it is: the last 32 bytes of the key in DER (RFC 8410) are the key itself.
key=$here/release-key.pub
if [ -n "$given" ]; then
    key=$given
elif [ -z "$told" ] && [ -f /etc/tingtang/release-key.pub ]; then
    key=/etc/tingtang/release-key.pub
else
    mark=$(sed '/-----/d' "$key" | base64 -d | tail -c 32 | sha256sum | cut -c1-32)
    if [ "$(printf %s "$told" | tr -d ' ' | tr A-F a-f)" != "$mark" ]; then
        shown=$(printf %s "$mark" | sed 's/..../& /g; s/ $//')
        stop "制作者的指纹是：$shown
和制作者另外告诉您的一致时，请加上：--fingerprint \"$shown\"" "The maker's fingerprint is: $shown
If it is the one that the maker told you, add: --fingerprint \"$shown\""
    fi
fi
# Whether that one signed it. Without openssl this waits for Python, which asks before anything of the product is installed.
if command -v openssl >/dev/null; then
    { printf '%s\n' "$CONTEXT"; cat "$here/start.sha256"; } >"$work/signed"
    base64 -d "$here/start.sha256.sig" >"$work/signature"
    openssl pkeyutl -verify -pubin -inkey "$key" -rawin -in "$work/signed" -sigfile "$work/signature" >/dev/null ||
        stop '安装包不是由这台机器信任的人制作的，或者被改动过。' 'The bundle was changed, or its maker is nobody whom this machine trusts.'
fi
grep -E "  (debian/$target|wheels|product|requirements)/" "$here/start.sha256" >"$work/sums"
(cd "$here" && sha256sum --check --quiet "$work/sums") ||
    stop '安装包里有文件损坏。请重新复制一份。' 'Files of the bundle are damaged. Copy it once more.'

if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    [ $dry = no ] || stop '这台机器还没有 Python，不能试运行。请先执行：apt-get install python3-venv' 'This machine has no Python yet, so nothing can be shown. First: apt-get install python3-venv'
    mkdir -p "$work/lists/partial"
    printf 'deb [trusted=yes] file:%s ./\n' "$(printf %s "$packages" | sed 's/ /%20/g')" >"$work/sources.list"
    for part in update install; do
        case $part in
            update) words='update' ;;
            install) words='install -y --no-install-recommends python3 python3-venv' ;;
        esac
        # shellcheck disable=SC2086 # the words are meant to be several
        DEBIAN_FRONTEND=noninteractive apt-get -qq -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
            -o "Dir::State::Lists=$work/lists" -o Acquire::Languages=none -o APT::Sandbox::User=root $words >"$work/apt.log" 2>&1 ||
            { cat "$work/apt.log" >&2; stop 'Python 没有装上。' 'Python could not be installed.'; }
    done
fi

python3 -m venv "$work/venv"
pip="$work/venv/bin/python -m pip install --quiet --disable-pip-version-check --no-cache-dir --isolated --no-index --no-deps --root-user-action=ignore"
$pip --find-links "$here/wheels" --require-hashes -r "$here/requirements/install.txt"
# The one that was checked; another beside it is nobody's.
product=$(sed -n 's,^[0-9a-f]*  \(product/tingtang-[^/]*\.whl\)$,\1,p' "$work/sums")
$pip "$here/$product"
status=0
"$work/venv/bin/python" -m tingtang install --bundle "$here" "$@" || status=$?
exit $status
