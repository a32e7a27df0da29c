"""What is meant for one person's ears: said like anything else, and left nowhere."""

from collections.abc import Callable
from pathlib import Path

from api.messages.device_commands import StopSpeaking, Whisper
from api.messages.words import CompletionCode
from tests.support.peers import eventually
from tests.support.speaker_zone import Zone

SENTENCE = "您的预约在下午，请到二号窗口"


def test_it_is_said_and_kept_nowhere(make_zone: Callable[..., Zone], tmp_path: Path) -> None:
    zone = make_zone()
    before = zone.emulators.call(zone.loudspeaker.state)["bytes"]
    outcome = zone.outcome(zone.submit(Whisper(text=SENTENCE)))
    assert outcome.code is CompletionCode.SUCCESS
    assert outcome.result == {}
    assert zone.emulators.call(zone.loudspeaker.state)["bytes"] - before > 30_000, "a second of sound and more"
    assert zone.events == []
    assert all(not status.detail.get("caption") for status in zone.statuses)
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix == ".pcm"]
    assert kept == []
    assert SENTENCE not in repr(Whisper(text=SENTENCE))


def test_a_key_ends_it(make_zone: Callable[..., Zone]) -> None:
    zone = make_zone(speed=1.0)
    whispered = zone.submit(Whisper(text=SENTENCE))
    eventually(lambda: zone.emulators.call(zone.loudspeaker.state)["playing"], "it is being said", 20)
    zone.submit(StopSpeaking())
    assert zone.outcome(whispered).code is CompletionCode.CANCELED


def test_what_no_voice_can_say_is_refused_without_quoting_it(make_zone: Callable[..., Zone]) -> None:
    zone = make_zone()
    outcome = zone.outcome(zone.submit(Whisper(text="。。。")))
    assert outcome.code is CompletionCode.INVALID_DATA
    assert "。" not in outcome.detail
    assert zone.outcome(zone.submit(Whisper(text="你好", language="mn-Mong"))).code is CompletionCode.UNSUPPORTED_DATA
