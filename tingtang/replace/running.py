"""`tingtang replace`, from the arguments to the exit code."""

import argparse
import getpass
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import httpx

from api.process.layout import Layout, Role
from api.process.settings_file import ConfigurationError
from drivers.raster.fonts import FontMissing
from hall_controller.clock import wall_ms
from hall_controller.releases.store import RolloutStore
from hall_controller.side_file import SideFileError
from hall_controller.trust.authority import CLOCK_SLACK
from tingtang.device.texts import choose_language
from tingtang.paper.sources import HttpSource, NoRange
from tingtang.provision.site import load_site
from tingtang.replace.acceptance import BUDGET_MIN, Certificate, Finding, Known, judge
from tingtang.replace.card import NoSuchUnit, Place, place_of, write_card
from tingtang.replace.numbers import close_numbers
from tingtang.trust.broker_control import BrokerSilent
from tingtang.trust.officer import TrustOfficer
from tingtang.upgrade.hall_side import who
from tingtang.upgrade.words import Words

GOOD, PROBLEM, USAGE = 0, 1, 2
MINUTE_MS = 60_000
STEPS = ("server", "card", "cables", "start", "accept")
"""What is left to do, with the minutes planned for each (texts `replace.step.*`)."""
PLANNED_MIN = {"server": 1, "card": 3, "cables": 3, "start": 2, "accept": 1}
_PROBLEMS = (
    BrokerSilent,
    ConfigurationError,
    SideFileError,
    FontMissing,
    NoRange,
    httpx.HTTPError,
    sqlite3.Error,
    OSError,
    subprocess.CalledProcessError,
)


def run(arguments: argparse.Namespace) -> int:
    os.umask(0o077)
    words = Words(choose_language(arguments.language, os.environ))
    try:
        place = place_of(load_site(arguments.site), arguments.old)
        with _store(Layout(arguments.root)) as store:
            return _check(arguments, place, store, words) if arguments.check else _replace(arguments, place, store, words)
    except (NoSuchUnit, ValueError, LookupError) as error:
        print(f"tingtang replace: {error}", file=sys.stderr)
        return USAGE
    except _PROBLEMS as error:
        print(f"tingtang replace: {error}", file=sys.stderr)
        return PROBLEM


@contextmanager
def _store(layout: Layout) -> Iterator[RolloutStore]:
    folder = layout.data_of(Role.UNITS)
    if not folder.is_dir():
        raise ConfigurationError(f"{folder}: there is no units' server here; run this on the hall's server")
    store = RolloutStore(folder, wall_ms)
    store.open()
    try:
        yield store
    finally:
        store.close()


def _replace(arguments: argparse.Namespace, place: Place, store: RolloutStore, words: Words) -> int:
    begun_s = time.monotonic()
    seen = next((unit for unit in store.units() if unit.node == place.name), None)
    if arguments.new_serial and seen is not None and seen.report.serial == arguments.new_serial:
        print(words("replace.thereAlready", node=place.node, serial=arguments.new_serial))
        return GOOD
    officer = TrustOfficer(Layout(arguments.root))
    known = place.name in {line.node.name for line in officer.listing()}
    cut_off = True
    if known:
        # First of all: whoever has the old machine has its certificate.
        revoked = officer.revoke(place.name)
        print(words("replace.done.revoked", node=place.name, count=len(revoked.serials)))
        if revoked.trouble:
            print(revoked.trouble, file=sys.stderr)
            cut_off = False
    store.replace(place.name, arguments.new_serial or "", who())
    code = officer.code(place.name)
    folder = write_card(load_site(arguments.site), place, code, arguments.secrets, arguments.out, arguments.language or "zh-CN")
    print(words("replace.done.card", folder=folder))
    well = _settle(arguments, place, words)
    print(words("replace.done.server", seconds=round(time.monotonic() - begun_s)))
    print(words("replace.next", minutes=BUDGET_MIN))
    for number, step in enumerate(STEPS[1:], start=1):
        print(f"  {number}. {words(f'replace.step.{step}', node=place.node, minutes=PLANNED_MIN[step], folder=folder)}")
    return GOOD if well and cut_off else PROBLEM


def _settle(arguments: argparse.Namespace, place: Place, words: Words) -> bool:
    """The dead unit's numbers; whether nothing is left to do about them."""
    if place.role is not Role.KIOSK:
        return True
    if arguments.url is None:
        print(words("replace.numbers.later", node=place.node))
        return True
    try:
        with HttpSource(arguments.url, arguments.account, _password()) as hall:
            closed = close_numbers(hall, place.node)
    except (NoRange, httpx.HTTPError) as error:
        print(words("replace.numbers.failed", node=place.node, cause=error), file=sys.stderr)
        return False
    print(words("replace.numbers.closed", ranges=closed.ranges, unused=closed.unused))
    return True


def _password() -> str:
    return getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def _check(arguments: argparse.Namespace, place: Place, store: RolloutStore, words: Words) -> int:
    machine = store.machine(place.name)
    if machine is None:
        print(words("replace.never", node=place.node), file=sys.stderr)
        return PROBLEM
    seen = next((unit for unit in store.units() if unit.node == place.name), None)
    certificates = [
        # A certificate is good from a little before it is made, for units whose clock is behind.
        Certificate(round((signed.not_before + CLOCK_SLACK).timestamp() * 1000), signed.revoked_at is not None)
        for line in TrustOfficer(Layout(arguments.root)).listing()
        if line.node.name == place.name
        for signed in line.certificates
    ]
    known = Known(machine.since_ms, machine.serial, certificates)
    if seen is not None:
        known = Known(machine.since_ms, machine.serial, certificates, seen.heard_ms, seen.report)
    findings = judge(known)
    _tell(findings, (wall_ms() - machine.since_ms) / MINUTE_MS, words, as_json=arguments.json)
    return GOOD if all(finding.good for finding in findings) else PROBLEM


def _tell(findings: list[Finding], minutes: float, words: Words, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"minutes": round(minutes, 1), "points": [asdict(finding) for finding in findings]}, ensure_ascii=False))
        return
    for finding in findings:
        answer = "yes" if finding.good else "no"
        print(f"{'✓' if finding.good else '✗'} {words(f'replace.{finding.point.value}.{answer}', detail=finding.detail)}")
    print(words("replace.time", minutes=round(minutes), budget=BUDGET_MIN))
