"""One folder for a USB stick that installs machines without any network: Debian packages, wheels, models, type faces, voice,
the hall's file; every file by its hash, the list signed.

`key` makes the maker's key once; keep the secret half off every machine of a hall. `make` needs a network. `verify` checks a
copy, on any machine.

Examples:
  tingtang bundle key --out maker.key
  tingtang bundle make --key maker.key --target bookworm-arm64 --out tingtang-0.1.0
  tingtang bundle verify tingtang-0.1.0 --key maker.key.pub
  sudo sh /media/stick/tingtang-0.1.0/install.sh kiosk --fingerprint "…"
"""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from api.process.layout import Layout, Role
from api.process.secret_file import write_secret
from api.releases.signature import KeyUnusable, fingerprint, new_key, public_of
from tingtang.bundle.checking import findings
from tingtang.bundle.opened import BundleUnusable, MakerUnknown, maker_key_of, open_bundle, trusted_key
from tingtang.device.texts import choose_language
from tingtang.install.words import Words

WELL, PROBLEM, USAGE = 0, 1, 2
MEGABYTE = 1_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    key = actions.add_parser("key", help="make a maker's key")
    key.add_argument("--out", type=Path, required=True, help="file of the secret key; the public one gets .pub behind it")
    make = actions.add_parser("make", help="make a bundle; needs a network")
    make.add_argument("--key", type=Path, required=True, help="the maker's secret key")
    make.add_argument("--target", action="append", required=True, help="system, such as bookworm-arm64; may stand several times")
    make.add_argument("--role", action="append", choices=[role.value for role in Role], help="only for these (default: all)")
    make.add_argument("--site", type=Path, help="the hall's file or folder")
    make.add_argument("--wheel", type=Path, help="the product's wheel (default: of what runs here)")
    make.add_argument("--models", type=Path, action="append", default=[], help="folder where models lie already")
    make.add_argument("--out", type=Path, required=True, help="the folder to make")
    verify = actions.add_parser("verify", help="check every file of a bundle")
    verify.add_argument("folder", type=Path)
    verify.add_argument("--key", type=Path, help="public key of its maker (default: the one this machine has)")
    verify.add_argument("--fingerprint", help="of that key; instead of --key")
    verify.add_argument("--language", choices=["zh-CN", "en"], help="of what is said to you (default: by LANG)")


def run(arguments: argparse.Namespace) -> int:
    match arguments.action:
        case "key":
            return _key(arguments.out)
        case "make":
            return _make(arguments)
        case _:
            return _verify(arguments)


def _key(out: Path) -> int:
    secret = new_key()
    public = out.with_name(f"{out.name}.pub")
    try:
        write_secret(out, secret.decode().strip())
        public.write_bytes(public_of(secret))
    except OSError as error:
        print(f"tingtang bundle: {error}", file=sys.stderr)
        return PROBLEM
    print(f"wrote {out} (secret: keep it off every machine of a hall) and {public}")
    print(f"fingerprint: {fingerprint(public.read_bytes())}")
    return WELL


def _make(arguments: argparse.Namespace) -> int:
    # Here, since a machine that only installs has neither fonttools nor packaging.
    from tingtang.bundle.make.making import Recipe, make
    from tingtang.bundle.make.programs import CannotMake
    from tingtang.bundle.make.target import TARGETS

    unknown = [name for name in arguments.target if name not in TARGETS]
    if unknown:
        print(f"tingtang bundle: there is no {unknown[0]}; choose from {', '.join(TARGETS)}", file=sys.stderr)
        return USAGE
    roles = frozenset(Role(name) for name in arguments.role) if arguments.role else frozenset(Role)
    targets = tuple(TARGETS[name] for name in dict.fromkeys(arguments.target))
    try:
        secret = arguments.key.read_bytes()
        recipe = Recipe(targets, roles, secret, arguments.site, arguments.wheel, tuple(arguments.models))
        manifest = make(recipe, arguments.out, datetime.now(UTC), lambda line: print(f"[bundle] {line}", flush=True))
    except (CannotMake, KeyUnusable, OSError) as error:
        print(f"tingtang bundle: {error}", file=sys.stderr)
        return PROBLEM
    size = sum(file.size for file in manifest.files) // MEGABYTE
    print(f"made {arguments.out}: version {manifest.version}, {len(manifest.files)} files, {size} MB")
    print(f"fingerprint: {fingerprint(public_of(secret))}")
    return WELL


def _verify(arguments: argparse.Namespace) -> int:
    words = Words(choose_language(arguments.language, os.environ))
    here = Layout().release_key
    try:
        key = trusted_key(
            on_machine=here.read_bytes() if here.is_file() else None,
            given=arguments.key.read_bytes() if arguments.key else None,
            told=arguments.fingerprint,
            in_bundle=maker_key_of(arguments.folder),
        )
        bundle = open_bundle(arguments.folder, key)
        found = list(findings(bundle))
    except MakerUnknown as error:
        print(words("refused.keyUnknown", fingerprint=error.fingerprint), file=sys.stderr)
        return PROBLEM
    except (BundleUnusable, OSError) as error:
        print(words("refused.bundle", cause=error), file=sys.stderr)
        return PROBLEM
    if found:
        print(words("bundle.bad"), file=sys.stderr)
        for finding in found:
            print("  " + words(f"bundle.{finding.fault}", file=finding.file), file=sys.stderr)
        print(words("bundle.next"), file=sys.stderr)
        return PROBLEM
    manifest = bundle.manifest
    size = sum(file.size for file in manifest.files) // MEGABYTE
    mark = fingerprint(bundle.maker)
    print(words("bundle.good", version=manifest.version, count=len(manifest.files), size=size, fingerprint=mark))
    return WELL
