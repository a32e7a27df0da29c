"""What may come in from the bus, and how the rest is refused."""

import orjson
import pytest
from ulid import ULID

from api.bus.codec import Stamp, encode_command, encode_event
from api.bus.port import Received
from api.ids import made_at_ms
from api.messages.base import Message
from api.messages.device_events import KeyPressed, Rated
from api.messages.hall_commands import (
    HALL_COMMANDS,
    Catalogue,
    PressKey,
    Rate,
    ReportHandOver,
    ReturnNumbers,
    Take,
    TakeOffline,
)
from api.messages.roles import may_give
from api.messages.topics import Address, Channel, reply_topic
from api.messages.words import CompletionCode, HandOver, PadKey, RatingLevel, RatingOutcome, Refusal, Role
from hall_controller.mqtt.requests import KEY_USEFUL_MS, Rejected, RejectReason, Wanted, read_command, read_event

SITE = "610124-01"
ID = "01JD0V5Y3M9D8XQ2T7W4R6K1ZB"
ASK = "01JD0V5Y3M9D8XQ2T7W4R6K1ZC"
NOW = 1_700_000_000_000
STAMP = Stamp(at=NOW, session="s1", seq=1)
KIOSK_REPLIES = reply_topic(SITE, "kiosk-01", "answers")


def received(
    name: str,
    payload: bytes,
    *,
    reply_to: str | None = KIOSK_REPLIES,
    correlation: bytes | None = ID.encode(),
    channel: Channel = Channel.COMMAND,
    node: str = "ctl",
    device: str = "hall",
) -> Received:
    return Received(Address(SITE, node, device, channel, name), payload, False, reply_to, correlation, lambda: None)


def command(body: Message, timeout_ms: int = 10_000) -> bytes:
    return encode_command(body, STAMP, command_id=ID, by="kiosk-01", timeout_ms=timeout_ms)


def test_a_take_is_submitted_by_the_node_that_gets_the_answer() -> None:
    read = read_command(received("take", command(Take(service="s1"))), NOW)
    assert isinstance(read, Wanted)
    assert (read.submission.id, read.submission.command, read.stale) == (ID, Take(service="s1"), False)
    assert (read.submission.actor.name, read.submission.actor.role) == ("kiosk-01", Role.DEVICE)


@pytest.mark.parametrize("name", [name for name, model in HALL_COMMANDS.items() if not may_give(Role.DEVICE, model)])
def test_a_device_may_not_do_what_needs_a_person(name: str) -> None:
    read = read_command(received(name, b"{}"), NOW)
    assert isinstance(read, Rejected)
    answer = read.completion()
    assert answer is not None
    assert (answer.id, answer.code, answer.error_code) == (ID, CompletionCode.AUTHORISATION_REQUIRED, Refusal.NOT_PERMITTED)


@pytest.mark.parametrize(
    "payload",
    [b"", b"\xff\xfe", b"[]", b"null", b'{"service":', orjson.dumps({"service": "s1"}), b"[" * 5_000],
    ids=["empty", "not text", "list", "null", "cut off", "no envelope", "deep"],
)
def test_a_malformed_command_is_refused_under_its_id(payload: bytes) -> None:
    read = read_command(received("take", payload), NOW)
    assert isinstance(read, Rejected)
    assert read.reason is RejectReason.MALFORMED
    answer = read.completion()
    assert answer is not None
    assert (answer.id, answer.code, answer.error_code) == (ID, CompletionCode.INVALID_DATA, Refusal.MALFORMED)


def test_the_refusal_names_fields_and_never_what_was_sent() -> None:
    payload = orjson.dumps({**orjson.loads(command(Take(service="s1"))), "service": "Zhang San 610124199001011234"})
    read = read_command(received("take", payload), NOW)
    assert isinstance(read, Rejected)
    assert "service" in read.detail
    assert "Zhang" not in read.detail
    assert "6101" not in read.detail


def test_without_a_correlation_the_id_is_read_from_what_parses() -> None:
    payload = orjson.dumps({**orjson.loads(command(Take(service="s1"))), "service": 5})
    read = read_command(received("take", payload, correlation=None), NOW)
    assert isinstance(read, Rejected)
    assert read.id == ID


def test_a_request_without_any_id_has_no_answer() -> None:
    read = read_command(received("take", b"{}", correlation=b"\xff\x00"), NOW)
    assert isinstance(read, Rejected)
    assert read.completion() is None


def test_an_unknown_command_is_said_to_be_unknown() -> None:
    read = read_command(received("dance", command(Catalogue())), NOW)
    assert isinstance(read, Rejected)
    answer = read.completion()
    assert answer is not None
    assert (answer.code, answer.error_code) == (CompletionCode.INVALID_COMMAND, Refusal.UNKNOWN_COMMAND)


@pytest.mark.parametrize(
    "reply_to",
    [None, "elsewhere", "hall/v1/610124-02/kiosk-01/node/rep/answers", f"hall/v1/{SITE}/kiosk-01/node/cmd/reset"],
    ids=["none", "no topic of ours", "another site", "another channel"],
)
def test_a_command_without_a_usable_return_address_is_nobodys(reply_to: str | None) -> None:
    read = read_command(received("take", command(Take(service="s1")), reply_to=reply_to), NOW)
    assert isinstance(read, Rejected)
    assert read.reason is RejectReason.NO_RETURN_ADDRESS


