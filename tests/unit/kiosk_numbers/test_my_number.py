"""我的号 at the kiosk: position by the number alone, all else by paper, check code or person. The hall is the real core."""

import pytest

from api.check_code import check_code
from api.messages.hall_commands import Arrive, Hold, Miss, Next
from api.messages.words import TicketState
from hall_controller.domain.state import Ticket
from kiosk.flow.identity.ports import Scanned
from kiosk.flow.intents import IntentKind
from kiosk.flow.numbers.actions import Action
from kiosk.flow.numbers.views import EnterCheckCode, NumberChanged, NumberHub, NumberRefused, NumberStands, OwnNumbers
from tests.support.booking_hall import MONDAY, TUESDAY, booked
from tests.support.guarded_hall import person
from tests.support.number_rig import ME, NumberRig


def stands(rig: NumberRig) -> NumberStands:
    view = rig.engine.shown.view
    assert isinstance(view, NumberStands), rig.view
    return view


def missed(rig: NumberRig) -> Ticket:
    ticket = rig.taken()
    rig.core.open(1)
    rig.core.do(Next(window=1))
    rig.core.later(30)
    rig.core.do(Miss(window=1))
    return ticket


async def test_the_page_offers_what_is_there(rig: NumberRig) -> None:
    await rig.do(IntentKind.START, "my-number")
    assert rig.engine.shown.view == NumberHub(("type", "scan", "identify", "check-in", "book"))  # type: ignore[arg-type]
    await rig.do(IntentKind.BACK)
    assert rig.view == "Home"


async def test_position_by_the_number_alone(rig: NumberRig) -> None:
    rig.taken()
    ticket = rig.taken()
    await rig.way("type")
    await rig.typed(ticket.label)
    seen = stands(rig)
    assert (seen.ticket.number, seen.ticket.ahead, seen.ticket.id) == (ticket.label, 1, "")
    assert seen.actions == (Action.POSTPONE, Action.CANCEL)
    await rig.do(IntentKind.BACK)
    assert rig.view == "EnterNumber"
    await rig.do(IntentKind.BACK)
    assert rig.view == "NumberHub"


async def test_a_number_that_isnt_there_is_said_and_may_be_typed_again(rig: NumberRig) -> None:
    await rig.way("type")
    await rig.typed("Z9")
    assert rig.engine.shown.view == NumberRefused("unknownTicket")
    await rig.do(IntentKind.BACK)
    assert rig.view == "EnterNumber"


async def test_cancelling_wants_the_check_code_and_a_second_thought(rig: NumberRig) -> None:
    ticket = rig.taken()
    await rig.way("type")
    await rig.typed(ticket.label)
    await rig.do(IntentKind.CHOOSE, "cancel")
    assert rig.view == "EnterCheckCode"
    await rig.typed(check_code(ticket.id))
    assert rig.view == "SureToCancel"
    await rig.do(IntentKind.NO)
    assert stands(rig).ticket.id == ticket.id
    await rig.do(IntentKind.CHOOSE, "cancel")
    assert rig.view == "SureToCancel", "shown once is shown"
    await rig.do(IntentKind.YES)
    done = rig.engine.shown.view
    assert isinstance(done, NumberChanged)
    assert (done.action, done.ticket.state, ticket.state) == (Action.CANCEL, TicketState.CANCELLED, TicketState.CANCELLED)
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "Home"


async def test_a_wrong_code_is_said_above_the_keys(rig: NumberRig) -> None:
    ticket = rig.taken()
    await rig.way("type")
    await rig.typed(ticket.label)
    await rig.do(IntentKind.CHOOSE, "postpone")
    await rig.typed(f"{(int(check_code(ticket.id)) + 1) % 10_000:04d}")
    assert rig.engine.shown.view == EnterCheckCode(ticket.label, "", "wrongCheckCode", scan=True)
    await rig.do(IntentKind.KEY, "1")
    await rig.do(IntentKind.CONFIRM)
    shown = rig.engine.shown.view
    assert isinstance(shown, EnterCheckCode)
    assert (shown.typed, shown.problem) == ("1", ""), "a code has four digits"
    await rig.do(IntentKind.BACK)
    assert stands(rig).ticket.id == ""


async def test_the_paper_held_up_needs_no_code(rig: NumberRig) -> None:
    ticket = rig.taken()
    rig.identity.scan.codes.append(Scanned(data=ticket.id.encode()))
    await rig.way("scan")
    assert stands(rig).ticket.id == ticket.id
    await rig.do(IntentKind.CHOOSE, "postpone")
    await rig.do(IntentKind.CHOOSE, "7")
    assert rig.view == "ChooseMinutes", "what isn't offered isn't taken"
    await rig.do(IntentKind.CHOOSE, "20")
    done = rig.engine.shown.view
    assert isinstance(done, NumberChanged)
    assert (done.action, done.minutes, ticket.postponed) == (Action.POSTPONE, 20, 1)


async def test_the_paper_of_somebody_else_proves_nothing(rig: NumberRig) -> None:
    mine, other = rig.taken(), rig.taken()
    await rig.way("type")
    await rig.typed(mine.label)
    await rig.do(IntentKind.CHOOSE, "cancel")
    rig.identity.scan.codes.append(Scanned(data=other.id.encode()))
    await rig.do(IntentKind.CHOOSE, "scan")
    assert stands(rig).ticket.id == ""
    rig.identity.scan.codes.append(Scanned(data=mine.id.encode()))
    await rig.do(IntentKind.CHOOSE, "cancel")
    await rig.do(IntentKind.CHOOSE, "scan")
    assert rig.view == "SureToCancel"


