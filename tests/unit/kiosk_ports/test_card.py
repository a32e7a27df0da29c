"""The card port: what a reader answers becomes a holder, a reason that a citizen understands, or nothing at all."""

import asyncio
import logging
from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import structlog

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.device_commands import CancelCommand, ReadCard
from api.messages.state import Status
from api.messages.topics import Channel, topic
from api.messages.words import AvailabilityState, CardMedia, CompletionCode, DeviceState
from api.text.catalogue import LANGUAGES, read_catalogue
from drivers.emulators.id_cards import CARDS
from drivers.id_card_reader.card import read_card
from drivers.id_card_reader.content import CardContent
from drivers.id_card_reader.layouts import read_text_block
from drivers.id_card_reader.result import card_result
from kiosk.flow.identity.ports import CardRead, Readiness
from kiosk.ports import card as card_port
from kiosk.ports.agent_device import SILENT
from kiosk.ports.card import KNOWN_REASONS, LIFT, READ_S, READING, WAITING, AgentCard
from kiosk.ports.photo_decoder import PhotoDecoder
from tests.support.answering_bus import AnsweringBus, refusal, success
from tests.support.broker import until

AGENT, DEVICE = "kiosk-01-agent", "card-1"
TODAY = date(2026, 11, 22)
WLT = bytes(range(256)) * 4


def read_as(kind: str, photo_wlt: bytes = WLT) -> dict[str, Any]:
    """The driver's own answer for one of the emulator's cards."""
    block = read_text_block(CARDS[kind]().text)
    return card_result(read_card(block, TODAY), CardContent(b"", photo_wlt, b""), None)


class Rig:
    """The port, and the agent that the test plays."""

    def __init__(self, decoder: PhotoDecoder | None = None) -> None:
        self.end: asyncio.Future[Completion | None] = asyncio.get_running_loop().create_future()
        self.cancelled: list[str] = []
        self.changes = 0
        self.states: list[str] = []
        self.bus = AnsweringBus(self._answer)
        self.port = AgentCard(
            self.bus,
            f"{AGENT}/{DEVICE}",
            new_id=new_id,
            today=lambda: TODAY,
            on_change=self._changed,
            decoder=decoder,
        )

    async def _answer(self, name: str, body: Any, ident: str) -> Completion | None:
        if name == "cancel":
            assert isinstance(body, CancelCommand)
            self.cancelled.append(body.target)
            return success(ident)
        assert isinstance(body, ReadCard)
        ended = await self.end
        return ended.model_copy(update={"id": ident}) if ended is not None else None

    def _changed(self) -> None:
        self.changes += 1

    def tell(self, state: DeviceState = DeviceState.ONLINE, card: CardMedia = CardMedia.NOT_PRESENT, reason: str = "ok") -> None:
        self.bus.online(AGENT)
        status = Status(device=state, reason=reason, detail={"card": card.value})
        self.bus.tell(topic(self.bus.site, AGENT, DEVICE, Channel.STATE, "status"), status)

    def reading(self) -> "asyncio.Task[CardRead]":
        return asyncio.create_task(self.port.read(self.states.append))

    async def answered(self, completion: Completion | None) -> CardRead:
        task = self.reading()
        self.end.set_result(completion)
        return await task


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """All that is logged meanwhile."""
    caplog.set_level(logging.DEBUG)
    lines: list[str] = []
    with structlog.testing.capture_logs() as captured:
        yield lines
        lines.extend(map(str, captured))
    lines.append(caplog.text)


@pytest.mark.parametrize("kind", ["resident", "residence-permit", "foreigner-2017", "foreigner-2023"])
async def test_every_kind_of_card_becomes_its_holder(kind: str) -> None:
    result = read_as(kind)
    assert result["problems"] == []
    read = await Rig().answered(success(new_id(), **result))
    assert read.holder is not None
    assert read.holder.document == ("553" if kind.startswith("foreigner") else "111")
    assert read.holder.number == result["id_number"]
    assert read.holder.name == (result["name"] or result["latin_name"])
    assert (read.holder.birth, read.holder.photo, read.reason) == (result["birth"], "", "")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"problems": ["card.expired"]}, "card.expired"),
        ({"problems": ["id.birthdayDiffers", "card.expired"]}, "id.birthdayDiffers"),
        ({"id_number": "610124199001010000"}, "id.check"),
        ({"layout": "something-new"}, "card.readFailed"),
        ({"photo_wlt": "no base64!"}, "card.readFailed"),
        ({"problems": None}, "card.readFailed"),
    ],
)
async def test_a_card_with_a_problem_is_never_taken(change: dict[str, Any], reason: str) -> None:
    read = await Rig().answered(success(new_id(), **(read_as("resident") | change)))
    assert read.holder is None
    assert read.reason == reason == read.problems[0]