def test_a_wish_that_comes_after_its_time_is_stale_and_a_report_never_is() -> None:
    take = received("take", command(Take(service="s1"), timeout_ms=10_000))
    assert isinstance(fresh := read_command(take, NOW + 12_000), Wanted)
    assert not fresh.stale
    assert isinstance(late := read_command(take, NOW + 12_001), Wanted)
    assert late.stale
    body = ReportHandOver(ticket=ASK, handed_over=HandOver.PRINTER)
    report = read_command(received("hand-over", command(body)), NOW + 3_600_000)
    assert isinstance(report, Wanted)
    assert not report.stale


def test_a_number_that_a_cut_off_kiosk_gave_out_is_never_too_late_or_too_early() -> None:
    """The citizen has the paper: a clock that is an hour off must not make it nobody's."""
    given = TakeOffline(block=ASK, number=1, service="s1", taken_at=NOW)
    for name, body in (("take-offline", given), ("return-numbers", ReturnNumbers(block=ASK))):
        for now in (NOW - 3_600_000, NOW + 3_600_000):
            report = read_command(received(name, command(body)), now)
            assert isinstance(report, Wanted)
            assert not report.stale


@pytest.mark.parametrize(
    ("made_at", "timeout_ms", "stale"),
    [
        (NOW - 600_000, 10**12, False),
        (NOW - 602_001, 10**12, True),
        (NOW + 600_000, 10_000, False),
        (NOW + 600_001, 10_000, True),
        (NOW + 10**10, 10**12, True),
    ],
    ids=["ten minutes old", "older, whatever it says", "a clock ahead", "a clock far ahead", "stamped for next year"],
)
def test_a_recorded_wish_cannot_be_kept_for_later(made_at: int, timeout_ms: int, stale: bool) -> None:
    stamp = Stamp(at=made_at, session="s1", seq=1)
    payload = encode_command(Take(service="s1"), stamp, command_id=ID, by="kiosk-01", timeout_ms=timeout_ms)
    assert isinstance(read := read_command(received("take", payload), NOW), Wanted)
    assert read.stale == stale


def test_a_key_pressed_becomes_press_key_under_the_events_id() -> None:
    payload = encode_event(KeyPressed(window=3, key=PadKey.TRANSFER, digits="12"), STAMP, ID)
    source = received("key-pressed", payload, channel=Channel.EVENT, node="hall-agent", device="callpad-3")
    read = read_event(source, KeyPressed)
    assert isinstance(read, Wanted)
    assert (read.submission.id, read.submission.actor.name) == (ID, "hall-agent")
    assert read.submission.command == PressKey(window=3, key="transfer", digits="12")


@pytest.mark.parametrize(("waited_ms", "stale"), [(0, False), (KEY_USEFUL_MS, False), (KEY_USEFUL_MS + 1, True)])
@pytest.mark.parametrize("agents_clock_is_off_by_ms", [0, -86_400_000])
def test_a_key_that_waited_too_long_at_its_agent_is_no_wish_any_more(
    waited_ms: int, stale: bool, agents_clock_is_off_by_ms: int
) -> None:
    pressed_at = NOW + agents_clock_is_off_by_ms
    event_id = str(ULID.from_timestamp(pressed_at / 1000))
    stamp = Stamp(at=made_at_ms(event_id) + waited_ms, session="s1", seq=1)
    payload = encode_event(KeyPressed(window=3, key=PadKey.NEXT), stamp, event_id)
    read = read_event(received("key-pressed", payload, channel=Channel.EVENT, node="hall-agent", device="callpad-3"), KeyPressed)
    assert isinstance(read, Wanted)
    assert read.stale == stale


def test_a_rating_is_never_too_old() -> None:
    event = Rated(ask=ASK, window=3, outcome=RatingOutcome.SUBMITTED, level=RatingLevel.GOOD)
    stamp = Stamp(at=made_at_ms(ID) + 7 * 86_400_000, session="s1", seq=1)
    read = read_event(
        received("rated", encode_event(event, stamp, ID), channel=Channel.EVENT, node="hall-agent", device="rating-3"), Rated
    )
    assert isinstance(read, Wanted)
    assert not read.stale


def test_a_rating_becomes_rate_under_the_events_id() -> None:
    event = Rated(ask=ASK, window=3, outcome=RatingOutcome.SUBMITTED, level=RatingLevel.GOOD)
    payload = encode_event(event, STAMP, ID)
    read = read_event(received("rated", payload, channel=Channel.EVENT, node="hall-agent", device="rating-3"), Rated)
    assert isinstance(read, Wanted)
    assert read.submission.command == Rate(ask=ASK, outcome=RatingOutcome.SUBMITTED, level=RatingLevel.GOOD)


def test_a_malformed_event_is_refused() -> None:
    read = read_event(received("rated", b'{"ask": 1}', channel=Channel.EVENT, node="hall-agent", device="rating-3"), Rated)
    assert isinstance(read, Rejected)
    assert read.reason is RejectReason.MALFORMED


def test_ticked_reasons_go_on_with_the_version_of_their_set() -> None:
    event = Rated(
        ask=ASK, window=3, outcome=RatingOutcome.SUBMITTED, level=RatingLevel.BAD, labels=("207", "212"), label_set="2020"
    )
    read = read_event(
        received("rated", encode_event(event, STAMP, ID), channel=Channel.EVENT, node="hall-agent", device="rating-3"), Rated
    )
    assert isinstance(read, Wanted)
    assert read.submission.command == Rate(
        ask=ASK, outcome=RatingOutcome.SUBMITTED, level=RatingLevel.BAD, labels=("207", "212"), label_set="2020"
    )
