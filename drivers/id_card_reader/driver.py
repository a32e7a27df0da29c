"""The ID-card reader: waits for a card when asked to, reads it once, says when it is taken away or left behind.

What is on a card goes into the completion of the command and nowhere else: no event, status, log or trace holds any of it.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, ClassVar

from pydantic import Field

from api.messages.device_commands import DeviceCommand, ReadCard
from api.messages.device_events import CardRemoved
from api.messages.state import Status
from api.messages.words import Action, CardMedia, DeviceState
from drivers.core.driver import Driver, DriverConfig, DriverContext, Identity, Result
from drivers.core.errors import Cancelled, DeviceRefused, DeviceSilent, NobodyCame
from drivers.core.job import Job
from drivers.core.link import Link
from drivers.core.trace import Direction
from drivers.id_card_reader.card import Card, read_card
from drivers.id_card_reader.content import CardContent
from drivers.id_card_reader.conversation import Conversation
from drivers.id_card_reader.frame import is_verdict_alone
from drivers.id_card_reader.layouts import UnknownLayout, read_text_block
from drivers.id_card_reader.presence import Presence
from drivers.id_card_reader.profile import ReaderProfile
from drivers.id_card_reader.reader import CardFailed, Reader
from drivers.id_card_reader.result import card_result
from drivers.profiles import load_profile

PROBE_EVERY_S = 1.0
"""How often a card that lies there is asked whether it still does."""
READ_ATTEMPTS = 2
"""On one laying of the card; a card that is still being put down fails its first reading."""
CHINA = timezone(timedelta(hours=8))
"""Cards expire by the day in Beijing."""


class ReaderConfig(DriverConfig):
    profile: str = "sam-serial"
    poll_ms: int = Field(default=300, ge=300, le=2_000)
    """Between two looks for a card; modules need 300 ms."""
    left_behind_s: int = Field(default=30, ge=5, le=600)
    """A card lying there for so long was forgotten: staff are told."""
    fingerprint: bool = False
    """Read the fingerprints too, and hand them to whoever asked. Only with a purpose that the law allows."""


class IdCardReader(Driver):
    """One reader with a SAM module."""

    kind = "id-card-reader"
    Config = ReaderConfig
    check_every_s = 10.0

    def __init__(self, config: ReaderConfig, context: DriverContext) -> None:
        super().__init__(config, context)
        self._profile = load_profile(ReaderProfile, config.profile, kind=self.kind)
        self._poll_s = config.poll_ms / 1000
        self._fingerprint = config.fingerprint and self._profile.fingerprint
        self._presence = Presence(config.left_behind_s)
        self._now_s = context.clock.monotonic_s
        self._talk: Conversation | None = None
        self._reader: Reader | None = None
        self._number = ""
        self._next_probe_s = -math.inf
        self._reads = 0

    def connect(self, link: Link) -> None:
        self._presence.forget()
        self._talk = Conversation(link, self._now_s)
        self._reader = Reader(self._talk, self._profile)
        self._reader.check()
        self._number = self._reader.number()

    def disconnect(self) -> None:
        self._presence.forget()
        self._talk = self._reader = None

    def check(self) -> None:
        """Ask the module, and look whether a card lies there.

        Raises:
            DeviceSilent: no answer.
            HardwareFailed: the module failed its own test or isn't authorised.
        """
        self._connected().check()
        self._look()

    def listen(self, timeout_s: float) -> None:
        if self._presence.media is not CardMedia.PRESENT:
            super().listen(timeout_s)
            return
        wait_s = self._next_probe_s - self._now_s()
        if wait_s > 0:
            super().listen(min(timeout_s, wait_s))
        else:
            self._look()

    def status(self) -> Status:
        if self._reader is None:
            return Status(device=DeviceState.UNKNOWN, reason="device.silent", detail={"card": CardMedia.UNKNOWN.value})
        left = self._presence.is_left_behind(self._now_s())
        return Status(
            device=DeviceState.ONLINE,
            action=Action.CLEAR if left else Action.NONE,
            reason="card.leftBehind" if left else "ok",
            detail={"card": self._presence.media.value, "cards_read": self._reads},
        )

    def identity(self) -> Identity:
        return Identity(
            maker=self._profile.maker,
            model=self._profile.model,
            serial=self._number,
            capabilities={"fingerprint": self._fingerprint},
        )

    @staticmethod
    def personal_ranges(direction: Direction, data: bytes) -> Sequence[tuple[int, int]]:
        """All that is received, but for a verdict alone: pieces of a card's answer look like nothing in particular."""
        return () if direction is Direction.SENT or is_verdict_alone(data) else ((0, len(data)),)

    def read(self, command: ReadCard, job: Job) -> Result:
        """Wait for a card, read it, hand its contents to whoever asked.

        Raises:
            NobodyCame: no card in time (`card.none`), or the one before was never lifted (`card.liftAndPutAgain`).
            DeviceRefused: a card was there and couldn't be read; the reason says why.
            Cancelled: nobody wants it any more.
            DeviceSilent: the module doesn't answer.
            HardwareFailed: it can't read cards at all.
        """
        reader = self._connected()
        end_s = self._now_s() + command.timeout_s
        failed = ""
        while True:
            if job.cancelled:
                raise Cancelled
            if self._look():
                self.context.tell_status()
                try:
                    content = self._read_found(reader)
                    address = reader.newest_address() if command.newest_address else None
                except CardFailed as error:
                    failed = error.reason
                else:
                    return self._finish(content, address)
            if self._now_s() >= end_s:
                break
            self._conversation().pause(min(self._poll_s, max(0.0, end_s - self._now_s())))
        if failed:
            raise DeviceRefused("a card was there, but couldn't be read", reason=failed)
        lies_there = self._presence.is_selected
        raise NobodyCame("no card to read", reason="card.liftAndPutAgain" if lies_there else "card.none")

    commands: ClassVar[Mapping[type[DeviceCommand], Callable[[Any, Any, Job], Result]]] = {ReadCard: read}

    def _look(self) -> bool:
        """Find out whether a card lies there. True when it is one to be read."""
        reader = self._connected()
        self._next_probe_s = self._now_s() + PROBE_EVERY_S
        if reader.find():
            if self._presence.found(self._now_s()):
                self.context.emit(CardRemoved())
            return True
        if self._presence.is_selected:
            there = reader.still_there()
            if there:
                return False
            if there is None:
                self._presence.unclear()
                return False
        if self._presence.gone():
            self.context.emit(CardRemoved())
        return False

    def _read_found(self, reader: Reader) -> CardContent:
        """Raises CardFailed: not on this laying of the card."""
        self._presence.selecting()
        try:
            reader.select()
        except CardFailed:
            self._presence.not_selected()
            raise
        for _ in range(READ_ATTEMPTS - 1):
            with suppress(CardFailed):
                return reader.read(with_fingerprint=self._fingerprint)
        return reader.read(with_fingerprint=self._fingerprint)

    def _finish(self, content: CardContent, address: str | None) -> Result:
        self._presence.read(self._now_s())
        self._reads += 1
        return card_result(self._card(content), content, address)

    def _card(self, content: CardContent) -> Card:
        try:
            block = read_text_block(content.text)
        except UnknownLayout as error:
            raise DeviceRefused("a card of another kind", reason="card.unknownLayout") from error
        return read_card(block, self._today())

    def _today(self) -> date:
        return datetime.fromtimestamp(self.context.clock.wall_ms() / 1000, UTC).astimezone(CHINA).date()

    def _connected(self) -> Reader:
        if self._reader is None:
            raise DeviceSilent("not connected", untouched=True)
        return self._reader

    def _conversation(self) -> Conversation:
        if self._talk is None:
            raise DeviceSilent("not connected", untouched=True)
        return self._talk
