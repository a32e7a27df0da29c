"""Reports out of the ledger, with the hall's own words and days. Implements `api.ports.ReportsPort`."""

import datetime as dt
from zoneinfo import ZoneInfo

from api.messages.views import TopView, WeeklyTops
from api.messages.words import Role
from hall_controller.config import HallConfig
from hall_controller.domain.events import Event
from hall_controller.domain.local_time import LocalTime
from hall_controller.store.reader import StoreReader

_DAYS = 7


class Reports:
    """Reads on the ledger's own thread."""

    def __init__(self, ledger: StoreReader, config: HallConfig) -> None:
        self._ledger = ledger
        self._local = LocalTime(ZoneInfo(config.hall.timezone))
        self._queues = {queue.id: dict(queue.names) for queue in config.queues}
        self._services = {service.id: dict(service.names) for service in config.services}

    async def tops(self, monday: dt.date) -> WeeklyTops:
        """The seven days from that Monday on."""
        following = monday + dt.timedelta(days=_DAYS)
        events = await self._ledger.topped(self._local.instant(monday, 0), self._local.instant(following, 0))
        year, week, _ = monday.isocalendar()
        return WeeklyTops(
            week=f"{year}-W{week:02d}",
            first_day=monday.isoformat(),
            last_day=(following - dt.timedelta(days=1)).isoformat(),
            tops=tuple(self._top(event) for event in events),
        )

    def _top(self, event: Event) -> TopView:
        body = event.body
        return TopView(
            at=event.at,
            ticket=body["ticket"],
            number=body["label"],
            # What left the configuration keeps its id as its name.
            queue_names=self._queues.get(body["queue"], {"zh-CN": body["queue"]}),
            service_names=self._services.get(body["service"], {"zh-CN": body["service"]}),
            by=event.by,
            role=Role(event.role),
            reason=body["reason"],
        )
