"""One's own number and bookings by ear and keypad alone, with the hall's real core at the other end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.check_code import check_code
from api.messages.hall_commands import Miss, Next
from api.messages.words import TicketState
from kiosk.flow.identity.ports import CardRead
from kiosk.ports.store import KioskStore
from tests.support.hall_core import MORNING
from tests.support.identity_ports import ADULT
from tests.support.number_rig import ME, NumberRig
from tests.support.pad_citizen import PadCitizen
from tests.support.pad_visits import a_room_hears, guided, hears


@pytest.fixture
def numbers(tmp_path: Path) -> Iterator[NumberRig]:
    store = KioskStore(tmp_path / "kiosk.sqlite", lambda: MORNING)
    yield NumberRig(store)
    store.close()


async def to_own(rig: NumberRig, citizen: PadCitizen, label: str) -> None:
    await citizen.choose("我的号码")
    await citizen.choose("输入号码")
    await citizen.write(label)
    await citizen.press("ok")
    assert rig.view == "NumberStands", citizen.heard


async def test_ones_place_heard_then_later_and_given_up(numbers: NumberRig) -> None:
    numbers.taken()
    ticket = numbers.taken()
    for _ in range(4):
        numbers.taken()
    citizen = await guided(numbers)
    await to_own(numbers, citizen, ticket.label)
    await citizen.press("repeat")
    assert hears(citizen, "前面等候，1人")
    await citizen.choose("晚一点")
    await citizen.write(check_code(ticket.id))
    await citizen.press("ok")
    await citizen.press("1")
    assert numbers.view == "NumberChanged", citizen.heard
    assert hears(citizen, "已经延后")
    await citizen.press("ok")
    await to_own(numbers, citizen, ticket.label)
    await citizen.choose("取消")
    await citizen.write(check_code(ticket.id))
    await citizen.press("ok")
    assert hears(citizen, "确定要取消")
    await citizen.choose("取消这个号")
    assert ticket.state is TicketState.CANCELLED
    assert hears(citizen, "已经取消")
    assert a_room_hears(citizen, check_code(ticket.id)) == []


async def test_a_wrong_check_code_is_said(numbers: NumberRig) -> None:
    ticket = numbers.taken()
    citizen = await guided(numbers)
    await to_own(numbers, citizen, ticket.label)
    await citizen.choose("取消")
    await citizen.write(f"{(int(check_code(ticket.id)) + 1) % 10_000:04d}")
    await citizen.press("ok")
    assert hears(citizen, "校验码不对")
    assert ticket.state is TicketState.WAITING


async def test_back_in_the_queue_after_a_miss(numbers: NumberRig) -> None:
    ticket = numbers.taken()
    numbers.core.open(1)
    numbers.core.do(Next(window=1))
    numbers.core.later(30)
    numbers.core.do(Miss(window=1))
    citizen = await guided(numbers)
    await to_own(numbers, citizen, ticket.label)
    assert hears(citizen, "叫过号了")
    await citizen.choose("我回来了")
    assert (numbers.view, ticket.state) == ("NumberChanged", TicketState.WAITING)


async def test_a_booking_made_moved_and_given_up(numbers: NumberRig) -> None:
    citizen = await guided(numbers)
    numbers.identity.card.reads += [CardRead(ADULT)] * 3
    await citizen.choose("我的号码")
    await citizen.choose("新的预约")
    await citizen.press("1")
    await citizen.choose("刷身份证")
    assert numbers.view == "Welcome"
    await numbers.wait(4)
    citizen.look()
    await citizen.choose("11月24日")
    await citizen.choose("10:00")
    await citizen.choose("确定预约")
    assert numbers.view == "Booked"
    [ticket] = numbers.core.hall.booked.standing(ME)
    assert (ticket.state, ticket.day) == (TicketState.BOOKED, ticket.day)
    assert hears(citizen, ticket.label)
    await citizen.press("ok")
    for act in ("改时间", "取消"):
        await citizen.choose("我的号码")
        await citizen.choose("核验身份")
        await citizen.choose("刷身份证")
        await numbers.wait(4)
        citizen.look()
        await citizen.choose("AY")
        await citizen.choose(act)
        if act == "改时间":
            await citizen.choose("11月25日")
            await citizen.choose("14:00")
            await citizen.choose("确定改到")
            assert numbers.view == "Booked"
            await citizen.press("ok")
        else:
            await citizen.choose("取消预约")
    assert numbers.core.hall.booked.standing(ME) == []
    assert a_room_hears(citizen, ADULT.name, ADULT.number, ADULT.number[:4]) == []
