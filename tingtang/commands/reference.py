"""Reference servers of platforms and departments, on this machine, with invented people: for setting up, for the demo, for tests.

tingtang reference ctid --folder ref --make        write keys, token and the controller's section into ref/
tingtang reference ctid --folder ref               serve CTID's two steps on 127.0.0.1:18470
tingtang reference licence --folder ref            serve a province's licences on 127.0.0.1:18471
tingtang reference department --folder ref --make  write its token and the controller's section
tingtang reference department --folder ref         serve all departments of the example county's items on 127.0.0.1:18472
tingtang reference licence --list                  the invented people with their numbers
tingtang reference licence --folder ref --people mine.toml   your own (invented) people

While the licence server runs, a phone's code is had by
  curl -s -X POST http://127.0.0.1:18471/reference/code -H 'content-type: application/json' -d '{"number": "…"}'
and each server misbehaves by POST /reference/fault {"fault": "down", "times": 3}; others are busy, broken, slow, lost,
unsigned, refuses.
"""

import argparse
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from api.credentials.keys import Algorithm, new_private_key
from api.credentials.refusal import CodeRefused
from api.process.secret_file import read_secret
from api.process.settings_file import ConfigurationError
from hall_controller.items.content.checks import checked_folder
from tingtang.reference.compare import comparer
from tingtang.reference.ctid_app import CtidServer, ctid_app
from tingtang.reference.department import make as department
from tingtang.reference.department.app import department_app
from tingtang.reference.department.server import DepartmentServer
from tingtang.reference.faults import Faults
from tingtang.reference.gateway import Gateway
from tingtang.reference.licence_app import LicenceServer, licence_app
from tingtang.reference.make import ACCOUNT, CTID_PORT, CUSTOMER, LICENCE_PORT, SECTION, make_folder, read_folder
from tingtang.reference.people import INVENTED, Person, by_number, read_people
from tingtang.reference.serve import HOST, serve

PLATFORMS = {"ctid": CTID_PORT, "licence": LICENCE_PORT, "department": department.PORT}
STRANGE_KEY_ID = "00000000"
EXAMPLE_ITEMS = Path(__file__).parents[2] / "firmware_configs" / "items" / "example-county"
DEPARTMENTS_PLACE = ZoneInfo("Asia/Shanghai")
"""Whose day stands on papers."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("platform", choices=sorted(PLATFORMS))
    parser.add_argument("--folder", type=Path, default=Path("reference"), help="keys and token (default: reference)")
    parser.add_argument("--make", action="store_true", help="write keys, token and the controller's section, and end")
    parser.add_argument("--algorithm", choices=[one.value for one in Algorithm], default=Algorithm.ES256.value)
    parser.add_argument("--port", type=int, help="by default 18470 (ctid), 18471 (licence), 18472 (department)")
    parser.add_argument("--people", type=Path, help="TOML file of invented people instead of the built-in ones")
    parser.add_argument("--models", type=Path, help="ctid: folder of the recogniser's models, to really compare faces")
    parser.add_argument(
        "--items", type=Path, default=EXAMPLE_ITEMS, help="department: folder of items (default: the example county)"
    )
    parser.add_argument("--list", action="store_true", help="list the people and end")


def run(arguments: argparse.Namespace) -> int:
    try:
        people = read_people(arguments.people) if arguments.people else INVENTED
        if arguments.list:
            return _list(people)
        if arguments.make:
            return _make(arguments)
        _serve(arguments, people)
    except FileExistsError as error:
        print(f"{error.filename}: is there already; nothing was changed", file=sys.stderr)
        return 2
    except (ConfigurationError, OSError, CodeRefused) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _make(arguments: argparse.Namespace) -> int:
    section = SECTION
    if arguments.platform == "department":
        section = department.SECTION
        department.make_department(arguments.folder, arguments.items, arguments.port or department.PORT)
    else:
        make_folder(arguments.folder, Algorithm(arguments.algorithm))
    print(f"{arguments.folder}: written; {arguments.folder / section} goes into the controller's file")
    return 0


def _serve_department(arguments: argparse.Namespace) -> None:
    token_file, faults = arguments.folder / department.TOKEN, Faults()
    if not token_file.exists():
        raise ConfigurationError(f"{token_file}: isn't there; make it with --make")
    catalogue = checked_folder(arguments.items)
    server = DepartmentServer(catalogue, lambda: datetime.now(DEPARTMENTS_PLACE).date())
    gateway = Gateway({department.ACCOUNT: read_secret(token_file)}, _now_ms)
    port = arguments.port or department.PORT
    greeting = f"reference departments on http://{HOST}:{port}, {len(catalogue.items)} items; Ctrl-C ends it"
    serve(department_app(server, gateway, faults), port, greeting)


def _serve(arguments: argparse.Namespace, people: tuple[Person, ...]) -> None:
    if arguments.platform == "department":
        _serve_department(arguments)
        return
    keys = read_folder(arguments.folder)
    port = arguments.port or PLATFORMS[arguments.platform]
    known, faults = by_number(people), Faults()
    greeting = f"reference {arguments.platform} on http://{HOST}:{port}, {len(people)} invented people; Ctrl-C ends it"
    if arguments.platform == "licence":
        serve(licence_app(LicenceServer(known, {ACCOUNT: keys.token}, _now_ms), faults), port, greeting)
        return
    strange = new_private_key(keys.platform.alg, STRANGE_KEY_ID)
    server = CtidServer(known, {CUSTOMER: keys.hall}, keys.platform, comparer(arguments.models), _now_ms)
    serve(ctid_app(server, faults, strange), port, greeting)


def _list(people: tuple[Person, ...]) -> int:
    for person in people:
        picture = "picture" if person.picture else "no picture"
        print(f"{person.number:18}  {person.document}  {person.trust}  {person.status:9}  {picture:10}  {person.name}")
    return 0


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
