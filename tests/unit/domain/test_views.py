from api.messages.hall_commands import Arrive, CloseDay, Finish, Hold, Miss, Next, Pause, Rate
from api.messages.views import TicketView
from api.messages.words import RatingLevel, RatingOutcome, WindowState
from hall_controller.domain import views
from tests.support.hall_core import PAD_WINDOW, PLAIN_WINDOW, CoreHall


def rated(core: CoreHall, level: RatingLevel) -> None:
    core.take()
    core.do(Next(window=PAD_WINDOW))
    core.do(Arrive(window=PAD_WINDOW))
    core.do(Finish(window=PAD_WINDOW))
    core.do(Rate(ask=str(core.window(PAD_WINDOW).ask), outcome=RatingOutcome.SUBMITTED, level=level))


def test_the_board_shows_calls_latest_first(core: CoreHall) -> None:
    for _ in range(14):
        core.take()
    core.open(PLAIN_WINDOW)
    for _ in range(13):
        core.do(Next(window=PLAIN_WINDOW))
        core.do(Miss(window=PLAIN_WINDOW))
    board = views.hall_board(core.hall, core.now)
    assert [call.number for call in board.calls] == [f"A{number:03d}" for number in range(13, 1, -1)]
    assert board.queues[0].waiting == 1
    assert (board.queues[0].open_windows, board.queues[0].open) == (1, True)
    assert not board.queues[2].open
    assert board.seq == core.hall.seq


def test_the_desk_shows_its_window_and_who_waits(core: CoreHall) -> None:
    core.open(PLAIN_WINDOW)
    for _ in range(2):
        core.take()
        core.do(Next(window=PLAIN_WINDOW))
        core.do(Arrive(window=PLAIN_WINDOW))
        core.do(Hold(window=PLAIN_WINDOW, reason="form"))
    waiting = [core.take(("s-a", "s-b")[number == 5]) for number in range(24)]
    core.do(Next(window=PLAIN_WINDOW))
    core.later(90)
    desk = views.desk_view(core.hall, PLAIN_WINDOW, core.now)
    assert desk is not None
    assert desk.clerk == "clerk-1"
    assert desk.ticket is not None
    assert desk.ticket.id == waiting[0]
    assert [line.id for line in desk.waiting] == waiting[1:21]
    assert desk.waiting_total == 23
    assert desk.waiting[0].waited_s == 90
    assert [line.number for line in desk.held] == ["A001", "A002"]
    assert views.desk_view(core.hall, 99, core.now) is None


def test_the_desk_counts_down_rating_and_undo(core: CoreHall) -> None:
    core.take()
    core.open(PAD_WINDOW)
    core.do(Next(window=PAD_WINDOW))
    core.do(Arrive(window=PAD_WINDOW))
    core.do(Finish(window=PAD_WINDOW))
    desk = views.desk_view(core.hall, PAD_WINDOW, core.now)
    assert desk is not None
    assert (desk.rating_until, desk.undo_until) == (core.now + 17_000, core.now + 10_000)
    core.later(10.001)
    late = views.desk_view(core.hall, PAD_WINDOW, core.now)
    assert late is not None
    assert late.undo_until is None


def test_one_person_s_rating_reaches_managers_only(core: CoreHall) -> None:
    core.open(PAD_WINDOW)
    rated(core, RatingLevel.VERY_BAD)
    rated(core, RatingLevel.GOOD)
    manager = views.manager_view(core.hall, core.now)
    assert [rating.level for rating in manager.ratings] == [RatingLevel.GOOD, RatingLevel.VERY_BAD]
    assert (manager.issued_today, manager.served_today, manager.waiting_now) == (2, 2, 0)
    desk = views.desk_view(core.hall, PAD_WINDOW, core.now)
    assert desk is not None
    for public in (views.hall_board(core.hall, core.now), desk):
        assert "VERY_BAD" not in public.model_dump_json()


def test_a_ticket_s_answer_is_its_view(core: CoreHall) -> None:
    core.take()
    ticket = core.take()
    body = views.ticket_body(core.hall, core.ticket(ticket))
    assert views.ticket_view(core.hall, ticket) == TicketView(**body)
    assert set(body) == set(TicketView.model_fields)
    assert body["ahead"] == 1
    assert views.ticket_view(core.hall, "0" * 26) is None


def test_the_catalogue_s_version_follows_openness_not_tickets(core: CoreHall) -> None:
    first = views.catalogue_view(core.hall, core.now)
    core.take()
    assert views.catalogue_view(core.hall, core.now).version == first.version
    assert [service.open for service in first.services] == [True, True, False]
    core.do(CloseDay())
    closed = views.catalogue_view(core.hall, core.now)
    assert closed.version != first.version
    assert not any(service.open for service in closed.services)


def test_a_paused_window_says_why(core: CoreHall) -> None:
    core.open(PLAIN_WINDOW)
    core.do(Pause(window=PLAIN_WINDOW, reason="lunch", back_at=core.now + 60_000))
    window = views.window_views(core.hall)[1]
    assert (window.state, window.pause_reason, window.back_at) == (WindowState.PAUSED, "lunch", core.now + 60_000)
