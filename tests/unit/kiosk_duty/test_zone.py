"""Night, closing time, out of service and emergency: instead of the home screen, or over everything."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.flow.audit import AuditKind
from kiosk.flow.flows import TAKE_TICKET
from kiosk.flow.intents import IntentKind
from kiosk.flow.zone.hours import DAY_MIN, Closed, Open, ZoneHours, state_at
from kiosk.flow.zone.views import Emergency, OutOfService, OutReason, ZoneClosed
from tests.support.duty_ports import MemoryDesk, MemorySlips, MemoryZone, duty_ports
from tests.support.kiosk_flow import Rig

FRIDAY = datetime(2025, 11, 21, tzinfo=UTC)
OFFICE = ((8 * 60, 12 * 60), (13 * 60, 18 * 60))
WEEK = ZoneHours((OFFICE,) * 5 + ((), ()), 15)


class Zoned(Rig):
    def __init__(self) -> None:
        self.zone, self.desk = MemoryZone(), MemoryDesk()
        super().__init__(more_ports={"zone": self.zone, "duty": duty_ports(self.desk, MemorySlips())})

    async def changed(self) -> None:
        await self.do(IntentKind.WORLD_CHANGED)


def at(hour: int, minute: int = 0, day: int = 0) -> datetime:
    return FRIDAY + timedelta(days=day, hours=hour, minutes=minute)


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (at(9), Open()),
        (at(11, 44), Open()),
        (at(11, 45), Open(at(12))),
        (at(12), Closed(at(13))),
        (at(18), Closed(at(8, day=3))),
        (at(7, 59), Closed(at(8))),
        (at(12, day=1), Closed(at(8, day=3))),
    ],
)
def test_hours_of_a_week(now: datetime, state: Open | Closed) -> None:
    assert state_at(WEEK, now) == state


def test_day_and_night_and_never() -> None:
    assert state_at(ZoneHours(), at(3)) == Open()
    assert state_at(ZoneHours(((),) * 7), at(3)) == Closed(None)
    over_midnight = ZoneHours((((0, 120), (22 * 60, DAY_MIN)),) * 7)
    assert state_at(over_midnight, at(23, 59)) == Open()
    assert state_at(over_midnight, at(1, 50)) == Open(at(2))


@given(st.integers(0, 366 * DAY_MIN))
def test_whatever_the_time_the_next_opening_is_an_opening(minute: int) -> None:
    now = FRIDAY + timedelta(minutes=minute)
    state = state_at(WEEK, now)
    if isinstance(state, Closed):
        assert state.opens is not None
        assert state.opens > now
        assert isinstance(state_at(WEEK, state.opens), Open)
    else:
        assert state.closes is None or now < state.closes <= now + timedelta(minutes=15)


async def test_at_night_nothing_can_be_begun_but_somebody_can_be_called() -> None:
    rig = Zoned()
    rig.zone.stands = ZoneClosed(at(8, day=3), "0912-1234567")
    await rig.wait(1)
    assert rig.view == "ZoneClosed"
    await rig.do(IntentKind.START, TAKE_TICKET)
    assert rig.view == "ZoneClosed"
    assert rig.engine.session is None
    await rig.do(IntentKind.HELP)
    await rig.do(IntentKind.CALL_STAFF, "help")
    assert rig.desk.calls
    rig.zone.stands = None
    await rig.wait(1)
    assert rig.view == "Home"


async def test_who_is_under_way_at_closing_time_finishes() -> None:
    rig = Zoned()
    await rig.choose()
    before = rig.view
    rig.zone.stands = ZoneClosed(None)
    await rig.wait(2)
    assert rig.view == before
    await rig.do(IntentKind.HOME)
    assert rig.view == "ZoneClosed"


async def test_out_of_service_says_so_and_lets_see_what_works_while_only_the_hall_is_away() -> None:
    rig = Zoned()
    rig.zone.stands = OutOfService(OutReason.NO_HALL, "0912-7654321", {"zh-CN": "一楼东门"}, some_works=True)
    await rig.changed()
    assert rig.view == "OutOfService"
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "Home"
    await rig.wait(10)
    assert rig.view == "Home"
    await rig.wait(90)
    assert rig.view == "OutOfService"
    rig.zone.stands = OutOfService(OutReason.STAFF)
    await rig.changed()
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "OutOfService"


async def test_an_emergency_ends_whatever_is_under_way_at_once_and_loses_no_number() -> None:
    rig = Zoned()
    await rig.choose()
    [taken] = rig.hall.takes.values()
    await rig.do(IntentKind.HELP)
    rig.zone.danger = Emergency("请从东门离开")
    await rig.changed()
    shown = rig.engine.shown
    assert (shown.view, shown.help_open) == (Emergency("请从东门离开"), False)
    assert rig.engine.session is None
    assert taken.left
    assert (AuditKind.SESSION_ENDED, "emergency") in [(event.kind, event.code) for event in rig.audit.events]
    for kind in (IntentKind.HOME, IntentKind.HELP, IntentKind.MODES, IntentKind.CONFIRM, IntentKind.BACK):
        await rig.do(kind)
        assert rig.engine.shown.view == Emergency("请从东门离开")
        assert not rig.engine.shown.help_open
    await rig.do(IntentKind.START, TAKE_TICKET)
    await rig.wait(200)
    assert rig.view == "Emergency"
    await rig.do(IntentKind.LANGUAGE, "en")
    assert rig.engine.shown.language == "en"


async def test_another_text_takes_its_place_and_its_end_brings_home_back() -> None:
    rig = Zoned()
    rig.zone.danger = Emergency("请从东门离开")
    await rig.wait(0.5)
    rig.zone.danger = Emergency("请从西门离开")
    await rig.changed()
    assert rig.engine.shown.view == Emergency("请从西门离开")
    rig.zone.danger = None
    await rig.changed()
    assert rig.view == "Home"


async def test_an_emergency_goes_over_night_and_failsafe() -> None:
    rig = Zoned()
    rig.zone.stands = ZoneClosed(None)
    await rig.changed()
    rig.engine.fail("test")
    assert rig.view == "Failsafe"
    rig.zone.danger = Emergency()
    await rig.wait(0.5)
    assert rig.view == "Emergency"
    rig.zone.danger = None
    await rig.wait(0.5)
    assert rig.view == "ZoneClosed"
