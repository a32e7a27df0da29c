"""Adds up whom the terminals keep, and tells managers before a filing is due. A person is a number here."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import Awaitable, Callable, Iterable

from api.messages.completion import Completion
from api.messages.device_views import DeviceView, PartHealth
from api.messages.identity_words import STORED_PEOPLE, FilingState
from api.messages.privacy_views import FilingView
from api.messages.words import AlertKind
from hall_controller.domain.events import EventKind
from hall_controller.domain.facts import Alert, fact_body
from hall_controller.domain.hall import Hall
from hall_controller.domain.requests import HALL_ACTOR
from hall_controller.identity import counts
from hall_controller.identity.filing import FILE_AT, filing
from hall_controller.identity.privacy import PrivacyOffice
from hall_controller.identity.service import DISK_FAULTS, IdentityService
from hall_controller.store.transaction import Note

TICK_S = 60.0
"""People are enrolled one by one; the duty counts in days."""
ALERT = "people-stored"
_MS_PER_DAY = 86_400_000
_TOLD = frozenset({FilingState.NEAR, FilingState.DUE})


def stored_people(devices: Iterable[DeviceView]) -> dict[str, int]:
    """What the cameras of the terminals that are there say, by node."""
    found: dict[str, int] = {}
    for device in devices:
        number = device.detail.get(STORED_PEOPLE)
        if device.kind == "camera" and isinstance(number, int) and not isinstance(number, bool) and number >= 0:
            found[device.node] = found.get(device.node, 0) + number
    return found


class PeopleWatch:
    """
    Args:
        devices: the device board's lines.
        note: puts an alert into the ledger.
        hall: the replica, for alerts that stand already.
    """

    def __init__(
        self,
        identity: IdentityService,
        office: PrivacyOffice,
        devices: Callable[[], Iterable[DeviceView]],
        note: Callable[[Note], Awaitable[Completion]],
        hall: Callable[[], Hall],
        now_ms: Callable[[], int],
        new_id: Callable[[], str],
    ) -> None:
        self._identity = identity
        self._office = office
        self._devices = devices
        self._note = note
        self._hall = hall
        self._now_ms = now_ms
        self._new_id = new_id
        self._told = FilingState.NONE
        self._filing: FilingView | None = None

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            # Counted again a minute later; that the file refuses is told by the service.
            with contextlib.suppress(*DISK_FAULTS):
                await self.review()
            await asyncio.sleep(TICK_S)

    async def review(self) -> FilingView:
        """Count once, and raise an alert when it has become worse.

        Raises:
            sqlite3.Error: the file refuses.
        """
        now = self._now_ms()
        people = stored_people(self._devices())
        self._filing = found = await self._identity.in_thread(lambda: self._counted(people, now))
        if found.state in _TOLD and found.state is not self._told and not self._stands(found.state):
            detail = {"state": found.state.value, "people": found.people, "limit": FILE_AT, "due": found.due_on or "—"}
            alert = Alert(ALERT, AlertKind.PEOPLE_STORED, now, detail)
            await self._note(Note(self._new_id(), HALL_ACTOR, EventKind.ALERT_RAISED, fact_body(alert), commanded=False))
        self._told = found.state
        return found

    def health(self) -> PartHealth:
        """The part `identity` of /healthz."""
        if self._identity.failing:
            return PartHealth(name="identity", well=False, detail="the identity file refuses writes")
        found = self._filing
        if found is None or found.state not in _TOLD:
            return PartHealth(name="identity", well=True)
        if found.state is FilingState.NEAR:
            return PartHealth(name="identity", well=True, detail=f"{found.people} people stored, {FILE_AT} must be filed")
        today = self._office.local.date_of(self._now_ms())
        late = today > dt.date.fromisoformat(found.due_on)
        return PartHealth(name="identity", well=not late, detail=f"{found.people} people stored: to be filed by {found.due_on}")

    def _counted(self, people: dict[str, int], now: int) -> FilingView:
        """In the store's thread."""
        privacy = self._office.privacy
        with self._identity.store.transaction() as connection:
            total = counts.keep_stored(connection, people, FILE_AT, now, now - privacy.registry_days * _MS_PER_DAY)
            reached_at = counts.reached_at(connection)
        reached_on = self._office.local.date_of(reached_at) if reached_at is not None else None
        return filing(total, privacy, reached_on, self._office.is_working)

    def _stands(self, state: FilingState) -> bool:
        """Staff haven't put the same alert away yet."""
        alert = self._hall().facts.get(Alert, ALERT)
        return alert is not None and alert.detail.get("state") == state.value
