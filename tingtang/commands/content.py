"""The self-service items of a hall: checked before they are used, listed, shown as a kiosk runs them.

tingtang content check firmware_configs/items/example-county     every mistake with file, item and key; 0 when there is none
tingtang content check … --hall hall.toml                        besides: services that items hand over to and this hall lacks
tingtang content list firmware_configs/items/example-county      all items by zone; --zone tax for one
tingtang content show firmware_configs/items/example-county tax-guide --language en
                                                                 one item, step by step
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from api.messages.item_views import HandoverStep, ItemView
from api.process.settings_file import ConfigurationError
from hall_controller.config import load_hall_config
from hall_controller.items.content.catalogue import Catalogue
from hall_controller.items.content.checks import checked_folder
from hall_controller.items.content.described import described
from hall_controller.items.content.shorthand import LANGUAGES
from hall_controller.items.content.source import ContentError

WRONG = 1
NOT_THERE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["check", "list", "show"])
    parser.add_argument("folder", type=Path, help="holds common.toml and a file for each zone")
    parser.add_argument("item", nargs="?", help="show: the item's id")
    parser.add_argument("--hall", type=Path, help="check: the hall's file, to look for the services that items hand over to")
    parser.add_argument("--zone", help="list: only this zone")
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help=f"default: {LANGUAGES[0]}")


def run(arguments: argparse.Namespace) -> int:
    try:
        catalogue = checked_folder(arguments.folder)
    except ContentError as error:
        print(error, file=sys.stderr)
        print(f"{len(error.problems)} to mend", file=sys.stderr)
        return WRONG
    if arguments.what == "check":
        return _check(catalogue, arguments.folder, arguments.hall)
    if arguments.what == "list":
        return _list(catalogue, arguments.zone, arguments.language)
    return _show(catalogue, arguments.item, arguments.language)


def _check(catalogue: Catalogue, folder: Path, hall: Path | None) -> int:
    print(f"{folder}: {len(catalogue.items)} items in {len(catalogue.zones)} zones, all well")
    if hall is None:
        return 0
    try:
        services = {service.id for service in load_hall_config(hall).services}
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return NOT_THERE
    for item in catalogue.items.values():
        for step in item.steps:
            if isinstance(step, HandoverStep) and step.service not in services:
                print(f"  {item.id}: this hall has no service {step.service!r}; citizens choose one instead")
    return 0


def _list(catalogue: Catalogue, wanted: str | None, language: str) -> int:
    zones = [zone for zone in catalogue.zones if wanted in (None, zone.id)]
    if not zones:
        print(f"there is no zone {wanted!r}; there are {', '.join(zone.id for zone in catalogue.zones)}", file=sys.stderr)
        return NOT_THERE
    for zone in zones:
        print(f"{zone.id}  {zone.names[language]}  ({zone.items})")
        for item in catalogue.of_zone(zone.id):
            print(f"  {item.id:32}  {item.names[language]}{_marks(item)}")
    return 0


def _marks(item: ItemView) -> str:
    marks = list(_each_mark(item))
    return f"  [{', '.join(marks)}]" if marks else ""


def _each_mark(item: ItemView) -> Iterator[str]:
    if item.offline:
        yield "offline"
    if item.identity is not None:
        yield f"assurance {int(item.identity.assurance)}"
    if item.hours is not None:
        yield f"{item.hours.opens}–{item.hours.closes}"


def _show(catalogue: Catalogue, ident: str | None, language: str) -> int:
    item = catalogue.items.get(ident or "")
    if item is None:
        print(f"there is no item {ident!r}; `tingtang content list` names all", file=sys.stderr)
        return NOT_THERE
    department = next(one for one in catalogue.departments if one.id == item.department)
    print(f"{item.names[language]}  ({item.id}, {department.names[language]})")
    print(f"  {item.hint[language]}")
    if item.identity is not None:
        ways = ", ".join(way.value for way in item.identity.ways)
        print(f"  identity: {ways}; assurance {int(item.identity.assurance)}")
    for at, step in enumerate(item.steps, 1):
        for line in described(step, language, at):
            print(line)
    return 0
