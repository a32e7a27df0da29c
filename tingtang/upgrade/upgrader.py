"""Carries out what the hall orders, and says how it went. Never leaves a release half in place."""

import contextlib
import shutil
from pathlib import Path

from api.releases.manifest import needed_files
from api.releases.orders import Outcome, Report, Trouble, Wanted
from tingtang.upgrade.change import FAILURES, Changer
from tingtang.upgrade.fetching import fetch_files, fetch_list, needed_bytes
from tingtang.upgrade.links import version_of
from tingtang.upgrade.ports import Clock, Maker, Services, UnitFacts
from tingtang.upgrade.source import HallSource, Source
from tingtang.upgrade.state import StateFile, UpgradeState
from tingtang.upgrade.trouble import Failed, of_disk

FETCHED = "fetched"
PASSING = frozenset({Trouble.NOT_REACHED, Trouble.REFUSED})
"""Not the release's fault: tried again at the next question, without a new order."""
NO_VERSION = "0"


class Upgrader:
    """One machine's. What it knows is on the disk, so each process makes its own."""

    def __init__(self, unit: UnitFacts, maker: Maker, services: Services, clock: Clock) -> None:
        self._unit = unit
        self._layout = unit.layout
        self._maker = maker
        self._services = services
        self._file = StateFile(unit.layout.upgrade)
        self._changer = Changer(unit, self._file, maker, services, clock)

    def poll(self, hall: HallSource) -> Report:
        """Ask, do, report.

        Raises:
            Failed: the hall can't be reached.
            OSError: the disk refuses what must be kept.
        """
        report = self.follow(hall.wanted(), hall)
        hall.report(report)
        return report

    def finish(self) -> None:
        """Bring what was cut short to an end; it needs no hall for that.

        Raises:
            OSError: the disk refuses what must be kept.
        """
        self._changer.recover()

    def keep_in_place(self) -> bool:
        """On a read-only root the system's folders are as the card was written at each start: the units of the release that runs
        are put there again. Whether they had to be; while somebody is served, nothing is done.

        Raises:
            Failed, OSError: they can't be put there.
        """
        running = self._changer.running()
        if running is None or not self._maker.is_made(running) or self._services.occupied():
            return False
        changed = self._maker.place(running)
        if changed:
            self._services.restart()
        return changed

    def follow(self, wanted: Wanted, source: Source) -> Report:
        """One order. Carried out before, or failed before: nothing is done, the same is reported again.

        Raises:
            OSError: the disk refuses what must be kept.
        """
        state = self._changer.recover()
        if wanted.version is None:
            return self.report(state)
        if wanted.order == state.order and state.outcome in FAILURES:
            return self.report(state)
        if wanted.version == self._changer.running():
            self._tidy(wanted.version)
            return self.report(UpgradeState(order=wanted.order, outcome=Outcome.WELL))
        try:
            self._prepare(wanted, source)
        except Failed as error:
            return self._not_done(wanted, error)
        except OSError as error:
            return self._not_done(wanted, of_disk(error))
        if not wanted.switch:
            return self.report(UpgradeState(order=wanted.order, outcome=Outcome.READY))
        if self._services.occupied():
            return self.report(UpgradeState(order=wanted.order, outcome=Outcome.BUSY))
        state = self._changer.change(wanted.version, wanted.order, wanted.gate_s)
        self._tidy(wanted.version)
        return self.report(state)

    def report(self, state: UpgradeState | None = None) -> Report:
        """How this machine is."""
        state = state or self._file.load()
        looks = self._services.look()
        ill = [look.name for look in looks if not look.active or look.well is False]
        return Report(
            version=self._changer.running() or NO_VERSION,
            order=state.order,
            outcome=state.outcome,
            trouble=state.trouble,
            detail=state.detail or ", ".join(ill)[:200],
            well=not ill,
            roles=tuple(sorted(self._unit.roles)),
            free_bytes=shutil.disk_usage(_existing(self._layout.product)).free,
            machine=self._unit.machine,
            serial=self._unit.serial,
        )

    def _prepare(self, wanted: Wanted, source: Source) -> None:
        """The release is made and checked when this returns."""
        version = wanted.version or ""
        if not self._maker.is_made(version):
            if wanted.back:
                raise Failed(Trouble.NO_RELEASE, f"{version} isn't on this machine any more")
            self._fetch_and_make(version, source)
        self._maker.check(version)

    def _fetch_and_make(self, version: str, source: Source) -> None:
        manifest, signed = fetch_list(source, version, self._layout.release_key)
        files = needed_files(manifest, self._unit.roles, self._unit.machine, self._unit.python)
        folder = self._layout.upgrade / FETCHED / version
        self._tidy(version)
        folder.mkdir(parents=True, exist_ok=True)
        needed, free = needed_bytes(files, folder), shutil.disk_usage(folder).free
        if free < needed:
            raise Failed(Trouble.NO_ROOM, f"{needed // 2**20} MB needed, {free // 2**20} MB free")
        fetch_files(source, manifest, files, folder, signed)
        self._maker.make(manifest, files, folder)
        # It may wait for its hours for a day: what it was made of needn't.
        shutil.rmtree(folder)

    def _not_done(self, wanted: Wanted, failed: Failed) -> Report:
        passing = failed.trouble in PASSING
        if failed.trouble is Trouble.NO_ROOM:
            # The room that was left belongs to journal, outbox and leases.
            self._tidy(None)
        state = UpgradeState(
            order=wanted.order,
            outcome=Outcome.STAYED if passing else Outcome.FAILED,
            trouble=failed.trouble,
            detail=failed.detail,
        )
        if not passing:
            # A disk without room for that still has a report to make; the order is begun again, and fails again.
            with contextlib.suppress(OSError):
                self._file.save(state)
        return self.report(state)

    def _tidy(self, wanted: str | None) -> None:
        """Room: releases that nothing names any more, and what was fetched for others or is made already."""
        layout = self._layout
        kept = {wanted, *(version_of(link) for link in (layout.current, layout.previous, layout.proven))}
        for version in self._maker.versions():
            if version not in kept:
                self._maker.remove(version)
        fetched = layout.upgrade / FETCHED
        for folder in fetched.iterdir() if fetched.is_dir() else ():
            if folder.name != wanted or self._maker.is_made(folder.name):
                shutil.rmtree(folder)


def _existing(folder: Path) -> Path:
    return folder if folder.exists() else _existing(folder.parent)
