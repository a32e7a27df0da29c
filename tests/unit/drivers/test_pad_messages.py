"""What JSON pads and ESPHome pads are told and tell: by profile, bounded, and never taken at their word."""

import json
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from api.content.rating_labels import label_set, label_texts
from api.messages.device_commands import ShowStaff
from api.messages.words import RatingLevel
from drivers.profiles import PROFILE_DIRECTORY, load_profile
from drivers.rating_pad.dialect import Press, Question
from drivers.rating_pad.esphome_messages import Doing, LineDecoder, PadRated, PadState, encode_message
from drivers.rating_pad.json_frames import LONGEST_BYTES, Framing, ObjectDecoder, encode_object
from drivers.rating_pad.lcd_messages import LcdMessages, Taken
from drivers.rating_pad.lcd_profile import LcdProfile
from drivers.rating_pad.templates import fill

FRAMINGS: tuple[Framing, ...] = ("lines", "length-2", "length-4")
ASK = "01JD00000000000000000000A1"
PLATE = ShowStaff(display_name="李敏", staff_number="0012", post="综合受理", stars=4)
objects = st.dictionaries(st.text(max_size=8), st.one_of(st.integers(), st.text(max_size=20), st.booleans()), max_size=5)


def messages(name: str, **changes: Any) -> LcdMessages:
    profile = load_profile(LcdProfile, name, kind="rating-pad")
    return LcdMessages(profile.model_copy(update=changes), label_set())


@given(st.sampled_from(FRAMINGS), st.lists(objects, max_size=4), st.data())
def test_objects_come_back_however_the_stream_is_cut(framing: Framing, sent: list[dict[str, Any]], data: st.DataObject) -> None:
    stream = b"".join(encode_object(one, framing) for one in sent)
    decoder, found, at = ObjectDecoder(framing), [], 0
    while at < len(stream):
        step = data.draw(st.integers(1, 30))
        found += decoder.feed(stream[at : at + step])
        at += step
    assert found == sent


@pytest.mark.parametrize("framing", FRAMINGS)
@given(noise=st.binary(max_size=400))
def test_after_noise_the_next_object_is_found(framing: Framing, noise: bytes) -> None:
    decoder = ObjectDecoder(framing)
    decoder.feed(noise)
    # Noise may announce an object, at most as long as they may be; what fills it is no object either.
    quiet = b"\n" if framing == "lines" else bytes(LONGEST_BYTES + 8)
    assert {"a": 1} in decoder.feed(quiet + encode_object({"a": 1}, framing))


@pytest.mark.parametrize("framing", FRAMINGS)
def test_a_flood_leaves_a_bounded_buffer(framing: Framing) -> None:
    decoder = ObjectDecoder(framing)
    for _ in range(40):
        decoder.feed(b"{" * 4096)
    assert len(decoder._held) <= LONGEST_BYTES + 8


@pytest.mark.parametrize(("name", "codes"), [("lcd-json", [5, 4, 3, 2, 1]), ("lcd-json-zero-up", [0, 1, 2, 3, 4])])
def test_each_interface_has_its_own_codes_and_the_best_comes_first(name: str, codes: list[int]) -> None:
    built = messages(name)
    code_field = "code" if name == "lcd-json" else "value"
    assert [item[code_field] for item in built.levels()] == codes


def test_an_ask_carries_ticket_plate_levels_and_labels() -> None:
    built = messages("lcd-json")
    question = Question(ASK, 3, "A012", 15)
    message = built.build("ask", "7", 3, built.ask_values(question, PLATE))
    assert message is not None
    assert (message["ask"], message["ticket"], message["window"], message["seconds"]) == (ASK, "A012", 3, 15)
    assert message["staff"] == {"name": "李敏", "number": "0012", "post": "综合受理", "stars": 4}
    assert [len(level["labels"]) for level in message["levels"]] == [8] * 5
    offered = {label["code"] for level in message["levels"] for label in level["labels"]}
    assert len(offered) == 40
    assert not offered & set(label_set().retired)
    bad = next(level for level in message["levels"] if level["code"] == 2)
    assert {"code": "212", "text": "在线预约办理后到实体大厅重复取号排队"} in bad["labels"]


def test_a_pad_that_wants_as_many_labels_for_each_level_gets_them() -> None:
    built = messages("lcd-json-zero-up", most_labels=5)
    assert {len(item["reasons"]) for item in built.levels()} == {5}


