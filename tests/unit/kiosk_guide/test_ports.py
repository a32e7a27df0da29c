"""The pad's keys arrive one by one and nowhere else; a new sentence cuts off the old one; what is personal is for headphones."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.state import Status
from api.messages.topics import Channel, topic
from api.messages.words import CompletionCode, DeviceState
from api.text.catalogue import read_catalogue
from kiosk.flow.intents import Intent, IntentKind
from kiosk.flow.mode import Mode
from kiosk.guidance import Guidance
from kiosk.ports.keypad import TerminalKeypad
from kiosk.ports.narrator import LONGEST, Narrator, pieces
from kiosk.settings import KioskSection
from kiosk.view_models.models import KioskModel, TicketModel
from kiosk.view_models.parts import Fact
from tests.support.answering_bus import AnsweringBus, success
from tests.support.kiosk_flow import TURNS
from tests.support.kiosk_views import every_picture

PAD, EARS, ROOM = "kiosk-01-agent/keypad-1", "kiosk-01-agent/headphones-1", "kiosk-01-agent/speaker-1"


async def settle() -> None:
    for _ in range(4 * TURNS):
        await asyncio.sleep(0)


class Terminal:
    """A pad, headphones and a loudspeaker at the other end of the bus. They are under the test's hand."""

    def __init__(self) -> None:
        self.bus = AnsweringBus(self._answer)
        self.keys: asyncio.Queue[list[str]] = asyncio.Queue()
        self.said: list[str] = []
        self.finish = asyncio.Event()
        self.finish.set()
        self.stops = 0

    async def _answer(self, name: str, body: Any, ident: str) -> Completion | None:
        match name:
            case "read-keys":
                return success(ident, keys=await self.keys.get())
            case "whisper":
                self.said.append(body.text)
                await self.finish.wait()
            case "stop":
                self.stops += 1
        return success(ident)

    def headphones(self, word: str) -> None:
        status = Status(device=DeviceState.ONLINE, detail={"headphones": word})
        self.bus.tell(topic(self.bus.site, *PAD.split("/"), Channel.STATE, "status"), status)


def guidance(terminal: Terminal, post: Callable[[Intent], None], **kiosk: object) -> Guidance:
    section = KioskSection.model_validate(
        {"site": "610124-01", "node": "kiosk-01", "data_dir": "/nowhere", "printer": "kiosk-01-agent/receipt-1", **kiosk}
    )
    return Guidance(terminal.bus, section, read_catalogue(), new_id=new_id, post=post)  # type: ignore[arg-type]


def personal() -> KioskModel:
    """A screen with a fact about somebody."""
    facts = (Fact("姓名", "王小明", private=True), Fact("窗口", "3号", private=False))
    for model in every_picture("zh-CN", 8).values():
        if isinstance(model.screen, TicketModel):
            return replace(model, mode=Mode(voice=True), screen=replace(model.screen, facts=facts))
    raise AssertionError("no screen with facts")


async def test_any_key_turns_guidance_on_and_the_next_ones_work() -> None:
    terminal, posted = Terminal(), list[Intent]()
    guide = guidance(terminal, posted.append, keypad=PAD, speaker=ROOM)
    guide.keep_running()
    await terminal.keys.put(["5"])
    await settle()
    assert posted == [Intent(IntentKind.MODE, "voice")]
    home = every_picture("zh-CN", 8, Mode(voice=True))["home"]
    guide.show(home)
    await settle()
    assert terminal.said[0].startswith("语音导办已打开")
    await terminal.keys.put(["1"])
    await settle()
    assert posted[1].kind is IntentKind.START
    await guide.stop()


