"""The hall's own authority, on the controller: who is a unit of this hall.

`init` makes the authority and all that the broker needs. `code` gives a unit a one-time code, with which `tingtang enrol` on the
unit gets its certificate. `revoke` cuts a unit off, its open connection too. `export` puts the authority into an encrypted file
for a safe; `import` goes on with it on a new machine.

A terminal with a broker of its own is known by its bridge: kiosk-03-link. Everything else by its node: window-agent, pad-7.

Examples:
  tingtang trust init --site 150426-07 --name hall.local --name 192.168.10.2
  tingtang trust code kiosk-03-link
  tingtang trust list
  tingtang trust revoke kiosk-03-link
  tingtang trust issue pad-7 --days 730 --out pad-7
  tingtang trust export --out /media/usb/authority.json
"""

import argparse
import getpass
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from api.process.layout import Layout
from api.process.settings_file import ConfigurationError
from hall_controller.side_file import SideFileError
from hall_controller.trust.certificates import LIFE
from hall_controller.trust.export import SHORTEST_PASSPHRASE, ExportDamaged
from hall_controller.trust.files import PRIVATE, write_file
from hall_controller.trust.registrar import CODE_LIFE
from tingtang.trust.broker_control import BrokerSilent
from tingtang.trust.officer import TrustOfficer, UnitLine

GOOD, BAD, CANT = 0, 1, 2
HOURS = CODE_LIFE.total_seconds() / 3600


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--root", type=Path, default=Path("/"), help="folder of an image or a chroot instead of this machine")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    init = actions.add_parser("init", help="make the hall's authority and the broker's files")
    init.add_argument("--site", required=True, help="the hall's site code")
    init.add_argument("--name", action="append", required=True, help="host name or address of this server; repeat it")
    code = actions.add_parser("code", help="a one-time code for a unit")
    code.add_argument("node", help="the unit, such as kiosk-03-link")
    code.add_argument("--valid-h", type=float, default=HOURS, help=f"hours until it is worth nothing (default: {HOURS:g})")
    code.add_argument("--out", type=Path, help="put it into a file (0600) instead of printing it")
    listing = actions.add_parser("list", help="units, their certificates, who is cut off")
    listing.add_argument("--json", action="store_true", help="for a program to read")
    revoke = actions.add_parser("revoke", help="cut a unit off, at once")
    revoke.add_argument("node")
    issue = actions.add_parser("issue", help="certificate and key for a device that can't enrol, such as a rating pad")
    issue.add_argument("node")
    issue.add_argument("--days", type=float, default=LIFE.days, help=f"how long it is good (default: {LIFE.days})")
    issue.add_argument("--out", type=Path, required=True, help="folder for client.crt, client.key, hall-ca.crt")
    for name, what in (("export", "the authority into an encrypted file"), ("import", "go on with an exported authority")):
        moved = actions.add_parser(name, help=what)
        moved.add_argument("--out" if name == "export" else "--file", dest="file", type=Path, required=True)
        moved.add_argument("--passphrase-file", type=Path, help="asked for when left out")
    actions.add_parser("crl", help="print the list of revoked certificates")
    actions.add_parser("broker-files", help="write the broker's files anew and have it read them")
    actions.add_parser("pages", help="certificate for the pages over HTTPS, for controller.toml")


def run(arguments: argparse.Namespace) -> int:
    officer = TrustOfficer(Layout(arguments.root))
    try:
        return _ACTIONS[arguments.action](officer, arguments)
    except (ValueError, LookupError) as error:
        print(f"tingtang trust: {error}", file=sys.stderr)
        return CANT
    except BrokerSilent as error:
        print(f"tingtang trust: {error}; the rest is done: do it again once the broker answers", file=sys.stderr)
        return BAD
    except (ConfigurationError, SideFileError, ExportDamaged, OSError, sqlite3.Error) as error:
        print(f"tingtang trust: {error}", file=sys.stderr)
        return BAD
    except subprocess.CalledProcessError as error:
        print(f"tingtang trust: mosquitto_passwd: {error}", file=sys.stderr)
        return BAD


def _init(officer: TrustOfficer, arguments: argparse.Namespace) -> int:
    written = officer.init(arguments.site, arguments.name)
    for path in written:
        print(f"wrote {path}")
    if not written:
        print("nothing to do: authority and broker's files are there")
    elif any(path.name == "authority.key" for path in written):
        print("Put an export of the authority into a safe now: tingtang trust export --out FILE")
        print("Start what waited for it: systemctl restart mosquitto tingtang.target")
    return GOOD


