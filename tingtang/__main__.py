"""`tingtang`: the command line. Each command is a module of `tingtang.commands`, imported only when it is asked for."""

import argparse
import importlib
import sys
from typing import Protocol, cast

COMMANDS = {
    "demo": "run a whole hall with emulated devices on this machine",
    "account": "add an account, change its password",
    "audit": "check a hall's ledger: hash chain, state, every invariant of the queue",
    "backup": "copies of a hall while it works: make, list, verify, prune; keys for them",
    "restore": "bring a hall back from a backup, onto a clean place",
    "restore-drill": "would this hall come back, and how fast? Tried and thrown away",
    "simulate": "a day of a hall as fast as the machine goes: waits under other rules and staffing",
    "whatif": "a real day once more under another rule or with other windows: what would people have waited",
    "fit-rates": "rates of the accumulating rule that meet the hall's targets, from its own journal",
    "forecast": "how good the waiting-time forecast is: on a model's week, or a hall's own journal",
    "paper": "open a range of paper numbers for outages and draw its sheets",
    "provision": "files, wiring sheets and labels of every unit from one site file",
    "setup-sheet": "print what to set on a device, with the bar codes that a scanner reads its settings from",
    "device": "scan, test, watch and trace devices, find swapped cables, learn unknown keypads",
    "vision": "faces before the kiosk's camera: light and focus in words, speed, accuracy, threshold, attacks",
    "models": "fetch the recogniser's models into a folder and check every hash",
    "kiosk": "a terminal's own broker, the technician's code, records of self-tests, a long run",
    "credential": "reference issuer of show-codes: keys, the signed list of issuers, codes as QR",
    "reference": "reference servers of platforms (CTID, licences) and departments with invented people",
    "content": "check, list and show the self-service items of a folder",
    "privacy": "report on identification in numbers; the impact assessment filled in from the configuration",
    "retention": "erase what is past its time; what is kept, for how long, what was erased",
    "registry": "residents who agreed that a kiosk keeps their face's template: add, list, remove, purge",
    "install": "put the product on this Debian machine, or into an image; again: only what is missing",
    "uninstall": "take it away again; settings, keys and data stay unless you say otherwise",
    "bundle": "one signed folder for a USB stick that installs machines without a network",
    "replace": "a new machine takes a dead unit's place; the old one is cut off",
    "upgrade": "another release: on one unit, its zone, the hall; back by itself where it isn't well",
    "config": "check configuration files, compare two, write their schema",
    "trust": "the hall's authority: codes for units, certificates, cutting a unit off",
    "enrol": "make this machine a unit of a hall, with a one-time code",
    "renew": "renew this machine's certificates when their time comes",
    "sbom": "the list of everything the product on a machine consists of (CycloneDX)",
    "contract": "write the AsyncAPI document and the broker's access list from the table of topics",
    "screen": "a television with the hall's page: the browser, watched; systemd runs it",
    "doctor": "what is wrong with this machine, how sure, what to do; a support bundle",
    "pictures": "take the README's pictures from the running product",
}


class Command(Protocol):
    """What a command's module offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, arguments: argparse.Namespace) -> int: ...


def load_command(name: str) -> Command:
    return cast(Command, importlib.import_module(f"tingtang.commands.{name.replace('-', '_')}"))


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="tingtang",
        description="Tingtang (厅堂): control system of government service halls.",
        epilog="`tingtang COMMAND --help` explains a command and shows examples.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    wanted = next((word for word in (sys.argv[1:] if argv is None else argv) if not word.startswith("-")), None)
    for name, summary in COMMANDS.items():
        sub = commands.add_parser(name, help=summary, formatter_class=argparse.RawDescriptionHelpFormatter)
        if name == wanted:
            module = load_command(name)
            sub.description = (module.__doc__ or summary).strip()
            module.add_arguments(sub)
            sub.set_defaults(run=module.run)
    arguments = parser.parse_args(argv)
    return int(arguments.run(arguments))


if __name__ == "__main__":
    sys.exit(main())
