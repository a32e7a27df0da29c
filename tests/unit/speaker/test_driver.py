import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from api.messages.device_commands import Say, StopSpeaking, TestPattern, Volume
from api.messages.device_events import Said
from api.messages.state import Status
from api.messages.words import Action, CompletionCode, DeviceState
from drivers.core.clock import SystemClock
from drivers.core.errors import DeviceNotReady
from drivers.core.lifecycle import WorkerState
from drivers.core.tcp_link import TcpLink
from drivers.core.worker import Outputs, Worker
from drivers.emulators.speaker import SpeakerEmulator
from drivers.speaker.driver import EXPIRED_FAULT, Speaker, SpeakerConfig
from tests.support.emulated import EmulatorThread
from tests.support.peers import eventually
from tests.support.speaker_zone import Zone


def _call(ticket: str, window: str = "3", max_age_s: int = 60) -> Say:
    return Say(template="call", arguments={"ticket": ticket, "window": window}, max_age_s=max_age_s)


def test_what_is_heard_is_what_was_asked(make_zone: Callable[..., Zone]) -> None:
    zone = make_zone()
    completion = zone.outcome(zone.submit(_call("A012", "112")))
    assert completion.succeeded
    assert zone.heard() == ["请A零一二号到一百一十二号窗口办理"]
    assert zone.events == [Said(caption=zone.heard()[0])]
    eventually(lambda: zone.statuses[-1].detail["caption"] == zone.heard()[0])


def test_utterances_come_in_order_whole_and_one_at_a_time(make_zone: Callable[..., Zone]) -> None:
    zone = make_zone(speed=40)
    ids = [zone.submit(_call(f"A00{number}")) for number in range(1, 6)]
    assert all(zone.outcome(command_id).succeeded for command_id in ids)
    assert zone.heard() == [f"请A零零{digit}号到三号窗口办理" for digit in "一二三四五"]
    assert zone.emulators.call(zone.loudspeaker.state)["cut_off"] == 0


def test_completion_comes_only_after_the_last_sound(make_zone: Callable[..., Zone]) -> None:
    zone = make_zone(speed=20)
    begun_s = time.monotonic()
    assert zone.outcome(zone.submit(_call("A001"))).succeeded
    # About 5.5 s of speech at 20 times the speed.
    assert time.monotonic() - begun_s > 0.15


def test_an_utterance_past_its_age_is_an_alarm_and_not_spoken(make_zone: Callable[..., Zone]) -> None:
    zone = make_zone()
    completion = zone.outcome(zone.submit(_call("A001", max_age_s=60), age_s=61))
    assert (completion.code, completion.error_code) == (CompletionCode.TIME_OUT, EXPIRED_FAULT)
    assert zone.heard() == []
    assert [fault.code for fault in zone.worker.faults.view().faults] == [EXPIRED_FAULT]
    assert zone.outcome(zone.submit(_call("A002"))).succeeded
    eventually(lambda: zone.worker.faults.view().faults == ())


def test_cancel_drops_a_waiting_utterance_and_never_cuts_the_running_one(make_zone: Callable[..., Zone]) -> None:
    zone = make_zone(speed=20)
    running, waiting = zone.submit(_call("A001")), zone.submit(_call("A002"))
    eventually(lambda: zone.emulators.call(zone.loudspeaker.state)["playing"])
    assert zone.worker.cancel(waiting)
    assert zone.worker.cancel(running)
    assert zone.outcome(running).succeeded
    assert zone.outcome(waiting).code is CompletionCode.CANCELED
    assert zone.heard() == ["请A零零一号到三号窗口办理"]


def test_stop_ends_what_is_said_and_drops_what_waits(make_zone: Callable[..., Zone]) -> None:
    zone = make_zone(speed=0.5)
    running, waiting = zone.submit(_call("A001")), zone.submit(_call("A002"))
    eventually(lambda: zone.emulators.call(zone.loudspeaker.state)["playing"])
    stop = zone.submit(StopSpeaking())
    assert zone.outcome(waiting).code is CompletionCode.CANCELED
    assert zone.outcome(running).error_code == "speaker.stopped"
    assert zone.outcome(stop).succeeded
    eventually(lambda: not zone.emulators.call(zone.loudspeaker.state)["playing"], "silent")
    assert zone.heard() == []
    assert zone.events == []
    assert zone.worker.state is WorkerState.READY, "nothing broke"
    zone.emulators.call(lambda: setattr(zone.loudspeaker, "_speed", 0))
    assert zone.outcome(zone.submit(Say(template="evacuate", arguments={}))).succeeded
    assert zone.heard() == ["各位群众请注意，请不要惊慌，听从工作人员指挥，从安全出口有序离开，请不要乘坐电梯"]