@pytest.mark.parametrize(
    ("code", "error", "reason"),
    [
        (CompletionCode.TIME_OUT, "card.none", "card.none"),
        (CompletionCode.TIME_OUT, "card.liftAndPutAgain", "card.liftAndPutAgain"),
        (CompletionCode.INVALID_DATA, "card.unknownLayout", "card.unknownLayout"),
        (CompletionCode.INVALID_DATA, "something.new", "card.readFailed"),
        (CompletionCode.DEVICE_NOT_READY, "device.silent", SILENT),
        (CompletionCode.HARDWARE_ERROR, "reader.selfTest", SILENT),
    ],
)
async def test_a_reader_that_gives_none(code: CompletionCode, error: str, reason: str) -> None:
    assert (await Rig().answered(refusal(new_id(), error, code))).reason == reason


async def test_an_agent_that_says_nothing_is_silent_and_the_reading_is_called_off() -> None:
    rig = Rig()
    assert (await rig.answered(None)).reason == SILENT
    await until(lambda: rig.cancelled, "called off")
    assert rig.cancelled == [ident for name, _, ident in rig.bus.asked if name == "read-card"]
    await rig.port.close()


async def test_who_goes_another_way_stops_the_reader() -> None:
    rig = Rig()
    task = rig.reading()
    await until(lambda: rig.bus.asked, "asked")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until(lambda: rig.cancelled, "called off")
    assert rig.cancelled == [rig.bus.asked[0][2]]
    await rig.port.close()


async def test_an_agent_that_dies_while_a_card_is_waited_for_keeps_nobody_waiting() -> None:
    rig = Rig()
    rig.tell()
    task = rig.reading()
    await until(lambda: rig.bus.asked, "asked")
    rig.bus.online(AGENT, AvailabilityState.LOST)
    assert (await task).reason == SILENT
    await until(lambda: rig.cancelled, "called off")
    await rig.port.close()


async def test_the_reader_is_given_less_time_than_its_asker_waits() -> None:
    rig = Rig()
    await rig.answered(None)
    body = rig.bus.asked[0][1]
    assert (body.purpose, body.timeout_s) == ("identify", READ_S)
    assert card_port.ANSWER_S > READ_S
    await rig.port.close()


async def test_the_citizen_sees_that_the_card_was_noticed() -> None:
    rig = Rig()
    rig.tell()
    task = rig.reading()
    await asyncio.sleep(0)
    rig.tell(card=CardMedia.PRESENT)
    rig.tell(card=CardMedia.PRESENT, reason="busy")
    rig.tell(card=CardMedia.NOT_PRESENT)
    rig.end.set_result(success(new_id(), **read_as("resident")))
    await task
    assert rig.states == [WAITING, READING, WAITING]
    rig.tell(card=CardMedia.PRESENT)
    assert rig.states == [WAITING, READING, WAITING]


async def test_a_card_that_lies_there_too_long_must_be_lifted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_port, "LIFT_AFTER_S", 0.0)
    rig = Rig()
    rig.tell(card=CardMedia.PRESENT)
    task = rig.reading()
    await until(lambda: rig.states == [READING, LIFT], "told to lift it")
    rig.tell(card=CardMedia.PRESENT, reason="busy")
    rig.tell(card=CardMedia.NOT_PRESENT)
    rig.end.set_result(success(new_id(), **read_as("resident")))
    await task
    assert rig.states == [READING, LIFT, WAITING]


async def test_whether_it_can_be_offered_and_whether_a_card_lies_there() -> None:
    rig = Rig()
    assert rig.port.readiness() == Readiness(False, SILENT)
    rig.tell()
    assert rig.port.readiness() == Readiness(True)
    assert not rig.port.lies_there
    rig.tell(DeviceState.DEVICE_BUSY, CardMedia.PRESENT)
    assert rig.port.readiness() == Readiness(True)
    assert rig.port.lies_there
    rig.tell(DeviceState.HARDWARE_ERROR, reason="reader.selfTest")
    assert rig.port.readiness() == Readiness(False, "reader.selfTest")
    rig.tell(DeviceState.NO_DEVICE, reason="device.gone")
    assert rig.port.readiness() == Readiness(False, SILENT)
    assert rig.changes >= 4


async def test_without_a_decoder_no_face_is_compared_with_a_card() -> None:
    assert not Rig().port.decodes_photos


async def test_with_one_its_picture_goes_along(tmp_path: Path) -> None:
    (tmp_path / "bring_your_own.py").write_text("def decode(wlt):\n    return b'\\xff\\xd8\\xff' + wlt[:16]\n")
    rig = Rig(PhotoDecoder("bring_your_own:decode", tmp_path))
    assert rig.port.decodes_photos
    read = await rig.answered(success(new_id(), **read_as("resident")))
    assert read.holder is not None
    assert read.holder.photo == b64encode(b"\xff\xd8\xff" + WLT[:16]).decode()


async def test_nothing_of_a_card_shows(logged: list[str]) -> None:
    result = read_as("resident")
    read = await Rig().answered(success(new_id(), **result))
    bad = await Rig().answered(success(new_id(), **(result | {"id_number": "610124199001010000"})))
    told = " ".join([repr(read), repr(bad), *logged])
    for personal in (result["name"], result["id_number"], result["birth"], "610124199001010000", b64encode(WLT).decode()[:40]):
        assert personal not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_words(language: str) -> None:
    texts = read_catalogue().section("kiosk", language)
    assert [key for key in sorted(KNOWN_REASONS | {SILENT}) if f"identity.reason.{key}" not in texts] == []
