"""The core's test hall with guards, quotas, hours or a calendar, and a way to be refused by it."""

from copy import deepcopy
from typing import Any

import pytest

from api.messages.hall_commands import HallCommand, Take
from api.messages.words import HandOver, Refusal, Role
from api.ports import Actor
from hall_controller.config import HallConfig
from hall_controller.domain.requests import Refused
from hall_controller.domain.rules import Rules
from tests.support.hall_core import MORNING, CoreHall, core_config
from tests.support.hall_store import remembered


def kiosk(number: int) -> Actor:
    return Actor(f"kiosk-{number:02d}", Role.DEVICE)


def person(number: int) -> str:
    """A citizen, as the identity part names them."""
    return f"person-{number:016d}"


def guarded_config(
    *,
    services: dict[str, Any] | None = None,
    windows: dict[str, Any] | None = None,
    queues: dict[str, Any] | None = None,
    **sections: Any,
) -> HallConfig:
    """`services`, `windows` and `queues`: keys set on every one of them; others: whole sections."""
    document = core_config().model_dump(mode="json", exclude_unset=True)
    for name, keys in (("services", services), ("windows", windows), ("queues", queues)):
        for entry in document[name]:
            entry |= deepcopy(keys or {})
    return HallConfig.model_validate({**document, **sections})


def guarded(now: int = MORNING, **sections: Any) -> CoreHall:
    return CoreHall(Rules(guarded_config(**sections)), now)


def wish(service: str = "s-a", **keys: Any) -> Take:
    """A number that waits at once."""
    return Take(service=service, hand_over=HandOver.SCREEN, **keys)


def refused(core: CoreHall, command: HallCommand, actor: Actor | None = None) -> Refusal:
    """The word of the refusal, after proof that it changed nothing: no event, no number, no state."""
    before, told = deepcopy(remembered(core.hall)), len(core.events)
    with pytest.raises(Refused) as refusal:
        core.do(command, actor)
    assert remembered(core.hall) == before
    assert len(core.events) == told
    return refusal.value.refusal
