"""Accounts of a hall's staff and devices. A running controller notices a change within seconds.

Examples:
  tingtang account add --data /var/lib/tingtang/ctl wang --role clerk --windows 3,4
  tingtang account password --data /var/lib/tingtang/ctl wang
  tingtang account list --data /var/lib/tingtang/ctl
The password is asked for, or read from standard input when that isn't a terminal: it never stands on a command line.
"""

import argparse
import getpass
import sys
from pathlib import Path

from api.messages.words import Role
from hall_controller.accounts.administration import add_account, list_accounts, remove_account, set_password
from hall_controller.accounts.store import AccountError
from hall_controller.settings import accounts_file


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    for name, summary in (
        ("add", "add an account"),
        ("password", "give an account a new password"),
        ("remove", "remove an account and end its sessions"),
        ("list", "list all accounts"),
    ):
        action = actions.add_parser(name, help=summary)
        action.add_argument("--data", type=Path, required=True, help="the controller's data folder")
        if name != "list":
            action.add_argument("name", help="1 to 32 characters of a-z, 0-9 and '-'")
        if name == "add":
            action.add_argument("--role", type=Role, choices=list(Role), required=True)
            action.add_argument(
                "--windows", type=_windows, help="for clerks: windows they may work at, such as 3,4 (default: any)"
            )


def run(arguments: argparse.Namespace) -> int:
    path = accounts_file(arguments.data)
    try:
        match arguments.action:
            case "add":
                add_account(path, arguments.name, arguments.role, _password(), windows=arguments.windows)
            case "password":
                set_password(path, arguments.name, _password())
            case "remove":
                remove_account(path, arguments.name)
            case _:
                for account in list_accounts(path):
                    windows = "" if account.windows is None else " windows " + ",".join(map(str, sorted(account.windows)))
                    print(f"{account.name:32} {account.role.value}{windows}")
    except AccountError as error:
        print(f"tingtang account: {error}", file=sys.stderr)
        return 1
    return 0


def _windows(text: str) -> frozenset[int]:
    try:
        return frozenset(int(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r}: window numbers with commas between, such as 3,4") from error


def _password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")
