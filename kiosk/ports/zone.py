"""Whether this terminal serves anybody: its zone's hours, its own health, staff's order, and what the hall says."""

from collections.abc import Callable
from datetime import datetime

from api.messages.duty_views import HallNoticeView, TerminalView
from api.messages.names import Names
from kiosk.flow.ports import Clock
from kiosk.flow.zone.hours import Closed, ZoneHours, state_at
from kiosk.flow.zone.views import Emergency, OutOfService, OutReason, Standing, ZoneClosed
from kiosk.ports.hall_notice import HallNoticeWatch
from kiosk.ports.lease_store import LeaseStore

NO_HALL_AFTER_S = 60.0
"""A controller that restarts, or a cable that is pulled and put back, is no reason to close."""
SWITCHED_OFF = "out-of-service"
"""Name in the kiosk's store: whatever stands there, staff have taken the terminal out of service."""


class TerminalZone:
    """Implements `kiosk.flow.zone.ports.ZonePort`."""

    def __init__(
        self,
        hours: ZoneHours,
        known: HallNoticeWatch,
        *,
        node: str,
        phone: str,
        local_now: Callable[[], datetime],
        clock: Clock,
        kept: LeaseStore,
        failing: Callable[[], bool],
        serves: Callable[[], bool],
    ) -> None:
        """
        Args:
            phone: the maintainer's, while the hall has named none.
            local_now: the hall's local time, as far as it is known.
            kept: where staff's order lies, so that it outlives a restart.
            failing: it broke again and again.
            serves: the hall is there, or what people come for works without it.
        """
        self._hours = hours
        self._known = known
        self._node = node
        self._phone = phone
        self._local_now = local_now
        self._clock = clock
        self._kept = kept
        self._off = bool(kept.kept(SWITCHED_OFF))
        self._failing = failing
        self._serves = serves
        self._alone_since_s: float | None = clock()

    @property
    def switched_off(self) -> bool:
        return self._off

    def switch_off(self, off: bool) -> None:
        self._kept.keep(SWITCHED_OFF, "1" if off else "")
        self._off = off

    def emergency(self) -> Emergency | None:
        return self._known.emergency

    def standing(self) -> Standing | None:
        notice = self._known.notice
        reason = self._reason()
        if reason is not None:
            phone = notice.maintainer_phone or self._phone
            return OutOfService(reason, phone, nearest(notice, self._node), some_works=reason is OutReason.NO_HALL)
        state = state_at(self._hours, self._local_now())
        return ZoneClosed(state.opens, notice.phone) if isinstance(state, Closed) else None

    def closing(self) -> datetime | None:
        state = state_at(self._hours, self._local_now())
        return None if isinstance(state, Closed) else state.closes

    def _reason(self) -> OutReason | None:
        if self._serves():
            self._alone_since_s = None
        elif self._alone_since_s is None:
            self._alone_since_s = self._clock()
        if self._off:
            return OutReason.STAFF
        if self._failing():
            return OutReason.FAILING
        alone = self._alone_since_s
        return OutReason.NO_HALL if alone is not None and self._clock() - alone >= NO_HALL_AFTER_S else None


def nearest(notice: HallNoticeView, node: str) -> Names | None:
    """Where the next terminal stands that works: of the same zone first, in the hall's order."""
    own = next((one.zone for one in notice.terminals if one.node == node), "")

    def farther(one: TerminalView) -> bool:
        return not own or one.zone != own

    working = [one for one in notice.terminals if one.node != node and one.working]
    found = min(working, key=farther, default=None)
    return dict(found.names) if found is not None else None