async def test_a_missed_one_is_back_by_the_number_alone(rig: NumberRig) -> None:
    ticket = missed(rig)
    await rig.way("type")
    await rig.typed(ticket.label)
    assert stands(rig).actions[0] is Action.COME_BACK
    await rig.do(IntentKind.CHOOSE, "come-back")
    assert rig.view == "NumberChanged"
    assert ticket.state is TicketState.WAITING


async def test_too_late_to_come_back_isnt_offered(rig: NumberRig) -> None:
    ticket = missed(rig)
    await rig.way("type")
    await rig.typed(ticket.label)
    rig.core.later(31 * 60)
    await rig.do(IntentKind.CHOOSE, "come-back")
    assert rig.engine.shown.view == NumberRefused("illegalTransition")
    await rig.do(IntentKind.BACK)
    assert (stands(rig).ticket.state, stands(rig).actions) == (TicketState.NO_SHOW, ())


async def test_who_was_put_aside_at_the_window_is_taken_up_again(rig: NumberRig) -> None:
    ticket = rig.taken()
    rig.core.open(1)
    for command in (Next(window=1), Arrive(window=1), Hold(window=1, reason="材料")):
        rig.core.do(command)
    rig.identity.scan.codes.append(Scanned(data=ticket.id.encode()))
    await rig.way("scan")
    await rig.do(IntentKind.CHOOSE, "take-up")
    assert rig.view == "NumberChanged"
    assert ticket.state is TicketState.WAITING


async def test_the_code_tells_which_days_booking_is_meant(rig: NumberRig) -> None:
    monday, tuesday = booked(rig.core, person(1), MONDAY), booked(rig.core, person(2), TUESDAY)
    assert monday.label == tuesday.label
    await rig.way("type")
    await rig.typed(tuesday.label)
    assert rig.view == "EnterCheckCode"
    await rig.typed(check_code(tuesday.id))
    assert (stands(rig).ticket.id, stands(rig).actions) == (tuesday.id, (Action.MOVE, Action.CANCEL))


async def test_who_shows_who_they_are_sees_everything_of_theirs_and_only_that(rig: NumberRig) -> None:
    mine, booking = rig.taken(holder=ME), booked(rig.core, ME, MONDAY)
    booked(rig.core, person(1), MONDAY)
    await rig.way("identify")
    await rig.by_card()
    own = rig.engine.shown.view
    assert isinstance(own, OwnNumbers)
    assert [ticket.id for ticket in own.tickets] == [mine.id, booking.id]
    await rig.do(IntentKind.CHOOSE, booking.id)
    await rig.do(IntentKind.CHOOSE, "cancel")
    await rig.do(IntentKind.YES)
    assert booking.state is TicketState.CANCELLED


async def test_a_booking_of_today_is_checked_in_from_its_page_and_has_more_below(rig: NumberRig) -> None:
    booking = booked(rig.core, ME, slot="14:00")
    await rig.way("identify")
    await rig.by_card()
    await rig.do(IntentKind.CHOOSE, booking.id)
    assert stands(rig).actions == (Action.CHECK_IN, Action.MOVE, Action.CANCEL)
    await rig.do(IntentKind.CHOOSE, "more")
    assert stands(rig).more
    await rig.do(IntentKind.BACK)
    assert not stands(rig).more
    await rig.do(IntentKind.CHOOSE, "check-in")
    assert rig.view == "NumberChanged"
    assert booking.state is TicketState.EARLY


async def test_a_silent_hall_is_asked_again_by_the_same_act(rig: NumberRig) -> None:
    ticket = rig.taken()
    rig.identity.scan.codes.append(Scanned(data=ticket.id.encode()))
    await rig.way("scan")
    await rig.do(IntentKind.CHOOSE, "postpone")
    rig.bus.lose_answers = True
    await rig.do(IntentKind.CHOOSE, "10")
    assert rig.view == "NoAnswer"
    rig.bus.lose_answers = False
    await rig.do(IntentKind.CONFIRM)
    assert rig.view == "NumberChanged"
    assert ticket.postponed == 1


@pytest.mark.parametrize("way", ["type", "identify"])
async def test_a_hall_that_stays_silent_ends_at_home_with_nothing_left(rig: NumberRig, way: str) -> None:
    ticket = rig.taken(holder=ME)
    await rig.way(way)
    rig.bus.away = True
    if way == "type":
        await rig.typed(ticket.label)
    else:
        await rig.by_card()
    assert rig.view == "NoAnswer"
    await rig.wait(21)
    assert (rig.view, rig.engine.session) == ("Home", None)


async def test_called_meanwhile_it_says_so_instead_of_cancelling(rig: NumberRig) -> None:
    ticket = rig.taken()
    await rig.way("type")
    await rig.typed(ticket.label)
    await rig.do(IntentKind.CHOOSE, "cancel")
    rig.core.open(1)
    rig.core.do(Next(window=1))
    await rig.typed(check_code(ticket.id))
    assert (stands(rig).ticket.state, stands(rig).ticket.window) == (TicketState.CALLED, 1)
    assert ticket.state is TicketState.CALLED