def test_stop_in_silence_does_nothing(make_zone: Callable[..., Zone]) -> None:
    zone = make_zone()
    assert zone.outcome(zone.submit(StopSpeaking())).succeeded
    assert zone.outcome(zone.submit(_call("A001"))).succeeded


def test_an_announcement_is_spoken_and_captioned(make_zone: Callable[..., Zone], tmp_path: Path) -> None:
    zone = make_zone()
    text = "今天下午3点停止取号"
    for _ in range(2):
        assert zone.outcome(zone.submit(Say(template="announce", arguments={"text": text}))).succeeded
    assert zone.events == [Said(caption=text)] * 2
    (kept,) = (tmp_path / "announcements").iterdir()
    assert kept.stat().st_size > 2 * 22_050
    assert text not in kept.name
    refused = zone.outcome(zone.submit(Say(template="announce", arguments={"text": text}, language="mn-Mong")))
    assert (refused.code, refused.error_code) == (CompletionCode.UNSUPPORTED_DATA, "speaker.unsupportedLanguage")


def test_a_stop_ends_an_announcement_that_is_still_being_made(
    make_zone: Callable[..., Zone], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long text in two languages takes a small computer seconds, in which nobody may be kept from an emergency."""
    zone = make_zone()
    begun, go_on, made = threading.Event(), threading.Event(), list[str]()

    def say(words: str, voice: str) -> bytes:
        made.append(voice)
        begun.set()
        assert go_on.wait(20)
        return bytes((1, 0)) * 100

    monkeypatch.setattr(zone.worker.driver._announcements, "_say", say)  # type: ignore[attr-defined]
    announcement = zone.submit(Say(template="announce", arguments={"text": "请连接WiFi上网"}))
    assert begun.wait(20)
    stop = zone.submit(StopSpeaking())
    go_on.set()
    assert zone.outcome(announcement).code is CompletionCode.CANCELED
    assert zone.outcome(stop).succeeded
    assert len(made) == 1
    assert zone.outcome(zone.submit(Say(template="evacuate", arguments={}))).succeeded


def test_a_stop_at_any_moment_leaves_a_speaker_that_speaks(make_zone: Callable[..., Zone]) -> None:
    """Before, in and right behind an utterance: everything is answered, and what is said next is said whole."""
    zone = make_zone(speed=200)
    for step in range(25):
        ids = [zone.submit(_call("A001")), zone.submit(_call("A002"))]
        playing_s = time.monotonic() + step * 0.003
        eventually(lambda until_s=playing_s: time.monotonic() >= until_s)
        stop, after = zone.submit(StopSpeaking()), zone.submit(_call("B777"))
        assert zone.outcome(stop).succeeded
        assert zone.outcome(after).succeeded
        for command_id in ids:
            outcome = zone.outcome(command_id)
            assert outcome.succeeded or outcome.code is CompletionCode.CANCELED
        eventually(lambda: zone.heard()[-1] == "请B七七七号到三号窗口办理")
    assert zone.worker.diagnose()["counts"]["lost"] == 0
    assert len(zone.completions) == 25 * 4


def test_the_volume_follows_the_hour(make_zone: Callable[..., Zone]) -> None:
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    table = {(now - timedelta(minutes=5)).strftime("%H:%M"): 30, (now + timedelta(hours=6)).strftime("%H:%M"): 90}
    zone = make_zone(volume_by_hour=table, volume_percent=70)
    eventually(lambda: zone.statuses[-1].detail.get("volume") == 30)
    assert zone.outcome(zone.submit(Volume(percent=55))).succeeded
    eventually(lambda: zone.statuses[-1].detail["volume"] == 55)
    assert zone.outcome(zone.submit(_call("B123"))).succeeded
    assert zone.heard() == ["请B一二三号到三号窗口办理"]


@pytest.mark.parametrize(
    "wrong", [{"volume_by_hour": {"7:00": 60}}, {"volume_by_hour": {"07:00": 101}}, {"timezone": "Asia/Nowhere"}]
)
def test_a_wrong_table_or_zone_is_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SpeakerConfig.model_validate({"clips": tmp_path, **wrong})


def test_a_quieter_voice_says_the_same(make_zone: Callable[..., Zone]) -> None:
    zone = make_zone()
    assert zone.outcome(zone.submit(Volume(percent=40))).succeeded
    assert zone.outcome(zone.submit(_call("B123"))).succeeded
    assert zone.heard() == ["请B一二三号到三号窗口办理"]
    eventually(lambda: zone.statuses[-1].detail["volume"] == 40)


def test_a_muted_speaker_refuses_and_says_who_must_act(make_zone: Callable[..., Zone]) -> None:
    zone = make_zone(volume_percent=0)
    completion = zone.outcome(zone.submit(_call("A001")))
    assert (completion.code, completion.error_code) == (CompletionCode.DEVICE_NOT_READY, "speaker.muted")
    assert zone.statuses[-1].detail["speaker"] == "muted"
    assert [(f.code, f.action) for f in zone.worker.faults.view().faults] == [("speaker.muted", Action.CLEAR)]
    assert zone.outcome(zone.submit(Say(template="evacuate", arguments={}))).succeeded, "no volume holds this back"
    assert zone.heard() == ["各位群众请注意，请不要惊慌，听从工作人员指挥，从安全出口有序离开，请不要乘坐电梯"]


@pytest.mark.parametrize("fault", ["silent", "half-frame", "stop-reading"])
def test_a_loudspeaker_that_does_not_play_is_a_fault(make_zone: Callable[..., Zone], fault: str) -> None:
    zone = make_zone(patience_s=0.3, gap_ms=0)
    zone.fault(fault)
    command_id = zone.submit(TestPattern() if fault != "half-frame" else _call("A001"))
    assert zone.outcome(command_id).code in (CompletionCode.TIME_OUT, CompletionCode.HARDWARE_ERROR)
    eventually(lambda: any(status.device is DeviceState.UNKNOWN for status in zone.statuses))
    assert zone.events == []
    # An amplifier that plays nothing at all stays down; one that hangs up in mid-sentence proves itself by a moment of silence.
    losses = 1 if fault == "half-frame" else 3
    eventually(lambda: zone.worker.diagnose()["counts"]["lost"] >= losses, "down")
    zone.fault("none")
    eventually(lambda: zone.worker.state is WorkerState.READY)
    assert zone.outcome(zone.submit(_call("A002"))).succeeded


def test_a_dead_amplifier_is_noticed_while_nobody_speaks(make_zone: Callable[..., Zone]) -> None:
    zone = make_zone()
    zone.fault("drop-link")
    eventually(lambda: zone.statuses[-1].device is DeviceState.UNKNOWN)
    zone.fault("none")
    eventually(lambda: zone.worker.state is WorkerState.READY)


def test_bytes_from_the_amplifier_are_ignored(make_zone: Callable[..., Zone]) -> None:
    zone = make_zone()
    zone.fault("garbage")
    assert zone.outcome(zone.submit(_call("A001"))).succeeded
    assert zone.worker.state is not WorkerState.BACKOFF


def test_closes_within_two_seconds_while_speaking(make_zone: Callable[..., Zone]) -> None:
    zone = make_zone(speed=0.5)
    command_id = zone.submit(_call("A001"))
    eventually(lambda: zone.emulators.call(zone.loudspeaker.state)["playing"])
    begun_s = time.monotonic()
    assert zone.worker.close()
    assert time.monotonic() - begun_s < 2
    assert not zone.outcome(command_id).succeeded
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("device")]


def test_missing_clips_are_a_configuration_fault(tmp_path: Path, emulators: EmulatorThread, clips: Path) -> None:
    loudspeaker = SpeakerEmulator("speaker-1", clips, speed=0)
    emulators.start(loudspeaker)
    statuses: list[Status] = []
    worker = Worker(
        "speaker-1",
        Speaker,
        SpeakerConfig(clips=tmp_path),
        lambda: TcpLink("127.0.0.1", loudspeaker.port),
        Outputs(statuses.append, lambda _: None, lambda _: None, lambda _: None),
        clock=SystemClock(),
        random=lambda: 0.5,
        data_dir=tmp_path,
    )
    worker.start()
    eventually(lambda: worker.state is WorkerState.FAULTED)
    eventually(lambda: statuses[-1].reason == "speaker.clipsMissing")
    assert statuses[-1].action is Action.CONFIGURATION
    assert worker.close()


def test_the_picture_shows_the_words(make_zone: Callable[..., Zone]) -> None:
    zone = make_zone()
    before = zone.emulators.call(zone.loudspeaker.picture)
    assert zone.outcome(zone.submit(_call("A001"))).succeeded
    after = zone.emulators.call(zone.loudspeaker.picture)
    assert after
    assert after.startswith(b"\x89PNG")
    assert after != before


def test_a_stop_for_a_speaker_that_is_down_is_refused_and_harms_nothing(make_zone: Callable[..., Zone]) -> None:
    zone = make_zone()
    zone.fault("drop-link")
    eventually(lambda: zone.worker.state is WorkerState.BACKOFF)
    with pytest.raises(DeviceNotReady):
        zone.submit(StopSpeaking())
    zone.fault("none")
    eventually(lambda: zone.worker.state is WorkerState.READY)
    assert zone.outcome(zone.submit(_call("A001"))).succeeded