async def test_a_pad_that_is_away_is_asked_again() -> None:
    answers = [None, Completion(id=new_id(), code=CompletionCode.DEVICE_NOT_READY, error_code="device.silent")]
    keys: list[str] = []
    heard = asyncio.Event()

    async def answer(name: str, body: Any, ident: str) -> Completion | None:
        if answers:
            return answers.pop(0)
        if keys:
            await asyncio.Event().wait()
        return success(ident, keys=["up", "ok"])

    def on_key(key: str) -> None:
        keys.append(key)
        heard.set()

    async def pause(_: float) -> None:
        await asyncio.sleep(0)

    pad = TerminalKeypad(AnsweringBus(answer), PAD, new_id=new_id, on_key=on_key, on_headphones=lambda _: None, pause=pause)  # type: ignore[arg-type]
    pad.keep_running()
    await asyncio.wait_for(heard.wait(), 30)
    await settle()
    assert keys == ["up", "ok"]
    await pad.stop()


async def test_a_new_sentence_cuts_off_the_old_one() -> None:
    terminal = Terminal()
    narrator = Narrator(terminal.bus, ROOM, new_id=new_id)  # type: ignore[arg-type]
    terminal.finish.clear()
    narrator.say(["第一句"], "zh-CN")
    await settle()
    assert narrator.speaking
    narrator.say(["第二句"], "zh-CN")
    await settle()
    assert (terminal.said, terminal.stops) == (["第一句", "第二句"], 1)
    terminal.finish.set()
    await settle()
    assert not narrator.speaking
    await narrator.close()


async def test_what_is_personal_is_for_headphones_only() -> None:
    terminal = Terminal()
    guide = guidance(terminal, lambda _: None, keypad=PAD, speaker=ROOM, headphones=EARS)
    guide.show(personal())
    await settle()
    assert not any("王小明" in text for text in terminal.said)
    assert any("插上耳机" in text for text in terminal.said)
    assert any("3号" in text for text in terminal.said)
    terminal.headphones("inserted")
    guide.pressed("repeat")
    await settle()
    assert any("王小明" in text for text in terminal.said)
    terminal.said.clear()
    terminal.headphones("removed")
    guide.pressed("repeat")
    await settle()
    assert terminal.said
    assert not any("王小明" in text for text in terminal.said)
    await guide.stop()


async def test_what_a_face_is_asked_for_is_heard_to_its_end() -> None:
    """It changes many times a second: nobody could follow sentences that cut each other off."""
    terminal = Terminal()
    guide = guidance(terminal, lambda _: None, speaker=ROOM)
    pictures = every_picture("zh-CN", 8, Mode(voice=True))
    guide.show(pictures["identity-hub"])
    guide.show(pictures["identity-face-come-closer"])
    await settle()
    terminal.said.clear()
    terminal.finish.clear()
    guide.show(pictures["identity-face-step-back"])
    await settle()
    for name in ("come-closer", "no-face", "turn-left"):
        guide.show(pictures[f"identity-face-{name}"])
        await settle()
    assert terminal.said == ["请退后一点"]
    terminal.finish.set()
    await settle()
    guide.show(pictures["identity-face-turn-left"])
    await settle()
    assert terminal.said[1] == "请慢慢向左转头"
    assert not any("换一种方式" in text for text in terminal.said), "the choices are known by now"
    await guide.stop()


async def test_turned_off_it_is_silent() -> None:
    terminal = Terminal()
    guide = guidance(terminal, lambda _: None, keypad=PAD, speaker=ROOM)
    home = every_picture("zh-CN", 8)["home"]
    guide.show(home)
    await settle()
    assert terminal.said == []
    await guide.stop()


@pytest.mark.parametrize("text", ["一" * 500, "短句。" * 100, "word " * 90, "。。。", "a。" + "长" * 119 + "。b"])
def test_long_texts_are_cut_behind_marks_and_nothing_is_lost(text: str) -> None:
    cut = pieces(text)
    assert all(0 < len(piece) <= LONGEST for piece in cut)
    whole = "".join(character for character in "".join(cut) if character.isalnum())
    assert whole == "".join(character for character in text if character.isalnum())