@pytest.mark.parametrize(
    ("name", "said", "press"),
    [
        (
            "lcd-json",
            {"cmd": "rated", "ask": ASK, "level": 2, "labels": ["207", "212"]},
            Press(RatingLevel.BAD, ("207", "212"), ASK),
        ),
        (
            "lcd-json",
            {"cmd": "rated", "ask": ASK, "level": "5", "labels": "510,517"},
            Press(RatingLevel.VERY_GOOD, ("510", "517"), ASK),
        ),
        (
            "lcd-json",
            {"cmd": "rated", "ask": ASK, "level": 1, "labels": ["106", "999", "510"]},
            Press(RatingLevel.VERY_BAD, (), ASK),
        ),
        ("lcd-json", {"cmd": "rated", "ask": ASK, "level": 7, "labels": []}, None),
        ("lcd-json", {"cmd": "rated", "level": 5}, None),
        ("lcd-json", {"cmd": "rated", "ask": ASK, "level": True}, None),
        ("lcd-json-zero-up", {"type": "result", "data": {"value": "0", "reasons": ""}}, Press(RatingLevel.VERY_GOOD)),
        ("lcd-json-zero-up", {"type": "result", "data": {"value": 4, "reasons": "108"}}, Press(RatingLevel.VERY_BAD, ("108",))),
        ("lcd-json-zero-up", {"type": "result", "data": "nonsense"}, None),
    ],
)
def test_ratings_are_read_by_the_profile_and_unknown_labels_dropped(name: str, said: dict[str, Any], press: Press | None) -> None:
    assert messages(name).read(said) == press


def test_a_declining_code_and_an_answer_to_ours() -> None:
    built = messages("lcd-json", declined_code=9)
    assert built.read({"cmd": "rated", "ask": ASK, "level": 9}) == Press(None, (), ASK)
    assert built.read({"cmd": "ok", "id": "17"}) == Taken("17")


@given(
    st.recursive(
        st.one_of(st.none(), st.integers(), st.text(max_size=5)), lambda inner: st.lists(inner, max_size=3), max_leaves=6
    )
)
def test_whatever_stands_in_a_rating_it_is_read_without_an_error(value: Any) -> None:
    for name in ("lcd-json", "lcd-json-zero-up"):
        messages(name).read({"cmd": "rated", "type": "result", "ask": value, "level": value, "labels": value, "data": value})
        messages(name).read(
            {"cmd": "rated", "type": "result", "ask": ASK, "level": 1, "labels": value, "data": {"value": 1, "reasons": value}}
        )


def test_templates_keep_types_and_write_into_text() -> None:
    template = {"n": "{seconds}", "text": "window {window}", "deep": [{"x": "{levels}"}], "fixed": 3}
    assert fill(template, {"seconds": 15, "window": 3, "levels": [1]}) == {
        "n": 15,
        "text": "window 3",
        "deep": [{"x": [1]}],
        "fixed": 3,
    }


def test_a_profile_with_an_unknown_placeholder_is_refused() -> None:
    text = (PROFILE_DIRECTORY / "lcd-json.toml").read_text("utf-8")
    document = tomllib.loads(text)
    document["send"]["over"]["note"] = "{citizen}"
    with pytest.raises(ValidationError, match="citizen"):
        LcdProfile.model_validate(document)


def test_every_label_has_an_english_text_too() -> None:
    codes = {code for labels in label_set().levels.values() for code in labels}
    assert set(label_texts("en")) == codes
    assert len(codes) == 40


def test_labels_of_another_level_and_too_many_are_dropped() -> None:
    known = label_set()
    assert known.sound(RatingLevel.GOOD, ("406", "406", "510", "106")) == ("406",)
    assert known.sound(None, ("406",)) == ()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b'rated {"seq":5,"ask":"%s","key":1}' % ASK.encode(), PadRated(5, ASK, 1)),
        (b'rated {"seq":5,"ask":"%s","key":6}' % ASK.encode(), None),
        (b'rated {"seq":-1,"ask":"x","key":1}', None),
        (b'state {"state":"online"}', PadState(online=True)),
        (b'state {"state":"lost"}', PadState(online=False)),
        (
            b'state {"state":"online","doing":"asking","ask":"%s","waiting":2,"hello":9}' % ASK.encode(),
            PadState(True, Doing.ASKING, ASK, 2, 9),
        ),
        (b'state {"state":"online","doing":"dancing","waiting":"many"}', PadState(online=True)),
        (b"state [1]", None),
        (b"nonsense {}", None),
        (b"", None),
    ],
)
def test_esphome_messages(line: bytes, message: PadState | PadRated | None) -> None:
    assert LineDecoder().feed(line + b"\n") == ([] if message is None else [message])


@given(st.binary(max_size=9000))
def test_no_bytes_of_an_esphome_pad_do_harm(noise: bytes) -> None:
    decoder = LineDecoder()
    for start in range(0, len(noise), 100):
        decoder.feed(noise[start : start + 100])
    assert len(decoder._held) <= 4096
    assert decoder.feed(b"\n" + encode_message("state", {"state": "online"}))[-1] == PadState(online=True)


def test_a_message_to_the_pad_is_one_line() -> None:
    line = encode_message("show", {"name": "李\n敏"})
    assert line.count(b"\n") == 1
    assert json.loads(line.partition(b" ")[2]) == {"name": "李\n敏"}
