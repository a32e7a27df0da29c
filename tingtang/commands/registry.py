"""The local register of a kiosk: residents who agreed that their face's template is kept, for a comparison with themselves only.

It is off until the kiosk's file has [identity.registry] and the hall's impact assessment covers it. Nobody is added without a
consent for it, given on paper: `add` wants its number. Numbers are asked for and never stand on a command line.

Examples:
  tingtang registry add --config kiosk-01.toml --receipt 7KQ2-M9XD           before the kiosk's own camera
  tingtang registry add --config kiosk-01.toml --receipt 7KQ2-M9XD --pictures /media/usb/person
  tingtang registry list --config kiosk-01.toml
  tingtang registry remove --config kiosk-01.toml
  tingtang registry purge --config kiosk-01.toml          those kept too long; --all: everybody
"""

import argparse
import json
import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from api.identity.documents import RESIDENT_CARD
from api.process.settings_file import ConfigurationError
from kiosk.settings import IdentitySection, load_settings
from kiosk.vision.registry import Registry, RegistryUnusable
from kiosk.vision.settings import RegistrySettings

GOOD, NOTHING_DONE, CANT = 0, 1, 2
RECEIPT = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    adding = actions.add_parser("add", help="keep a template of a person who agreed")
    adding.add_argument("--receipt", required=True, help="number of the consent's receipt, such as 7KQ2-M9XD")
    adding.add_argument("--pictures", type=Path, metavar="FOLDER", help="pictures of this one person instead of the camera")
    listing = actions.add_parser("list", help="how many there are, since when and until when; nobody's name is known here")
    removing = actions.add_parser("remove", help="delete one person")
    purging = actions.add_parser("purge", help="delete who is kept too long")
    purging.add_argument("--all", action="store_true", dest="everybody", help="delete everybody")
    for action in (adding, removing):
        action.add_argument(
            "--document", default=RESIDENT_CARD, help=f"document's type (default: {RESIDENT_CARD}, resident card)"
        )
    for action in (adding, listing, removing, purging):
        action.add_argument("--config", type=Path, required=True, metavar="FILE", help="the kiosk's file")
    listing.add_argument("--json", action="store_true", help="print one JSON object last")


def run(arguments: argparse.Namespace) -> int:
    try:
        section = load_settings(arguments.config).identity
        if section.registry is None:
            raise ConfigurationError(f"{arguments.config}: the register is off; it is switched on by [identity.registry]")
        registry = Registry(section.registry, lambda: time.time_ns() // 1_000_000)
        registry.open()
    except (ConfigurationError, RegistryUnusable) as error:
        return _cant(error)
    try:
        return _act(arguments, section, section.registry, registry)
    except (ConfigurationError, RegistryUnusable) as error:
        return _cant(error)
    finally:
        registry.close()


def _act(arguments: argparse.Namespace, section: IdentitySection, settings: RegistrySettings, registry: Registry) -> int:
    match arguments.action:
        case "add":
            return _add(arguments, section, registry, settings.keep_days)
        case "remove":
            return _remove(arguments, section, registry)
        case "purge":
            count = registry.clear() if arguments.everybody else registry.purge()
            print(f"{count} deleted; {registry.count()} kept.")
            return GOOD
    return _list(registry, json_wanted=arguments.json)


def _add(arguments: argparse.Namespace, section: IdentitySection, registry: Registry, keep_days: int) -> int:
    if not RECEIPT.fullmatch(arguments.receipt):
        return _cant("a receipt's number looks like 7KQ2-M9XD; without a consent nobody is added")
    # Loaded late: the other actions need neither OpenCV nor models.
    from kiosk.vision.enrolment import Enrolment, NotOnePerson
    from kiosk.vision.loading import load
    from kiosk.vision.settings import VisionSettings
    from tingtang.register.taking import from_camera, from_folder

    person = _asked(arguments, section)
    if person is None:
        return CANT
    parts = load(VisionSettings(models=section.models, engine=section.engine, accept_from=section.accept_from))
    if parts.detector is None or parts.engine is None or parts.bands is None:
        return _cant("the recogniser's models aren't there; run: tingtang models fetch")
    enrolment = Enrolment(parts.detector, parts.engine, parts.bands, follow=arguments.pictures is None)
    try:
        if arguments.pictures is not None:
            template = from_folder(arguments.pictures, enrolment, print)
        elif section.camera is not None:
            template = from_camera(section.camera, enrolment, print)
        else:
            return _cant(f"{arguments.config}: there is no camera; give --pictures")
    except (NotOnePerson, OSError) as error:
        print(f"tingtang registry: nobody was added: {error}", file=sys.stderr)
        return NOTHING_DONE
    registry.add(person, template)
    template.vector.fill(0)
    print(f"Added, for {keep_days} days. {registry.count()} people in this kiosk's register.")
    return GOOD


def _remove(arguments: argparse.Namespace, section: IdentitySection, registry: Registry) -> int:
    person = _asked(arguments, section)
    if person is None:
        return CANT
    count = registry.remove([person])
    print("Deleted." if count else "This person isn't in the register.")
    return GOOD if count else NOTHING_DONE


def _asked(arguments: argparse.Namespace, section: IdentitySection) -> str | None:
    from tingtang.register.persons import NobodyNamed, ask_person

    if section.person_key is None:
        _cant("identity.person_key is missing in the kiosk's file")
        return None
    try:
        return ask_person(arguments.document, section.person_key)
    except NobodyNamed as error:
        _cant(error)
        return None


def _list(registry: Registry, *, json_wanted: bool) -> int:
    entries = registry.entries()
    for entry in entries:
        print(f"{entry.mark}  {entry.engine:6s}  since {_day(entry.added_ms)}  until {_day(entry.expires_ms)}")
    print(f"{registry.count()} people.")
    if json_wanted:
        rows = [{"mark": e.mark, "engine": e.engine, "added": e.added_ms, "expires": e.expires_ms} for e in entries]
        print(json.dumps({"people": registry.count(), "entries": rows}))
    return GOOD


def _day(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).date().isoformat()


def _cant(why: object) -> int:
    print(f"tingtang registry: {why}", file=sys.stderr)
    return CANT
