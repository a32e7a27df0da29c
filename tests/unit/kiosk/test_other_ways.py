"""Beside the usual way: a claimed class, several things on one number, a booking checked in. None of them slows it down."""

import pytest

from api.messages.views import PackageView
from api.messages.words import Refusal, TicketClass
from kiosk.flow.flows import CHECK_IN, TAKE_PRIORITY, TAKE_TICKET
from kiosk.flow.intents import IntentKind
from kiosk.flow.numbers.views import NoAnswer
from kiosk.flow.steps.booking_number import ERASE, NUMBER_MAX
from kiosk.flow.steps.choose_package import PACKAGES
from kiosk.flow.views import CheckedIn, ChooseDepartment, ChooseOneService, ChoosePackage, EnterBooking
from tests.support.kiosk_flow import Rig, Taken

DEPARTMENT, OTHER_DEPARTMENT = "不动产登记中心", "公安局"


def only_take(rig: Rig) -> Taken:
    [taken] = rig.hall.takes.values()
    return taken


async def test_the_usual_way_asks_for_neither_class_nor_more(rig: Rig) -> None:
    await rig.choose()
    assert rig.steps()[:3] == ["Home", "ChooseDepartment", "ChooseOneService"]
    assert (only_take(rig).ticket_class, only_take(rig).more) == (TicketClass.WALK_IN, ())


async def test_a_claimed_class_goes_with_the_number(rig: Rig) -> None:
    await rig.do(IntentKind.START, TAKE_PRIORITY)
    assert rig.view == "ChooseClass"
    await rig.do(IntentKind.CHOOSE, TicketClass.DISABLED.value)
    await rig.do(IntentKind.CHOOSE, DEPARTMENT)
    await rig.do(IntentKind.CHOOSE, "s0")
    assert only_take(rig).ticket_class is TicketClass.DISABLED


@pytest.mark.parametrize("claimed", [TicketClass.STRANDED, TicketClass.APPOINTMENT, TicketClass.WALK_IN])
async def test_nobody_claims_what_only_the_hall_gives(rig: Rig, claimed: TicketClass) -> None:
    await rig.do(IntentKind.START, TAKE_PRIORITY)
    await rig.do(IntentKind.CHOOSE, claimed.value)
    assert rig.view == "ChooseClass"


async def test_back_from_the_classes_is_home(rig: Rig) -> None:
    await rig.do(IntentKind.START, TAKE_PRIORITY)
    await rig.do(IntentKind.BACK)
    assert rig.view == "Home"


async def test_several_things_of_two_departments_are_one_number(rig: Rig) -> None:
    await rig.do(IntentKind.START, TAKE_TICKET)
    await rig.do(IntentKind.CHOOSE, DEPARTMENT)
    await rig.do(IntentKind.SEVERAL)
    for touched in ("s0", "s1", "s0", "s2"):
        await rig.do(IntentKind.CHOOSE, touched)
    shown = rig.engine.shown.view
    assert isinstance(shown, ChooseOneService)
    assert (shown.several, shown.chosen) == (True, ("s1", "s2"))
    await rig.do(IntentKind.BACK)
    await rig.do(IntentKind.CHOOSE, OTHER_DEPARTMENT)
    other = rig.engine.shown.view
    assert isinstance(other, ChooseOneService)
    await rig.do(IntentKind.CHOOSE, other.choices[0].service.id)
    assert rig.hall.takes == {}
    await rig.do(IntentKind.CONFIRM)
    assert only_take(rig).service == "s1"
    assert only_take(rig).more == ("s2", other.choices[0].service.id)


async def test_nothing_chosen_is_no_number_and_one_thing_is_the_usual_way_again(rig: Rig) -> None:
    await rig.do(IntentKind.START, TAKE_TICKET)
    await rig.do(IntentKind.CHOOSE, DEPARTMENT)
    await rig.do(IntentKind.SEVERAL)
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "ChooseOneService"
    await rig.do(IntentKind.CHOOSE, "s0")
    await rig.do(IntentKind.SEVERAL)
    await rig.do(IntentKind.CHOOSE, "s1")
    assert (only_take(rig).service, only_take(rig).more) == ("s1", ())


async def test_what_was_chosen_is_still_chosen_after_a_refusal(rig: Rig) -> None:
    rig.hall.answer = "refuse"
    await rig.do(IntentKind.START, TAKE_TICKET)
    await rig.do(IntentKind.CHOOSE, DEPARTMENT)
    await rig.do(IntentKind.SEVERAL)
    await rig.do(IntentKind.CHOOSE, "s0")
    await rig.do(IntentKind.CHOOSE, "s1")
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "Refused"
    await rig.do(IntentKind.BACK)
    shown = rig.engine.shown.view
    assert isinstance(shown, ChooseOneService)
    assert shown.chosen == ("s0", "s1")


def with_packages(rig: Rig, *services: str) -> None:
    assert rig.catalogue.view is not None
    package = PackageView(id="home", names={"zh-CN": "买房一件事"}, services=services)
    rig.catalogue.view = rig.catalogue.view.model_copy(update={"packages": (package,)})


