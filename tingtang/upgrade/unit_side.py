"""What runs on a unit, or on the hall's server for itself."""

import argparse
import subprocess
import sys
from pathlib import Path

from api.ids import new_id
from api.process.layout import Layout, Role
from api.process.settings_file import ConfigurationError
from api.releases.orders import Outcome, Report, Wanted
from hall_controller.releases.shelf import read_manifest
from tingtang.install.installed import read_installed
from tingtang.install.machine import Machine
from tingtang.install.running import machine_at
from tingtang.trust.identity import Identity
from tingtang.upgrade.change import FAILURES
from tingtang.upgrade.links import version_of
from tingtang.upgrade.lock import only_one
from tingtang.upgrade.source import FolderSource
from tingtang.upgrade.this_machine import hall_of, roles_of, upgrader_of
from tingtang.upgrade.trouble import Failed
from tingtang.upgrade.words import Words

PROBLEM = 1


def poll(arguments: argparse.Namespace, words: Words) -> int:
    machine = machine_at(arguments.root)
    layout = Layout(machine.root)
    upgrader = upgrader_of(machine)
    with only_one(layout.upgrade):
        # Also where the hall can't be reached or this unit isn't enrolled: what power cut short is finished first.
        upgrader.finish()
        installed = read_installed(machine.root)
        if installed is not None and installed.read_only:
            try:
                upgrader.keep_in_place()
            except (Failed, OSError) as error:
                # It is tried again at the next question; the hall may have an order that mends it.
                print(f"tingtang upgrade: units not put in place: {error}", file=sys.stderr)
        if not Identity(layout.identity).certificate.exists():
            # The hall's server, or a unit before its enrolment: there is nobody to ask.
            return _told(upgrader.report(), words, as_json=arguments.json)
        with hall_of(layout) as hall:
            return _told(upgrader.poll(hall), words, as_json=arguments.json)


def here(arguments: argparse.Namespace, words: Words) -> int:
    machine = machine_at(arguments.root)
    layout = Layout(machine.root)
    upgrader = upgrader_of(machine)
    if arguments.status:
        return _told(upgrader.report(), words, as_json=arguments.json)
    with only_one(layout.upgrade):
        upgrader.finish()
        if not arguments.dry_run and not arguments.without_backup:
            backup_first(machine)
        wanted = _wanted(layout, arguments)
        source = FolderSource(arguments.folder or Path())
        return _told(upgrader.follow(wanted, source), words, as_json=arguments.json)


def _wanted(layout: Layout, arguments: argparse.Namespace) -> Wanted:
    order = f"here-{new_id()}"
    if not arguments.back:
        version = read_manifest(arguments.folder).version
        return Wanted(version=version, order=order, switch=not arguments.dry_run, gate_s=arguments.gate_s)
    before = version_of(layout.previous)
    if before is None:
        raise ConfigurationError(f"{layout.previous}: there is no release before this one")
    return Wanted(version=before, order=order, switch=not arguments.dry_run, back=True, gate_s=arguments.gate_s)


def backup_first(machine: Machine) -> None:
    """On the hall's server: a new release may change the data so that the old one can't read it.

    Raises:
        ConfigurationError: there is no backup; nothing was changed.
    """
    installed = read_installed(machine.root)
    layout = Layout(machine.root)
    settings = layout.settings_of(Role.CONTROLLER)
    if installed is None or Role.CONTROLLER not in roles_of(installed) or not settings.is_file():
        return
    command = [str(layout.python), "-m", "tingtang", "backup", "make", "--config", str(settings)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise ConfigurationError(
            f"no backup could be made before the upgrade ({said[-1] if said else done.returncode}); nothing was changed. "
            "Mend that first, or give --without-backup"
        )
    print(done.stdout.strip(), file=sys.stderr)


def _told(report: Report, words: Words, *, as_json: bool) -> int:
    print(report.model_dump_json() if as_json else words.of_report(report))
    return PROBLEM if report.outcome in FAILURES or report.outcome is Outcome.UNKNOWN else 0


UNIT_ACTIONS = {"poll": poll, "here": here}
