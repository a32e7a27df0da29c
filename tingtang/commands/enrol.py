"""Makes this machine a unit of a hall: a one-time code for a certificate.

The code is made on the controller: `tingtang trust code kiosk-03-link`. It says who the unit is and whom it may trust. Without
--code it is looked for where a prepared memory card has it, and removed when it was used. Doing it again after a power cut or a
lost answer is safe; a unit that has a certificate already keeps it.

Examples:
  tingtang enrol --hall hall.local --code tt1.kiosk-03-link.…
  tingtang enrol
"""

import argparse
import sys
from pathlib import Path

from api.messages.links import is_link
from api.process.layout import Layout
from api.process.settings_file import ConfigurationError
from hall_controller.trust.codes import Code, CodeDamaged, parse_code
from hall_controller.trust.files import PUBLIC, make_folder, write_file
from tingtang.trust.enrolment import enrol
from tingtang.trust.identity import Identity
from tingtang.trust.unit_client import HallAway, HallRefuses
from tingtang.trust.unit_settings import UNIT_SERVER_PORT, UnitSection, load_unit, unit_text

GOOD, BAD, CANT = 0, 1, 2
SETTINGS_MODE = 0o755


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--root", type=Path, default=Path("/"), help="folder of an image or a chroot instead of this machine")
    given = parser.add_mutually_exclusive_group()
    given.add_argument("--code", help="the one-time code")
    given.add_argument("--code-file", type=Path, help="file that holds it (default: /etc/tingtang/secrets/enrolment-code)")
    parser.add_argument("--hall", metavar="HOST[:PORT]", help="the hall's server (default: as unit.toml says)")
    parser.add_argument("--again", action="store_true", help="also when there is a certificate: after the unit was cut off")


def run(arguments: argparse.Namespace) -> int:
    layout = Layout(arguments.root)
    identity = Identity(layout.identity)
    waiting = arguments.code_file or layout.enrolment_code
    try:
        facts = identity.facts()
        if facts is not None and not arguments.again:
            print(f"this is {facts.node} already, until {facts.not_after:%Y-%m-%d}; after it was cut off: tingtang enrol --again")
            return GOOD
        code = parse_code(arguments.code if arguments.code else _read(waiting))
        unit = _unit(layout, arguments.hall, code)
        facts = enrol(unit, code, identity)
    except (CodeDamaged, ConfigurationError) as error:
        print(f"tingtang enrol: {error}", file=sys.stderr)
        return CANT
    except (HallAway, HallRefuses, OSError) as error:
        print(f"tingtang enrol: {error}", file=sys.stderr)
        return BAD
    if not arguments.code:
        waiting.unlink(missing_ok=True)
    print(f"this is {facts.node} now, until {facts.not_after:%Y-%m-%d}; it renews its certificate by itself")
    if layout.root == Path("/"):
        print(f"What runs already takes it when it starts anew: systemctl restart {_user(facts.node)}")
    return GOOD


def _user(node: str) -> str:
    """Who has to read the certificate: a terminal's broker for its bridge, everything of ours elsewhere."""
    return "mosquitto" if is_link(node) else "tingtang.target"


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError as error:
        raise ConfigurationError(f"{path}: {error.strerror}; give the code: tingtang enrol --code …") from error


def _unit(layout: Layout, hall: str | None, code: Code) -> UnitSection:
    """Who this unit is; written down when that wasn't done yet."""
    if hall is None:
        found = load_unit(layout.unit)
        if found.node != code.node:
            raise ConfigurationError(
                f"{layout.unit}: this unit is {found.node}, and the code is for {code.node}; get its own code"
            )
        return found
    host, colon, port = hall.rpartition(":")
    numbered = bool(colon) and port.isdigit() and ":" not in host
    try:
        unit = UnitSection(node=code.node, hall=host if numbered else hall, port=int(port) if numbered else UNIT_SERVER_PORT)
    except ValueError as error:
        raise ConfigurationError(f"--hall {hall}: give a host name or an address, such as hall.local:8443") from error
    make_folder(layout.settings, SETTINGS_MODE)
    write_file(layout.unit, unit_text(unit), PUBLIC)
    return unit
