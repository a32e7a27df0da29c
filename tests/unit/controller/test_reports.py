"""The weekly list of 置顶 out of a real ledger, on the hall's own calendar."""

import datetime as dt
from pathlib import Path

from api.messages.hall_commands import MoveToTop, Take
from api.messages.words import HandOver, Role
from api.ports import Actor
from hall_controller.reports import Reports
from hall_controller.store.reader import StoreReader
from tests.support.guarded_hall import guarded_config
from tests.support.hall_core import CLERK, KIOSK, MANAGER
from tests.support.hall_store import HandClock, StoreHall, store_hall

SUNDAY_NIGHT = int(dt.datetime(2026, 1, 4, 15, 59, tzinfo=dt.UTC).timestamp() * 1000)
"""23:59 in the hall (UTC+8): the last minute of the year's first week."""
CONFIG = guarded_config(hours={"daily": ["00:00-24:00"]}, calendar={"public_holidays": "none"})


def top(hall: StoreHall, actor: Actor, reason: str) -> str:
    ticket = str(hall.do(Take(service="s-a", hand_over=HandOver.SCREEN), KIOSK).result["ticket"]["id"])
    hall.do(MoveToTop(ticket=ticket, reason=reason), actor)
    return ticket


async def test_a_week_goes_from_monday_s_midnight_to_the_next(tmp_path: Path) -> None:
    path = tmp_path / "hall.db"
    with store_hall(path, CONFIG, HandClock(SUNDAY_NIGHT)) as hall:
        first, second = top(hall, CLERK, "faint"), top(hall, MANAGER, "a child alone")
        assert isinstance(hall.clock, HandClock)
        hall.clock.advance(60)
        third = top(hall, MANAGER, "a new week")
        reader = StoreReader(path)
        reports = Reports(reader, CONFIG)
        weeks = [await reports.tops(dt.date(2025, 12, 29) + dt.timedelta(weeks=number)) for number in range(3)]
        await reader.close()
    assert [(week.week, week.first_day, week.last_day) for week in weeks[:2]] == [
        ("2026-W01", "2025-12-29", "2026-01-04"),
        ("2026-W02", "2026-01-05", "2026-01-11"),
    ]
    assert [[top.ticket for top in week.tops] for week in weeks] == [[first, second], [third], []]
    entry = weeks[0].tops[0]
    assert (entry.number, entry.by, entry.role, entry.reason) == ("A001", "clerk-1", Role.CLERK, "faint")
    assert (entry.queue_names, entry.service_names) == ({"zh-CN": "名"}, {"zh-CN": "名"})
