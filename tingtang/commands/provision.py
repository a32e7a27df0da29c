"""From one site file everything for every unit: the card's files, configuration, wiring sheet, labels.

OUT/<unit>/boot goes onto the start partition of the unit's card (a PC: onto a stick labelled CIDATA); OUT/<unit>/first-boot is
the same for a machine without cloud-init; wiring.pdf and labels.pdf are for the person with the screwdriver. `--check` reads
every file as the unit will, real drivers and profiles included, and writes nothing.

`--secrets` names a folder with `codes/<name>` (tingtang trust code), `person-key` and `technician-code` (tingtang kiosk code):
they go onto the cards, and the unit's first start takes them off again. Without it they are put in by hand.

Examples:
  tingtang provision --site firmware_configs/sites/example-county/site.toml --check
  tingtang provision --site /root/hall/site.toml --out /root/cards --secrets /root/hall/secrets
  tingtang provision --site /root/hall/site.toml --out /root/cards --unit kiosk-03
"""

import argparse
import json
import sys
from pathlib import Path

from api.process.settings_file import ConfigurationError
from api.text.catalogue import LANGUAGES
from drivers.raster.fonts import FontBook, FontMissing
from tingtang.provision.checks import problems
from tingtang.provision.secrets_folder import NO_SECRETS, Secrets, missing_secrets, read_secrets
from tingtang.provision.site import load_site
from tingtang.provision.unit_file import certified_name
from tingtang.provision.units import Unit, units_of
from tingtang.provision.words import Words
from tingtang.provision.writing import write_labels, write_manifest, write_unit

WELL, PROBLEM, USAGE = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", type=Path, required=True, help="the site file")
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--out", type=Path, help="folder for the units' folders")
    action.add_argument("--check", action="store_true", help="read everything as the units will; write nothing")
    parser.add_argument("--unit", action="append", metavar="NODE", help="only this one; may be given several times")
    parser.add_argument("--secrets", type=Path, metavar="DIR", help="folder with codes/, person-key, technician-code")
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help="of sheets and labels (default: zh-CN)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace) -> int:
    try:
        secrets = read_secrets(arguments.secrets) if arguments.secrets else NO_SECRETS
        site = load_site(arguments.site)
        units = list(units_of(site, secrets))
        known = [unit.node for unit in units]
        if unknown := [name for name in arguments.unit or () if name not in known]:
            print(f"tingtang provision: there is no unit {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
            return USAGE
        chosen = [unit for unit in units if not arguments.unit or unit.node in arguments.unit]
        unseen: set[str] = set()
        found = list(problems(chosen, unseen))
        if not found and arguments.out is not None:
            words, fonts = Words(arguments.language), FontBook()
            for unit in chosen:
                write_unit(site, unit, arguments.out, words, fonts)
            write_labels(site, chosen, arguments.out, words, fonts)
            write_manifest(arguments.out)
    except (ConfigurationError, FontMissing, OSError, ValueError) as error:
        print(f"tingtang provision: {error}", file=sys.stderr)
        return PROBLEM
    missing = [
        line for unit in chosen for line in missing_secrets(secrets, unit.node, certified_name(unit.node, unit.role), unit.role)
    ]
    _tell(chosen, found, missing, sorted(unseen), arguments)
    return PROBLEM if found else WELL


def _by_hand(secrets: Secrets, unit: Unit) -> list[str]:
    return missing_secrets(secrets, unit.node, certified_name(unit.node, unit.role), unit.role)


def _tell(units: list[Unit], found: list[str], missing: list[str], unseen: list[str], arguments: argparse.Namespace) -> None:
    devices = sum(len(unit.devices) for unit in units)
    if arguments.json:
        told = {
            "units": [unit.node for unit in units],
            "devices": devices,
            "problems": found,
            "by_hand": missing,
            "unseen": unseen,
        }
        print(json.dumps(told, ensure_ascii=False))
        return
    for problem in found:
        print(problem, file=sys.stderr)
    if found:
        print(f"{len(found)} problems; nothing was written", file=sys.stderr)
        return
    print(f"{len(units)} units, {devices} devices: every file is read by the real loaders without a problem")
    if unseen:
        print(
            f"not looked at: {', '.join(unseen)}; this machine has no libraries for them. --check where the agent's are installed"
        )
    if arguments.out is not None:
        print(f"wrote {arguments.out}: a folder for each unit, labels.pdf of all, manifest.json")
        for line in missing:
            print(f"by hand: {line}")