async def test_a_package_is_one_choice_and_one_number(rig: Rig) -> None:
    with_packages(rig, "s1", "s0", "s2")
    await rig.do(IntentKind.START, TAKE_TICKET)
    shown = rig.engine.shown.view
    assert isinstance(shown, ChooseDepartment)
    assert shown.packages == 1
    await rig.do(IntentKind.CHOOSE, PACKAGES)
    offered = rig.engine.shown.view
    assert isinstance(offered, ChoosePackage)
    assert [len(choice.services) for choice in offered.packages] == [3]
    await rig.do(IntentKind.BACK)
    assert rig.view == "ChooseDepartment"
    await rig.do(IntentKind.CHOOSE, PACKAGES)
    await rig.do(IntentKind.CHOOSE, "home")
    assert (only_take(rig).service, only_take(rig).more) == ("s1", ("s0", "s2"))


async def test_a_package_of_which_something_is_closed_or_gone_gives_no_number(rig: Rig) -> None:
    assert rig.catalogue.view is not None
    closed = next(service.id for service in rig.catalogue.view.services if not service.open)
    with_packages(rig, "s0", closed)
    await rig.do(IntentKind.START, TAKE_TICKET)
    await rig.do(IntentKind.CHOOSE, PACKAGES)
    await rig.do(IntentKind.CHOOSE, "home")
    assert (rig.view, rig.hall.takes) == ("ChoosePackage", {})
    with_packages(rig, "s0", "not-of-this-hall")
    await rig.do(IntentKind.WORLD_CHANGED)
    gone = rig.engine.shown.view
    assert isinstance(gone, ChoosePackage)
    assert gone.packages == ()


async def test_alone_the_kiosk_gives_packages_it_has_numbers_for(rig: Rig) -> None:
    with_packages(rig, "s0", "s1")
    rig.catalogue.reachable = False
    await rig.do(IntentKind.START, TAKE_TICKET)
    await rig.do(IntentKind.CHOOSE, PACKAGES)
    await rig.do(IntentKind.CHOOSE, "home")
    assert rig.view == "ChoosePackage"
    rig.hall.own_numbers = ["AK001"]
    await rig.do(IntentKind.CHOOSE, "home")
    assert only_take(rig).more == ("s1",)


async def typed(rig: Rig, text: str) -> None:
    for character in text:
        await rig.do(IntentKind.KEY, character)


async def test_a_booking_is_checked_in_by_its_number_without_another_ticket(rig: Rig) -> None:
    await rig.do(IntentKind.START, CHECK_IN)
    shown = rig.engine.shown.view
    assert isinstance(shown, EnterBooking)
    assert shown.letters == ("A", "B", "C", "Y")
    await typed(rig, "AY0x13")
    await rig.do(IntentKind.KEY, ERASE)
    await typed(rig, "2")
    await rig.do(IntentKind.CONFIRM)
    assert rig.bookings.asked == ["AY012"]
    done = rig.engine.shown.view
    assert isinstance(done, CheckedIn)
    assert done.ticket.number == "AY012"
    assert (rig.hall.takes, rig.printer.papers) == ({}, [])
    await rig.do(IntentKind.CONFIRM)
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "Home"


async def test_the_number_has_an_end(rig: Rig) -> None:
    await rig.do(IntentKind.START, CHECK_IN)
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "EnterBooking"
    await typed(rig, "A" * (NUMBER_MAX + 5))
    shown = rig.engine.shown.view
    assert isinstance(shown, EnterBooking)
    assert len(shown.typed) == NUMBER_MAX


async def test_a_refused_number_may_be_typed_again(rig: Rig) -> None:
    rig.bookings.answer = Refusal.UNKNOWN_TICKET.value
    await rig.do(IntentKind.START, CHECK_IN)
    await typed(rig, "AY1")
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "NotCheckedIn"
    await rig.do(IntentKind.BACK)
    shown = rig.engine.shown.view
    assert isinstance(shown, EnterBooking)
    assert shown.typed == "AY1"


async def test_a_silent_hall_is_said_and_the_kiosk_goes_home(rig: Rig) -> None:
    rig.bookings.answer = "silent"
    await rig.do(IntentKind.START, CHECK_IN)
    await typed(rig, "AY1")
    await rig.do(IntentKind.CONFIRM)
    assert rig.engine.shown.view == NoAnswer(act=True, slip=False)
    await rig.wait(21)
    assert rig.view == "Home"


async def test_a_second_try_is_the_same_check_in(rig: Rig) -> None:
    rig.bookings.answer = "silent"
    await rig.do(IntentKind.START, CHECK_IN)
    await typed(rig, "AY1")
    await rig.do(IntentKind.CONFIRM)
    rig.bookings.answer = "here"
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "CheckedIn"
    first, second = rig.bookings.acts
    assert first == second


@pytest.fixture
async def rig() -> Rig:
    return Rig()
