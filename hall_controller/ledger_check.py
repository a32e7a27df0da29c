"""Verifies the ledger's hash chain beside the work: at start and once a day."""

import asyncio
import sqlite3

import structlog

from api.messages.views import PartHealth
from hall_controller.store.reader import StoreReader

EVERY_S = 24 * 3600.0


class LedgerCheck:
    """What the last verification found."""

    def __init__(self, ledger: StoreReader) -> None:
        self._ledger = ledger
        self._log = structlog.get_logger("hall_controller.ledger")
        self._problem = ""
        self._checked = False

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.check()
            await asyncio.sleep(EVERY_S)

    async def check(self) -> None:
        try:
            broken = await self._ledger.verify()
        except sqlite3.Error as error:
            self._problem = f"unreadable: {error}"
        else:
            self._problem = f"record {broken.seq}: {broken.problem}" if broken is not None else ""
        self._checked = True
        if self._problem:
            self._log.error("ledger.broken", problem=self._problem)

    def health(self) -> PartHealth:
        """The part `ledger` of /healthz."""
        detail = self._problem or ("chain verified" if self._checked else "being verified")
        return PartHealth(name="ledger", well=not self._problem, detail=detail)
