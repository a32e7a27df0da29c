"""The LED board's driver on a panel of pixels: real datagrams, and the panel's dots read back."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from api.messages.device_commands import Blank, Brightness, Show, TestPattern
from api.messages.words import DeviceState
from drivers.core.errors import DeviceSilent, LinkLost
from drivers.led_board import cards
from drivers.led_board.driver import LedBoard
from tests.unit.led_bitmap.conftest import Hall

CALL = Show(layout="calling", data={"ticket": "A012", "window": "3"}, ttl_s=60)
RED, GREEN = (255, 0, 0), (0, 255, 0)


def colours(picture: Image.Image) -> set[object]:
    return {colour for _, colour in picture.getcolors(1 << 16)}


def both_rows(picture: Image.Image) -> bool:
    return picture.crop((0, 0, 128, 16)).getbbox() is not None and picture.crop((0, 16, 128, 32)).getbbox() is not None


def ink(picture: Image.Image) -> NDArray[np.bool_]:
    lit = np.asarray(picture.convert("L")) > 0
    rows, columns = np.flatnonzero(lit.any(axis=1)), np.flatnonzero(lit.any(axis=0))
    return lit[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def expected(text: str, size: int, path: str, index: int = 0) -> NDArray[np.bool_]:
    """Drawn here by Pillow alone."""
    font = ImageFont.truetype(path, size, index=index)
    canvas = Image.new("L", (size * (len(text) + 2), size * 4), 0)
    ImageDraw.Draw(canvas).text((size, size * 2), text, font=font, fill=255, anchor="ls")
    return ink(canvas.point(lambda level: 255 if level >= 105 else 0))


def settle(hall: Hall) -> None:
    """Lines that came in moving stand."""
    hall.clock.added_s += 1.5
    hall.bench.driver.listen(0.0)


def test_a_call_can_be_read_on_the_panel(hall: Hall) -> None:
    hall.bench.perform(CALL)
    settle(hall)
    picture = hall.shows(both_rows, "both rows")
    upper, lower = picture.crop((0, 0, 128, 16)), picture.crop((0, 16, 128, 32))
    assert (colours(upper) - {(0, 0, 0)}, colours(lower) - {(0, 0, 0)}) == ({RED}, {GREEN})
    font = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
    assert (ink(upper) == expected("请 A012 号", 15, font, 2)).all()
    assert (ink(lower) == expected("到 3 号窗口", 15, font, 2)).all()
    status = hall.bench.driver.status()
    assert (status.device, status.detail["display"]) == (DeviceState.ONLINE, "showing")
    identity = hall.bench.driver.identity()
    assert (identity.firmware, identity.capabilities["receiver_maker"]) == ("1.0", "Emulated")


def test_it_comes_in_moving_step_by_step(hall: Hall) -> None:
    hall.bench.perform(CALL)
    assert hall.light().getbbox() is None
    lefts = []
    for _ in range(6):
        hall.clock.added_s += 0.1
        hall.bench.driver.listen(0.0)
        # Its answer says that every datagram before the question has arrived.
        hall.bench.driver.check()
        box = hall.light().getbbox()
        assert box is not None
        lefts.append(box[0])
    assert lefts == sorted(lefts, reverse=True)
    assert lefts[0] > lefts[-1]


def test_blank_and_every_dot(hall: Hall) -> None:
    hall.bench.perform(TestPattern())
    picture = hall.shows(lambda p: p.getpixel((127, 31)) != (0, 0, 0), "pattern")
    assert (0, 0, 0) not in colours(picture)
    hall.clock.added_s += 1
    hall.bench.perform(Blank())
    hall.shows(lambda p: p.getbbox() is None, "dark")


def test_a_call_is_taken_off_when_its_time_is_over(hall: Hall) -> None:
    hall.bench.perform(CALL)
    settle(hall)
    hall.shows(both_rows, "both rows")
    hall.clock.added_s += 61
    hall.bench.driver.listen(0.0)
    hall.shows(lambda p: p.getbbox() is None, "dark")


def test_a_rebooted_panel_is_right_again_within_a_second(hall: Hall) -> None:
    hall.bench.perform(CALL)
    settle(hall)
    hall.shows(both_rows, "both rows")
    hall.emulators.call(hall.panel.on_power_up)
    assert hall.light().getbbox() is None
    hall.clock.added_s += 1.1
    hall.bench.driver.listen(0.0)
    hall.shows(both_rows, "both rows again")


def test_lost_datagrams_heal(hall: Hall) -> None:
    hall.fault("lose-half")
    hall.bench.perform(CALL)
    for _ in range(6):
        hall.clock.added_s += 1.1
        hall.bench.driver.listen(0.0)
    picture = hall.shows(both_rows, "both rows")
    hall.fault("none")
    hall.clock.added_s += 1.1
    hall.bench.driver.listen(0.0)
    whole = hall.shows(both_rows, "both rows")
    assert picture.tobytes() == whole.tobytes()


def test_a_standing_picture_costs_one_repetition_a_second(hall: Hall) -> None:
    hall.bench.perform(CALL)
    settle(hall)
    hall.shows(both_rows, "both rows")
    hall.bench.driver.check()
    before = hall.emulators.call(hall.panel.state)["datagrams"]
    for _ in range(10):
        hall.clock.added_s += 0.05
        hall.bench.driver.listen(0.0)
    assert hall.emulators.call(hall.panel.state)["datagrams"] == before


def test_brightness_dims_the_dots_and_off_is_dark(hall: Hall) -> None:
    hall.bench.perform(CALL)
    settle(hall)
    hall.bench.perform(Brightness(percent=40))
    hall.shows(lambda p: (102, 0, 0) in colours(p), "dimmed red")
    hall.bench.perform(Brightness(percent=0))
    hall.shows(lambda p: p.getbbox() is None, "dark")
    hall.bench.perform(Brightness(percent=100))
    hall.shows(lambda p: RED in colours(p), "bright again")


def test_a_silent_receiver_is_said_and_a_closed_port_at_once(hall: Hall) -> None:
    hall.fault("silent")
    with pytest.raises(DeviceSilent):
        hall.bench.driver.check()
    hall.fault("garbage")
    with pytest.raises(DeviceSilent):
        hall.bench.driver.check()
    hall.fault("drop-link")
    with pytest.raises(LinkLost):
        hall.bench.driver.check()


def test_a_receiver_that_never_answers_is_never_called_well(make_hall: Callable[..., Hall]) -> None:
    hall = make_hall({"profile": "hub75-wled-128x32"}, answers=False, fallback_s=2.5)
    with hall.bench.connected(hall.make_link()):
        hall.bench.perform(CALL)
        settle(hall)
        hall.bench.driver.check()
        status = hall.bench.driver.status()
        assert (status.device, status.reason) == (DeviceState.UNKNOWN, "board.neverAnswers")
        hall.shows(both_rows, "the call all the same")


def test_a_receiver_with_a_picture_of_its_own_shows_it_only_when_the_agent_is_dead(make_hall: Callable[..., Hall]) -> None:
    hall = make_hall(fallback_s=2.5)
    with hall.bench.connected(hall.make_link()):
        for _ in range(6):
            hall.clock.added_s += 1.1
            hall.bench.driver.listen(0.0)
            hall.shows(lambda p: p.getbbox() is None, "dark, not its own")
        # Its answer says that every datagram before the question has arrived.
        hall.bench.driver.check()
    hall.clock.added_s += 3
    assert colours(hall.light()) == {(0, 0, 90)}


PROFILE = """
kind = "led-board"
protocol = "ddp"
verified_on = []
width = {width}
height = {height}
colours = {colours}
heights = [16, 24, 32]
serpentine = {serpentine}
"""


def test_rows_that_run_to_and_fro_look_the_same(
    make_hall: Callable[..., Hall], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = PROFILE.format(width=128, height=32, colours=3, serpentine="true")
    (tmp_path / "serpentine.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(LedBoard, "profile_directory", tmp_path)
    hall = make_hall({"profile": "serpentine"}, serpentine=True)
    with hall.bench.connected(hall.make_link()):
        hall.bench.perform(CALL)
        settle(hall)
        picture = hall.shows(both_rows, "both rows")
        font = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
        assert (ink(picture.crop((0, 0, 128, 16))) == expected("请 A012 号", 15, font, 2)).all()


def test_a_mongolian_column_runs_from_top_to_bottom(make_hall: Callable[..., Hall]) -> None:
    hall = make_hall({"profile": "hub75-ddp-64x160-mongolian"}, width=64, height=160)
    with hall.bench.connected(hall.make_link()):
        hall.bench.perform(Show(layout="idle", data={"window": "3"}))
        settle(hall)
        picture = hall.shows(lambda p: p.crop((48, 0, 64, 160)).getbbox(), "the column")
        column = ink(picture.crop((48, 0, 64, 160)))
        word = expected("ᠴᠣᠩᠬᠣ", 15, "/usr/share/fonts/truetype/noto/NotoSansMongolian-Regular.ttf")
        # Once clockwise: the word's beginning is at the top, its teeth on the left.
        assert column.shape == word.shape[::-1]
        assert (column == np.rot90(word, 3)).all()
        assert picture.crop((0, 0, 48, 160)).getbbox() is not None, "Chinese stands beside it"


def test_every_board_protocol_has_a_card() -> None:
    for protocol in cards.CARDS:
        assert cards.card_class(protocol).Profile.model_fields["protocol"].annotation.__args__ == (protocol,)
