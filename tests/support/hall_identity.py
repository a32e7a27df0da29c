"""Identification at the hall on a real file, with the real service; platforms are small ones in memory."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.hall_commands import HallCommand
from api.messages.identity_words import Assurance, IdentityOutcome, IdentitySource
from api.messages.words import Role
from api.ports import Actor, Submission
from hall_controller.config_identity import PrivacySection
from hall_controller.domain.hall import Hall
from hall_controller.domain.local_time import LocalTime
from hall_controller.domain.rules import Rules
from hall_controller.identity.adapters.asked import Adapters
from hall_controller.identity.adapters.base import Answer, IdentityAdapter, Question
from hall_controller.identity.service import IdentityService
from hall_controller.identity.store import IdentityStore
from tests.support.hall_core import MORNING, core_config

KIOSK_1 = Actor("kiosk-01", Role.DEVICE)
KIOSK_2 = Actor("kiosk-02", Role.DEVICE)
DAY_MS = 86_400_000
LOCAL = LocalTime(ZoneInfo("Asia/Shanghai"))


class Platform:
    """Knows one invented person by number. `open_gate` lets held questions go."""

    source = IdentitySource.CTID

    def __init__(self, number: str = "") -> None:
        self.number = number
        self.ready = True
        self.questions = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked = asyncio.Event()
        self.closed = False

    async def check(self, question: Question) -> Answer:
        self.questions += 1
        self.asked.set()
        await self.gate.wait()
        if question.id_number == self.number:
            return Answer(IdentityOutcome.VERIFIED, assurance=Assurance.L2, source=self.source)
        return Answer(IdentityOutcome.REJECTED, "platform.noMatch")

    async def close(self) -> None:
        self.closed = True


class Hand:
    """Time that a test moves."""

    def __init__(self, at: int = MORNING) -> None:
        self.at = at

    def now_ms(self) -> int:
        return self.at


class IdentityHall:
    """The service and what is around it."""

    def __init__(self, service: IdentityService, store: IdentityStore, hand: Hand) -> None:
        self.service = service
        self.store = store
        self.hand = hand

    async def do(self, command: HallCommand, actor: Actor = KIOSK_1, ident: str | None = None) -> Completion:
        return await self.service.submit(Submission(ident or new_id(), actor, command))


def written(folder: Path) -> bytes:
    """Everything that lies in the files of a folder."""
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def identity_store(path: Path, **privacy: object) -> IdentityStore:
    return IdentityStore(path, PrivacySection.model_validate(privacy), LOCAL.day)


@asynccontextmanager
async def identity_hall(
    path: Path,
    *,
    hand: Hand | None = None,
    adapters: dict[str, IdentityAdapter] | None = None,
    hall: Hall | None = None,
    random_bits: Callable[[int], int] | None = None,
    **privacy: object,
) -> AsyncIterator[IdentityHall]:
    """Opened; closed at the end."""
    hand = hand or Hand()
    replica = hall or Hall(Rules(core_config()))
    store = identity_store(path, **privacy)
    chance = {"random_bits": random_bits} if random_bits is not None else {}
    service = IdentityService(store, Adapters(adapters or {}), lambda: replica, hand.now_ms, **chance)
    await service.open()
    try:
        yield IdentityHall(service, store, hand)
    finally:
        await service.close()
