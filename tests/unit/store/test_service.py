"""The hall on the event loop: races of many at once, the projection, listeners."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.hall_commands import Catalogue, HallCommand, Next, OpenWindow, Take
from api.messages.words import HandOver, Refusal
from api.ports import Actor, HallPort, LedgerPort, Submission
from bench.in_process import bench_config
from hall_controller.clock import HallClock
from hall_controller.domain.events import EventKind
from hall_controller.service import HallService
from hall_controller.store.audit import audit
from hall_controller.store.hall_store import Committed
from hall_controller.store.ledger import VERIFIED_AT_ONCE
from hall_controller.store.lock import HallIsTaken
from tests.support.hall_core import KIOSK, MANAGER

WINDOWS = 16
CONFIG = bench_config(WINDOWS)
Do = Callable[..., "asyncio.Future[Completion]"]


@pytest.fixture
async def service(path: Path) -> AsyncIterator[HallService]:
    hall = HallService(path, CONFIG, HallClock(), new_id)
    assert await hall.open() == []
    yield hall
    await hall.close()
    assert audit(path, CONFIG) == []


async def do(service: HallPort, command: HallCommand, actor: Actor = MANAGER) -> Completion:
    return await service.submit(Submission(new_id(), actor, command))


def take(service: str = "s1") -> Take:
    return Take(service=service, hand_over=HandOver.SCREEN)


async def test_200_takes_at_once_are_unique_and_contiguous(service: HallService) -> None:
    completions = await asyncio.gather(*[do(service, take(), KIOSK) for _ in range(200)])
    numbers = [completion.result["ticket"]["number"] for completion in completions]
    assert sorted(numbers) == [f"B{number:05d}" for number in range(1, 201)]


async def test_windows_pressing_next_at_once_never_share_a_ticket(service: HallService) -> None:
    for window in range(1, WINDOWS + 1):
        await do(service, OpenWindow(window=window))
    # Window n serves queues n and n+1: neighbours compete for the same people, and there are fewer people than windows.
    await service.submit_many([Submission(new_id(), KIOSK, take(f"s{number}")) for number in range(1, WINDOWS - 3)])
    completions = await asyncio.gather(*[do(service, Next(window=window)) for window in range(1, WINDOWS + 1)])
    called = [completion.result["ticket"]["id"] for completion in completions if completion.succeeded]
    refused = {completion.error_code for completion in completions if not completion.succeeded}
    assert len(called) == len(set(called)) >= WINDOWS - 5
    assert refused == {Refusal.NOBODY_WAITING.value}


async def test_one_window_pressed_by_many_calls_once(service: HallService) -> None:
    await do(service, OpenWindow(window=1))
    await service.submit_many([Submission(new_id(), KIOSK, take("s1")) for _ in range(5)])
    completions = await asyncio.gather(*[do(service, Next(window=1)) for _ in range(16)])
    assert sum(completion.succeeded for completion in completions) == 1
    assert {completion.error_code for completion in completions if not completion.succeeded} == {Refusal.WINDOW_BUSY.value}


async def test_an_answer_can_be_read_back_at_once(service: HallService) -> None:
    completion = await do(service, take())
    view = service.projection.ticket(completion.result["ticket"]["id"])
    assert view is not None
    assert view.model_dump(mode="json") == completion.result["ticket"]
    assert service.projection.hall_board().queues[1].waiting == 1
    assert service.projection.seq == service.projection.manager().seq


async def test_many_answers_come_in_the_order_of_the_wishes(service: HallService) -> None:
    wishes: list[HallCommand] = [take(), Next(window=99), take("nothing"), take()]
    completions = await service.submit_many([Submission(new_id(), MANAGER, wish) for wish in wishes])
    assert [completion.error_code for completion in completions] == [
        None,
        Refusal.UNKNOWN_WINDOW.value,
        Refusal.UNKNOWN_SERVICE.value,
        None,
    ]


async def test_listeners_hear_each_commit_and_one_that_fails_harms_nobody(service: HallService) -> None:
    heard: list[Committed] = []

    def fails(committed: Committed) -> None:
        raise RuntimeError("a listener's own fault")

    service.listen(fails)
    service.listen(heard.append)
    assert (await do(service, take())).succeeded
    assert [event.kind for committed in heard for event in committed.events] == [EventKind.TICKET_ISSUED]


async def test_the_ledger_is_read_from_any_place_on(service: HallService) -> None:
    await do(service, OpenWindow(window=1))
    for _ in range(3):
        await do(service, take("s1"))
    await do(service, Next(window=1))
    ledger: LedgerPort = service.ledger
    entries = await ledger.events(2, 2)
    assert [(entry.seq, entry.kind) for entry in entries] == [(3, "ticket-issued"), (4, "ticket-issued")]
    [call] = [entry for entry in await service.ledger.events(0, 10) if entry.kind == "ticket-called"]
    assert (call.by, call.role, call.body["window"], call.body["source"]) == (MANAGER.name, "manager", 1, "next")
    assert await service.ledger.verify() is None


async def test_a_take_shows_on_the_pads_of_the_windows_that_serve_its_queue_only(service: HallService) -> None:
    def waiting() -> dict[str, int]:
        commands = [command for number in (1, 2, 3) for command in service.projection.window_commands(number)]
        return {device: body["waiting"] for device, name, body in commands if name == "pad-display"}

    assert waiting() == {"agent/callpad-1": 0, "agent/callpad-2": 0, "agent/callpad-3": 0}
    # Windows call two queues each: 1 and 2 share the second one.
    await do(service, take("s2"), KIOSK)
    assert waiting() == {"agent/callpad-1": 1, "agent/callpad-2": 1, "agent/callpad-3": 0}
    await do(service, OpenWindow(window=1))
    await do(service, Next(window=1))
    assert waiting() == {"agent/callpad-1": 0, "agent/callpad-2": 0, "agent/callpad-3": 0}


async def test_reads_come_in_between_the_steps_of_a_verification(service: HallService) -> None:
    for _ in range(3):
        await service.submit_many([Submission(new_id(), KIOSK, take()) for _ in range(VERIFIED_AT_ONCE)])
    verifying = asyncio.create_task(service.ledger.verify())
    await asyncio.sleep(0)
    assert len(await service.ledger.events(0, 10)) == 10
    assert not verifying.done()
    assert await verifying is None


async def test_the_catalogue_is_a_read_and_told_once_for_each_version(service: HallService) -> None:
    first = await do(service, Catalogue(), KIOSK)
    assert len(first.result["catalogue"]["services"]) == 26
    known = await do(service, Catalogue(have_version=first.result["version"]), KIOSK)
    assert known.result["catalogue"] is None
    assert [entry.kind for entry in await service.ledger.events(0, 10)] == ["day-opened"]


async def test_a_second_service_on_the_same_hall_refuses_to_start(path: Path, service: HallService) -> None:
    second = HallService(path, CONFIG, HallClock(), new_id)
    with pytest.raises(HallIsTaken):
        await second.open()


async def test_whoever_gave_up_waiting_does_not_disturb_the_others(service: HallService) -> None:
    impatient = asyncio.create_task(do(service, take()))
    await asyncio.sleep(0)
    impatient.cancel()
    assert (await do(service, take())).result["ticket"]["number"] == "B00002"


async def test_a_closed_hall_says_so_instead_of_keeping_people_waiting(path: Path) -> None:
    service = HallService(path, CONFIG, HallClock(), new_id)
    await service.open()
    last = asyncio.create_task(do(service, take()))
    await asyncio.sleep(0)
    await service.close()
    assert (await last).succeeded
    assert (await do(service, take())).error_code == Refusal.STORE_UNAVAILABLE.value
    assert (await service.settle_delivery(new_id(), succeeded=True)).error_code == Refusal.STORE_UNAVAILABLE.value
