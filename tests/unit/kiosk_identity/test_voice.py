"""What a terminal says aloud: one thing at a time, only what still stands, never a name or a number."""

import asyncio

import pytest

from api.bus.port import NotAnswered
from api.messages.completion import Completion
from api.messages.device_commands import Say
from api.messages.topics import command_topic
from api.messages.words import CompletionCode
from drivers.speaker.phrases import phrases
from kiosk.flow.engine import Shown
from kiosk.flow.views import Home
from kiosk.ports.voice import AGAIN_AFTER_S, BREATH_S, TerminalVoice
from kiosk.view_models.spoken import GUIDANCE, SILENT, phrase_of
from tests.support.identity_views import identity_views
from tests.support.kiosk_flow import TURNS

FACE = "face-come-closer"


class Speaker:
    """A bus with a loudspeaker behind it. It speaks until `finish`; `deaf`: nobody answers."""

    site = "610124-01"

    def __init__(self) -> None:
        self.said: list[Say] = []
        self.topics: list[str] = []
        self.deaf = self.broken = False
        self._end: asyncio.Future[None] | None = None

    async def request(self, topic: str, command: Say, *, command_id: str, timeout_s: float) -> Completion:
        self.topics.append(topic)
        self.said.append(command)
        self._end = asyncio.get_running_loop().create_future()
        await self._end
        if self.broken:
            raise OSError("the line broke")
        if self.deaf:
            raise NotAnswered(topic)
        return Completion(id=command_id, code=CompletionCode.SUCCESS)

    async def finish(self) -> None:
        """The sentence is over, or the time for an answer."""
        assert self._end is not None
        self._end.set_result(None)
        await settle()


class Room:
    """The voice, its clock, and breaths that are over at once."""

    def __init__(self) -> None:
        self.speaker = Speaker()
        self.now_s = 0.0
        self.breaths: list[float] = []
        ids = iter(f"01JD000000000000000000{number:04}" for number in range(99))
        self.voice = TerminalVoice(
            self.speaker,  # type: ignore[arg-type]
            "kiosk-01-agent/speaker-1",
            new_id=lambda: next(ids),
            clock=lambda: self.now_s,
            pause=self._breathe,
        )

    @property
    def said(self) -> list[str]:
        return [say.template for say in self.speaker.said]

    async def want(self, phrase: str, language: str = "zh-CN") -> None:
        self.voice.want(phrase, language)
        await settle()

    async def _breathe(self, seconds: float) -> None:
        self.breaths.append(seconds)
        self.now_s += seconds


async def settle() -> None:
    for _ in range(TURNS):
        await asyncio.sleep(0)


async def test_what_was_overtaken_while_it_spoke_stays_unsaid() -> None:
    room = Room()
    await room.want("face-no-face")
    for phrase in (FACE, "face-centre", "face-hold-still"):
        await room.want(phrase)
    assert room.said == ["face-no-face"], "one at a time"
    await room.speaker.finish()
    assert room.said == ["face-no-face", "face-hold-still"]
    assert room.breaths == [BREATH_S]
    assert set(room.speaker.topics) == {command_topic("610124-01", "kiosk-01-agent", "speaker-1", "say")}
    await room.voice.close()


async def test_guidance_that_still_stands_is_said_again_after_a_while_other_words_are_not() -> None:
    room = Room()
    for phrase, times in ((FACE, 2), ("choose-way", 1)):
        room.speaker.said.clear()
        await room.want(phrase)
        await room.speaker.finish()
        await room.want(phrase)
        assert len(room.said) == 1
        room.now_s += AGAIN_AFTER_S
        await room.want(phrase)
        assert len(room.said) == times
        if times > 1:
            await room.speaker.finish()
    await room.voice.close()


async def test_the_same_screen_speaks_again_after_another_one() -> None:
    room = Room()
    for phrase in ("choose-way", SILENT, "choose-way"):
        await room.want(phrase)
        if phrase:
            await room.speaker.finish()
    assert room.said == ["choose-way", "choose-way"]
    await room.voice.close()


async def test_it_speaks_the_citizens_language() -> None:
    room = Room()
    await room.want("lay-card", "en")
    assert [say.language for say in room.speaker.said] == ["en"]
    assert room.speaker.said[0].arguments == {}, "nothing personal is ever said"
    await room.voice.close()


async def test_a_speaker_that_is_away_hinders_nobody_and_is_asked_again() -> None:
    room = Room()
    room.speaker.deaf = True
    await room.want("lay-card")
    await room.speaker.finish()
    room.speaker.deaf = False
    await room.want("lift-card")
    await room.speaker.finish()
    assert room.said == ["lay-card", "lift-card"]
    await room.voice.close()


async def test_an_error_of_the_line_ends_one_sentence_and_not_the_voice() -> None:
    room = Room()
    room.speaker.broken = True
    await room.want("lay-card")
    await room.speaker.finish()
    room.speaker.broken = False
    await room.want("lift-card")
    assert room.said == ["lay-card", "lift-card"]
    await room.voice.close()


async def test_closing_in_the_middle_of_a_sentence_leaves_no_task() -> None:
    room = Room()
    await room.want(FACE)
    await room.voice.close()
    assert [task for task in asyncio.all_tasks() if task.get_name() == "voice"] == []


@pytest.mark.parametrize("name", sorted(identity_views()))
def test_every_phrase_that_a_screen_wants_is_recorded_in_both_languages_without_arguments(name: str) -> None:
    phrase = phrase_of(Shown(view=identity_views()[name], language="zh-CN"))
    if phrase:
        assert phrase in phrases().plain, "a terminal has no hall to wake"
        for parts in phrases().phrases[phrase].values():
            assert not any(part.startswith("{") for part in parts)


def test_every_guidance_is_spoken_and_home_is_silent() -> None:
    assert set(GUIDANCE.values()) <= phrases().phrases.keys()
    assert phrase_of(Shown(view=Home(), language="zh-CN")) == SILENT
    hub = identity_views()["identity-hub"]
    assert phrase_of(Shown(view=hub, language="zh-CN", help_open=True)) == SILENT
    assert phrase_of(Shown(view=hub, language="zh-CN", warning_left_s=9)) == SILENT
