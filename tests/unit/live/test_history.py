"""What a restarted controller still knows of the day's calls, on the real ledger."""

from pathlib import Path

from api.ids import new_id
from api.messages.hall_commands import Arrive, Finish, HallCommand, Next, OpenWindow, Recall, Take
from api.messages.words import HandOver, Role
from api.ports import Actor, Submission
from hall_controller.live.history import recent_calls
from tests.support.real_hall import RealHall, real_hall

MANAGER = Actor("manager", Role.MANAGER)


async def done(hall: RealHall, *commands: HallCommand) -> None:
    for command in commands:
        completion = await hall.service.submit(Submission(new_id(), MANAGER, command))
        assert completion.succeeded, completion
        hall.clock.seconds += 1


async def test_calls_and_recalls_survive_a_restart_as_they_were_sent(tmp_path: Path) -> None:
    take = Take(service="title-transfer", hand_over=HandOver.SCREEN)
    async with real_hall(tmp_path) as hall:
        await done(hall, take, take, OpenWindow(window=2), Next(window=2), Recall(window=2), Arrive(window=2), Finish(window=2))
        await done(hall, Next(window=2))
        board = hall.service.projection.hall_board()
        calls = await recent_calls(hall.service.ledger, board.seq)
    assert [(call.number, call.times) for call in calls] == [("B001", 1), ("B001", 2), ("B002", 1)]
    assert tuple(reversed(calls)) == board.calls


async def test_yesterdays_calls_are_left_out(tmp_path: Path) -> None:
    take = Take(service="title-transfer", hand_over=HandOver.SCREEN)
    async with real_hall(tmp_path) as hall:
        await done(hall, take, OpenWindow(window=2), Next(window=2))
        hall.clock.seconds += 24 * 3600
        await done(hall, take, OpenWindow(window=2), Next(window=2))
        calls = await recent_calls(hall.service.ledger, hall.service.projection.seq)
    assert len(calls) == 1
