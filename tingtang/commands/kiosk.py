"""A self-service terminal: its own broker, the technician's code, its self-tests' records, a long run.

`broker` writes all files of the terminal's own Mosquitto, bridged to the hall's. `code` makes the file that lets a technician in
at the screen. `records` checks the signatures of the self-tests. `soak` runs a kiosk for an hour under touches and measures it.

Examples:
  tingtang kiosk broker --site 150426-07 --kiosk kiosk-01 --hall hall.local:8883 --out /etc/tingtang
  tingtang kiosk code --out /etc/tingtang/technician-code
  tingtang kiosk records --file self-tests.jsonl --key terminal.pem
  tingtang kiosk soak --minutes 60
"""

import argparse
import asyncio
import getpass
import secrets
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from kiosk.technician.code import DIGITS_MAX, DIGITS_MIN, is_code, write_code
from kiosk.technician.records import RecordsDamaged, verify
from tingtang.kiosk_tools.terminal_files import write_terminal
from tingtang.terminal_bridge import Bridge

GOOD, BAD, CANT = 0, 1, 2
MADE_DIGITS = 8
SOAK_MINUTES = 60.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    broker = actions.add_parser("broker", help="write the files of a terminal's own broker")
    broker.add_argument("--site", required=True, help="the hall's site code")
    broker.add_argument("--kiosk", required=True, help="the terminal's node, such as kiosk-01")
    broker.add_argument("--agent", help="its agent's node (default: the kiosk's name and -agent)")
    broker.add_argument("--hall", required=True, metavar="HOST:PORT", help="the hall's broker")
    broker.add_argument(
        "--password-file", type=Path, help="of the account KIOSK-link, where the hall knows passwords (default: its certificate)"
    )
    broker.add_argument("--ca", metavar="FILE", help="the hall's certificate authority, as the terminal finds it")
    broker.add_argument("--out", type=Path, required=True, help="folder for the files")
    code = actions.add_parser("code", help="make the file with the technician's code")
    code.add_argument("--out", type=Path, required=True, help="the file")
    code.add_argument("--ask", action="store_true", help="type a code of your own; without it one is made up and printed once")
    records = actions.add_parser("records", help="check the signed records of self-tests")
    records.add_argument("--file", type=Path, required=True, help="self-tests.jsonl of the terminal or of a support bundle")
    records.add_argument("--key", type=Path, required=True, help="the terminal's public key (terminal.pem of a support bundle)")
    soak = actions.add_parser("soak", help="run a kiosk offscreen under random touches, measure its memory")
    soak.add_argument("--minutes", type=float, default=SOAK_MINUTES, help=f"how long (default: {SOAK_MINUTES:g})")
    soak.add_argument("--json", action="store_true", help="print one JSON object last")


def run(arguments: argparse.Namespace) -> int:
    try:
        match arguments.action:
            case "broker":
                return _broker(arguments)
            case "code":
                return _code(arguments)
            case "records":
                return _records(arguments)
            case _:
                return _soak(arguments)
    except OSError as error:
        print(f"tingtang kiosk: {error}", file=sys.stderr)
        return CANT


def _broker(arguments: argparse.Namespace) -> int:
    host, _, port = arguments.hall.rpartition(":")
    if not host or not port.isdigit():
        print(f"tingtang kiosk: --hall {arguments.hall}: give HOST:PORT, such as hall.local:8883", file=sys.stderr)
        return CANT
    agent = arguments.agent or f"{arguments.kiosk}-agent"
    password = arguments.password_file.read_text("ascii").strip() if arguments.password_file else None
    try:
        bridge = Bridge(arguments.site, arguments.kiosk, agent, host, int(port), password, authority=arguments.ca)
        written = write_terminal(arguments.out, bridge)
    except ValueError as error:
        print(f"tingtang kiosk: {error}", file=sys.stderr)
        return CANT
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        print(f"tingtang kiosk: mosquitto_passwd: {error}; install mosquitto on this machine", file=sys.stderr)
        return CANT
    for path, purpose in written.items():
        print(f"wrote {path}  {purpose}")
    return GOOD


def _code(arguments: argparse.Namespace) -> int:
    code = getpass.getpass("Code: ") if arguments.ask else "".join(secrets.choice("0123456789") for _ in range(MADE_DIGITS))
    if not is_code(code):
        print(f"tingtang kiosk: a code is {DIGITS_MIN} to {DIGITS_MAX} digits", file=sys.stderr)
        return CANT
    write_code(arguments.out, code)
    print(f"wrote {arguments.out}" + ("" if arguments.ask else f"  the code is {code}; it stands nowhere else, note it now"))
    return GOOD


def _records(arguments: argparse.Namespace) -> int:
    try:
        found = verify(arguments.file.read_bytes().splitlines(), arguments.key.read_bytes())
    except RecordsDamaged as damaged:
        print(f"{arguments.file}: {damaged}", file=sys.stderr)
        return BAD
    for record in found:
        at = datetime.fromtimestamp(record["at"] / 1000, UTC)
        wrong = [finding["part"] for finding in record["findings"] if finding["verdict"] == "broken"]
        print(f"{at:%Y-%m-%d %H:%M}Z {record['terminal']} {record['by']:<10} {record['verdict']:<6} {', '.join(wrong)}".rstrip())
    print(f"{len(found)} records, all signed by this terminal, none missing in between")
    return GOOD


def _soak(arguments: argparse.Namespace) -> int:
    # Here, since it brings a whole hall with it.
    from tingtang.kiosk_tools.soak import soak

    return asyncio.run(soak(arguments.minutes, as_json=arguments.json))
