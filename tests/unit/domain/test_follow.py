"""One ticket on the citizen's phone: what it shows and what it offers in each state, and where its code leads."""

import pytest

from api.messages.hall_commands import Arrive, Cancel, Finish, Hold, Miss, Next, Postpone, Take
from api.messages.views import FollowView
from api.messages.words import HandOver, TicketClass, TicketState
from hall_controller.config import HallConfig
from hall_controller.domain.follow import follow_address, follow_view
from hall_controller.domain.rules import Rules
from hall_controller.domain.staff_views import colleagues, tickets_of_number
from tests.support.hall_core import CoreHall, core_config
from tests.support.visit_hall import CASHIER, DESK, EXIT, PAD, VisitHall, visit_hall

ADDRESS = "https://hall.example/queue"
WINDOW = 2


@pytest.fixture
def core() -> CoreHall:
    made = CoreHall(Rules(core_config(public_url=ADDRESS)))
    made.open(WINDOW)
    return made


def seen(core: CoreHall, ticket: str) -> FollowView:
    view = follow_view(core.hall, ticket, core.now)
    assert view is not None
    return view


def test_who_waits_sees_how_many_are_ahead_and_may_leave_or_wait_longer(core: CoreHall) -> None:
    core.take()
    view = seen(core, core.take())
    assert (view.state, view.ahead, view.window) == (TicketState.WAITING, 1, None)
    assert view.may_cancel
    assert view.postpone_minutes == (10, 20, 30, 60)


def test_what_is_offered_is_what_the_hall_takes(core: CoreHall) -> None:
    ticket = core.take()
    while minutes := seen(core, ticket).postpone_minutes:
        core.do(Postpone(ticket=ticket, minutes=minutes[-1]))
    assert core.ticket(ticket).postponed == core.rules.postpones_max
    assert seen(core, ticket).may_cancel
    core.do(Cancel(ticket=ticket))
    gone = seen(core, ticket)
    assert (gone.state, gone.may_cancel, gone.postpone_minutes) == (TicketState.CANCELLED, False, ())


def test_a_hall_that_allows_less_offers_less() -> None:
    core = CoreHall(Rules(core_config(postpone_max_min=20)))
    assert seen(core, core.take()).postpone_minutes == (10, 20)


def test_the_called_one_sees_the_window_and_the_missed_one_until_when(core: CoreHall) -> None:
    ticket = core.take()
    core.do(Next(window=WINDOW))
    called = seen(core, ticket)
    assert (called.state, called.window, called.may_cancel) == (TicketState.CALLED, WINDOW, False)
    core.later(30)
    core.do(Miss(window=WINDOW))
    missed = seen(core, ticket)
    assert missed.back_until == core.now + core.rules.back_within_ms
    assert missed.may_cancel


def test_while_served_nothing_is_offered_and_while_held_one_may_give_up(core: CoreHall) -> None:
    ticket = core.take()
    core.do(Next(window=WINDOW))
    core.do(Arrive(window=WINDOW))
    assert not seen(core, ticket).may_cancel
    core.do(Hold(window=WINDOW, reason="材料"))
    assert seen(core, ticket).may_cancel


def test_a_number_that_nobody_gave_is_not_found(core: CoreHall) -> None:
    assert follow_view(core.hall, "01JD0V5Y3M9D8XQ2T7W4R6K1ZB", core.now) is None


def test_the_view_knows_no_person(core: CoreHall) -> None:
    holder = "H" * 24
    taken = core.do(Take(service="s-a", holder=holder, agent="G" * 24, hand_over=HandOver.SCREEN))
    text = seen(core, taken["ticket"]["id"]).model_dump_json()
    assert holder not in text
    assert "G" * 24 not in text


def test_the_papers_code_is_the_tickets_own_address(core: CoreHall) -> None:
    taken = core.do(Take(service="s-a"))
    assert taken["slip"]["follow"] == f"{ADDRESS}/t/{taken['ticket']['id']}"
    assert follow_address(Rules(core_config()), "01J") == "01J"


def test_the_paper_names_items_and_following_legs() -> None:
    hall: VisitHall = visit_hall()
    hall.open(PAD, DESK, CASHIER, EXIT)
    slip = hall.do(Take(service="permit", hand_over=HandOver.SCREEN))["slip"]
    assert [names["zh-CN"] for names in slip["to_come"]] == [hall.rules.services[s].names["zh-CN"] for s in ("fee", "document")]


def test_a_number_is_found_as_printed_however_it_is_typed(core: CoreHall) -> None:
    ticket = core.take()
    label = core.ticket(ticket).label
    core.do(Next(window=WINDOW))
    core.do(Arrive(window=WINDOW))
    core.do(Finish(window=WINDOW))
    found = tickets_of_number(core.hall, f" {label.lower()} ").tickets
    assert [(one.id, one.ticket_class) for one in found] == [(ticket, TicketClass.WALK_IN)]
    assert tickets_of_number(core.hall, "Z999").tickets == ()


def test_colleagues_are_those_at_windows_and_those_with_a_card() -> None:
    document = core_config().model_dump()
    document["staff"] = [{"name": "chen", "card": "A" * 24}, {"name": "clerk-1", "card": "B" * 24}]
    core = CoreHall(Rules(HallConfig.model_validate(document)))
    core.open(WINDOW)
    assert [(one.name, one.window) for one in colleagues(core.hall).colleagues] == [("clerk-1", WINDOW), ("chen", None)]