def _code(officer: TrustOfficer, arguments: argparse.Namespace) -> int:
    code = officer.code(arguments.node, timedelta(hours=arguments.valid_h))
    if arguments.out is None:
        print(code)
        return GOOD
    write_file(arguments.out, code + "\n", PRIVATE)
    print(f"wrote {arguments.out}  good once, for {arguments.valid_h:g} hours")
    return GOOD


def _list(officer: TrustOfficer, arguments: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    lines = officer.listing()
    if arguments.json:
        print(json.dumps([_as_json(line, now) for line in lines]))
        return GOOD
    for line in lines:
        print(f"{line.node.name:<24} {_state(line, now)}")
    if not lines:
        print("no unit yet; make a code for one: tingtang trust code NODE")
    return GOOD


def _state(line: UnitLine, now: datetime) -> str:
    if line.node.cut_off_at is not None:
        return f"cut off {line.node.cut_off_at:%Y-%m-%d %H:%M}Z"
    good = line.newest_good(now)
    parts = [f"certificate until {good.not_after:%Y-%m-%d}" if good else "no certificate"]
    if line.code_until is not None:
        parts.append(f"code until {line.code_until:%Y-%m-%d %H:%M}Z")
    return ", ".join(parts)


def _as_json(line: UnitLine, now: datetime) -> dict[str, object]:
    good = line.newest_good(now)
    return {
        "node": line.node.name,
        "cut_off_at": line.node.cut_off_at.isoformat() if line.node.cut_off_at else None,
        "certificate_until": good.not_after.isoformat() if good else None,
        "serial": format(good.serial, "x") if good else None,
        "code_until": line.code_until.isoformat() if line.code_until else None,
    }


def _revoke(officer: TrustOfficer, arguments: argparse.Namespace) -> int:
    done = officer.revoke(arguments.node)
    print(f"{arguments.node} is cut off: {len(done.serials)} certificates revoked")
    if not done.broker_running:
        print("the broker doesn't run here; it knows when it starts")
    elif done.connection_ended:
        print("its connection at the broker has ended, and it can't come back")
    else:
        print(f"tingtang trust: {done.trouble}", file=sys.stderr)
        return BAD
    print("Put a new export into the safe, the old one doesn't know of this: tingtang trust export --out FILE")
    return GOOD


def _issue(officer: TrustOfficer, arguments: argparse.Namespace) -> int:
    for path in officer.issue(arguments.node, arguments.out, timedelta(days=arguments.days)):
        print(f"wrote {path}")
    return GOOD


def _export(officer: TrustOfficer, arguments: argparse.Namespace) -> int:
    passphrase = _passphrase(arguments, twice=True)
    write_file(arguments.file, officer.export(passphrase), PRIVATE)
    print(f"wrote {arguments.file}  keep it and its passphrase apart, and both outside of the hall")
    return GOOD


def _import(officer: TrustOfficer, arguments: argparse.Namespace) -> int:
    known = officer.take_in(arguments.file.read_text("utf-8"), _passphrase(arguments, twice=False))
    print(f"the authority is here again; it knows {known} units. Now: tingtang trust init, with this server's names")
    return GOOD


def _crl(officer: TrustOfficer, _: argparse.Namespace) -> int:
    print(officer.revocation_list(), end="")
    return GOOD


def _broker_files(officer: TrustOfficer, _: argparse.Namespace) -> int:
    changed = officer.broker_files()
    print(f"wrote {', '.join(changed)}" if changed else "nothing to do")
    return GOOD


def _pages(officer: TrustOfficer, _: argparse.Namespace) -> int:
    certificate, key = officer.pages_certificate()
    print(f"{certificate}\n{key}\nIn controller.toml, as systemd hands them to the controller:")
    print('[http]\ncertificate_file = "/run/credentials/tingtang-controller.service/http.crt"')
    print('key_file = "/run/credentials/tingtang-controller.service/http.key"')
    print("Then: systemctl restart tingtang-controller. With a proxy in front instead: systemctl reload nginx")
    print("Browsers must trust authority.crt, which lies in /etc/tingtang")
    return GOOD


def _passphrase(arguments: argparse.Namespace, *, twice: bool) -> str:
    if arguments.passphrase_file is not None:
        return str(arguments.passphrase_file.read_text("utf-8").strip())
    passphrase = getpass.getpass(f"Passphrase (at least {SHORTEST_PASSPHRASE} characters): ")
    if twice and getpass.getpass("Once more: ") != passphrase:
        raise ValueError("the two aren't the same")
    return passphrase


_ACTIONS: dict[str, Callable[[TrustOfficer, argparse.Namespace], int]] = {
    "init": _init,
    "code": _code,
    "list": _list,
    "revoke": _revoke,
    "issue": _issue,
    "export": _export,
    "import": _import,
    "crl": _crl,
    "broker-files": _broker_files,
    "pages": _pages,
}
