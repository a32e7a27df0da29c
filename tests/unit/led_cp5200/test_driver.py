"""The LED board's driver on C-Power cards: network port, serial line, old firmware, faults, and what must never happen."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from api.messages.device_commands import Blank, Brightness, Show, TestPattern
from api.messages.words import DeviceState
from drivers.core.errors import DeviceRefused, DeviceSilent
from drivers.emulators.cpower_board import STORED
from tests.unit.led_cp5200.conftest import Hall

CALL = Show(layout="calling", data={"ticket": "A012", "window": "3"}, ttl_s=60)
CALL_LINES = ["请 A012 号", "到 3 号窗口"]


def test_a_call_is_shown_exactly_and_never_saved(hall: Hall) -> None:
    hall.bench.perform(CALL)
    assert hall.lines() == CALL_LINES
    status = hall.bench.driver.status()
    assert (status.device, status.detail["display"]) == (DeviceState.ONLINE, "showing")
    hall.bench.driver.check()
    state = hall.state()
    assert (state["flash_writes"], state["rejected"], state["stored_programme"]) == (0, 0, False)
    identity = hall.bench.driver.identity()
    assert identity.firmware == "4.1"
    assert identity.capabilities["card_type"] == "0x21"


def test_chinese_with_framing_bytes_arrives(hall: Hall) -> None:
    text = "水站おェ仴伄"
    hall.bench.perform(Show(layout="notice", data={"text": "水站"}))
    assert hall.lines() == ["水站"]
    hall.clock.added_s += 1
    result = hall.bench.perform(Show(layout="notice", data={"text": text}))
    assert result is not None
    # Characters beyond GB2312 are drawn.
    assert hall.state()["pictures"] == 1


def test_the_same_division_is_kept_so_that_nothing_blinks(hall: Hall) -> None:
    hall.bench.perform(CALL)
    divisions = hall.state()["divisions"]
    hall.clock.added_s += 5
    hall.bench.perform(Show(layout="calling", data={"ticket": "A013", "window": "3"}))
    assert hall.lines()[0] == "请 A013 号"
    assert hall.state()["divisions"] == divisions


def test_a_board_that_an_earlier_agent_left_behind_is_darkened(make_hall: Callable[..., Hall]) -> None:
    hall = make_hall()
    assert hall.lines() == [STORED]
    with hall.bench.connected(hall.make_link()):
        hall.bench.driver.listen(0.0)
        assert hall.lines() == []
        assert hall.state()["stored_programme"] is False


def test_a_call_is_taken_off_when_its_time_is_over(hall: Hall) -> None:
    hall.bench.perform(CALL)
    hall.clock.added_s += 61
    hall.bench.driver.listen(0.0)
    assert hall.lines() == []


def test_a_board_that_rebooted_unnoticed_is_written_again_within_a_minute(hall: Hall) -> None:
    hall.bench.perform(Show(layout="calling", data={"ticket": "A012", "window": "3"}, ttl_s=600))
    hall.emulators.call(hall.board.on_power_up)
    assert hall.lines() == [STORED]
    hall.clock.added_s += 61
    hall.bench.driver.check()
    # The division that the card has forgotten is made again.
    assert hall.lines() == CALL_LINES


def test_what_is_written_anew_for_safety_leaves_the_settings_alone(make_hall: Callable[..., Hall]) -> None:
    """The card keeps its brightness in a memory that wears out."""
    hall = make_hall("network", {"brightness": 50})
    with hall.bench.connected(hall.make_link()):
        hall.bench.perform(CALL.model_copy(update={"ttl_s": 600}))
        before = hall.state()
        for _ in range(3):
            hall.clock.added_s += 61
            hall.bench.driver.check()
        after = hall.state()
    assert after["contents"] >= before["contents"] + 3
    assert after["settings"] == before["settings"] == 1


def test_a_reboot_between_two_calls_is_mended_by_the_second(hall: Hall) -> None:
    hall.bench.perform(CALL)
    hall.emulators.call(hall.board.on_power_up)
    hall.clock.added_s += 5
    hall.bench.perform(Show(layout="calling", data={"ticket": "A013", "window": "3"}))
    assert hall.lines() == ["请 A013 号", "到 3 号窗口"]


def test_blank_and_every_dot(hall: Hall) -> None:
    hall.bench.perform(CALL)
    hall.clock.added_s += 5
    hall.bench.perform(TestPattern())
    lit = hall.emulators.call(hall.board.light)
    assert {colour for _, colour in lit.getcolors()} == {(255, 0, 0), (0, 255, 0)}
    assert lit.getpixel((127, 0)) == (255, 0, 0)
    assert lit.getpixel((0, 31)) == (0, 255, 0)
    hall.clock.added_s += 5
    hall.bench.perform(Blank())
    assert hall.lines() == []
    assert hall.emulators.call(hall.board.light).getbbox() is None


def test_a_long_line_scrolls_and_two_texts_take_turns(hall: Hall) -> None:
    hall.bench.perform(Show(layout="notice", data={"text": "请各位群众提前准备好身份证原件和复印件"}))
    assert hall.state()["effects"][0] == 14
    hall.clock.added_s += 5
    hall.bench.perform(Show(layout="calling", data={"ticket": "A012", "window": "3"}))
    # It comes in moving.
    assert set(hall.state()["effects"]) == {6}


def test_light_and_clock(make_hall: Callable[..., Hall]) -> None:
    hall = make_hall("network", {"brightness": 50})
    with hall.bench.connected(hall.make_link()):
        state = hall.state()
        assert state["brightness"] == 16
        now = datetime.now()  # noqa: DTZ005 (the card knows no zone)
        assert abs(datetime.fromisoformat(state["clock"]) - now) < timedelta(seconds=5)
        hall.bench.perform(Brightness(percent=0))
        assert hall.state()["on"] is False
        hall.bench.perform(Brightness(percent=100))
        state = hall.state()
        assert (state["on"], state["brightness"]) == (True, 31)
        assert hall.bench.driver.status().detail["clock_set"] is True


def test_a_board_that_someone_switched_off_is_lit_again(hall: Hall) -> None:
    hall.bench.perform(CALL)
    hall.emulators.call(lambda: setattr(hall.board, "_on", False))
    hall.bench.driver.check()
    assert hall.lines() == CALL_LINES


def test_old_firmware_gets_rich_text_and_is_asked_nothing_it_does_not_know(
    make_hall: Callable[..., Hall], monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = make_hall("tcp", {"profile": "cp5200-old-128x32"}, old_firmware=True)
    with hall.bench.connected(hall.make_link()):
        hall.bench.perform(CALL)
        assert hall.lines() == CALL_LINES
        assert hall.bench.driver.identity().firmware == "3.2"
        packets = hall.state()["packets"]
        hall.bench.driver.check()
        assert hall.state()["packets"] == packets + 1
        status = hall.bench.driver.status()
        assert (status.device, status.detail["clock_set"]) == (DeviceState.ONLINE, False)


def test_old_firmware_with_the_wrong_profile_is_a_setting_to_mend(make_hall: Callable[..., Hall]) -> None:
    hall = make_hall("tcp", {}, old_firmware=True)
    with pytest.raises(DeviceRefused) as refused, hall.bench.connected(hall.make_link()):
        pass
    assert refused.value.reason == "board.refused"


def test_a_card_with_another_number_is_not_reached(make_hall: Callable[..., Hall]) -> None:
    hall = make_hall("tcp", {"address": 4}, card=5)
    with pytest.raises(DeviceSilent), hall.bench.connected(hall.make_link()):
        pass


def test_only_the_card_with_this_number_obeys(make_hall: Callable[..., Hall]) -> None:
    hall = make_hall("tcp", {"address": 5}, card=5)
    with hall.bench.connected(hall.make_link()):
        hall.bench.perform(CALL)
        assert hall.lines() == CALL_LINES


def test_a_network_id_must_agree(make_hall: Callable[..., Hall]) -> None:
    hall = make_hall("network", {}, network_id=0x01020304)
    with pytest.raises(DeviceSilent), hall.bench.connected(hall.make_link()):
        pass


def test_silence_and_damage_are_said(hall: Hall) -> None:
    hall.fault("silent")
    with pytest.raises(DeviceSilent):
        hall.bench.perform(CALL)
    hall.fault("bad-checksum")
    with pytest.raises(DeviceSilent):
        hall.bench.perform(CALL)
    hall.fault("none")
    hall.bench.perform(CALL)
    assert hall.lines() == CALL_LINES


def test_a_card_that_refuses_is_not_called_broken(hall: Hall) -> None:
    hall.fault("refuse")
    with pytest.raises(DeviceRefused) as refused:
        hall.bench.perform(CALL)
    assert refused.value.reason == "board.refused"
    assert not refused.value.breaks_link


def test_a_name_the_card_cannot_write_is_drawn(hall: Hall) -> None:
    """䶮 isn't in GB2312: its window gets a picture, the other one text."""
    hall.bench.perform(Show(layout="calling", data={"ticket": "䶮12", "window": "3"}))
    state = hall.state()
    assert (state["pictures"], state["lines"]) == (1, ["到 3 号窗口"])
    lit = hall.emulators.call(hall.board.light)
    upper = lit.crop((0, 0, 128, 16))
    assert upper.getbbox() is not None
    assert {colour for _, colour in upper.getcolors()} == {(0, 0, 0), (255, 0, 0)}
    assert hall.bench.driver.status().detail["replaced_characters"] == 0
