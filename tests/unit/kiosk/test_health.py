"""What the kiosk says of itself: a failure and a loop that hung show for a while, then it is well again."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.words import Action, CompletionCode, DeviceState
from kiosk.flow.audit import AuditEvent, AuditKind
from kiosk.health import LATE_S, SHOWN_S, Health
from kiosk.ports.catalogue import HallCatalogue
from tests.support.kiosk_views import catalogue_view


class Log:
    def __init__(self) -> None:
        self.events: list[AuditEvent] = []

    def record(self, event: AuditEvent) -> None:
        self.events.append(event)


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_failure_calls_for_the_maker_until_it_is_old(clock: Clock) -> None:
    log = Log()
    health = Health(log, clock)
    health.record(AuditEvent(AuditKind.SESSION_STARTED))
    assert (health.status().device, health.status().reason) == (DeviceState.ONLINE, "ok")
    health.record(AuditEvent(AuditKind.FAILSAFE, "rate", "ValueError@x:1"))
    told = health.status()
    assert (told.reason, told.action, told.detail) == ("kiosk.failed", Action.SOFTWARE_ERROR, {"failures": 1})
    assert len(log.events) == 2
    clock.now_s += SHOWN_S
    assert health.status().reason == "ok"


def test_a_loop_that_hung_is_told(clock: Clock) -> None:
    health = Health(Log(), clock)
    for wait_s in (0.25, 1.0):
        health.ticked()
        clock.now_s += wait_s
    assert health.status().reason == "ok"
    clock.now_s += LATE_S
    health.ticked()
    assert health.status().reason == "kiosk.slow"
    clock.now_s += SHOWN_S
    health.ticked()
    assert health.status().reason == "kiosk.slow"


class Hall:
    """A bus whose first answer breaks whoever asked."""

    site, node, connected = "demo", "kiosk-01", True

    def __init__(self) -> None:
        self.asked = 0

    def listen(self, _: str, take: Callable[[Any], None]) -> None: ...

    def on_connection(self, tell: Callable[[bool], None]) -> None: ...

    async def request(self, *_: object, **__: object) -> Completion:
        self.asked += 1
        if self.asked == 1:
            raise RuntimeError("broken")
        result = {"catalogue": catalogue_view().model_dump(mode="json")}
        return Completion(id=new_id(), code=CompletionCode.SUCCESS, result=result)


async def test_a_catalogue_that_broke_is_told_and_asked_for_again() -> None:
    failures: list[BaseException] = []
    changed = asyncio.Event()
    catalogue = HallCatalogue(
        Hall(),  # type: ignore[arg-type]
        new_id=new_id,
        on_change=changed.set,
        on_failure=failures.append,
        refresh_s=0.01,
    )
    catalogue.start()
    async with asyncio.timeout(5):
        while not failures:
            catalogue.keep_running()
            await asyncio.sleep(0)
        await changed.wait()
    await catalogue.stop()
    assert [str(error) for error in failures] == ["broken"]
    assert catalogue.catalogue() == catalogue_view()
