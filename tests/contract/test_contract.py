"""Rules of the contract that hold for all messages at once."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from api.bus.codec import (
    Malformed,
    Stamp,
    decode_answer,
    decode_command,
    decode_event,
    decode_state,
    encode_command,
    encode_event,
    encode_state,
)
from api.messages import words
from api.messages.access import ANY_SITE, NodeRole, access_list, role_of
from api.messages.asyncapi import document
from api.messages.base import CommandEnvelope, Envelope
from api.messages.completion import Completion
from api.messages.device_events import Rated
from api.messages.hall_commands import Take, Transfer
from api.messages.state import Status
from api.messages.topics import TOPICS, Address, Channel, command_topic, parse_topic, require_id, topic
from api.messages.words import CompletionCode, Word
from tingtang.commands.contract import ROOT, generated

PERSONAL = {
    "name", "names", "surname", "fullname", "citizen", "person", "id_number", "idnumber", "identity", "card", "passport",
    "phone", "mobile", "telephone", "email", "address", "birth", "birthday", "sex", "gender", "photo", "portrait", "image",
    "face", "embedding", "fingerprint", "signature", "plate",
}  # fmt: skip
"""Words that a field about a person would carry; compared with each word of a field's name."""

ULID = st.from_regex(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", fullmatch=True)
STAMP = st.builds(Stamp, st.integers(0, 2**53), st.text(max_size=40), st.integers(0, 2**53))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
PART = st.from_regex(r"[a-z0-9-]{1,32}", fullmatch=True)


def models_in(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The model and every model inside it."""
    yield model
    for field in model.model_fields.values():
        pending: list[Any] = [field.annotation]
        while pending:
            annotation = pending.pop()
            if isinstance(annotation, type) and issubclass(annotation, BaseModel):
                yield from models_in(annotation)
            pending.extend(get_args(annotation))


@pytest.mark.parametrize("path", list(generated()), ids=str)
def test_generated_file_is_up_to_date(path: Path) -> None:
    assert (ROOT / path).read_text("utf-8") == generated()[path], "run `tingtang contract`"


@pytest.mark.parametrize(
    "row", [row for row in TOPICS if row.channel in (Channel.STATE, Channel.EVENT)], ids=lambda row: row.name
)
def test_state_and_events_hold_no_personal_data(row: Any) -> None:
    for model in models_in(row.model):
        for name in model.model_fields:
            assert not {name, *name.split("_")} & PERSONAL, f"{model.__name__}.{name}"


@pytest.mark.parametrize("row", TOPICS, ids=lambda row: f"{row.channel}-{row.name}-{row.model.__name__}")
def test_body_and_envelope_share_no_field(row: Any) -> None:
    envelope = CommandEnvelope if row.channel is Channel.COMMAND else Envelope
    shared = row.model.model_fields.keys() & envelope.model_fields.keys()
    # An answer names its command by the same id that the correlation data carries.
    assert shared <= ({"id"} if row.channel is Channel.REPLY else set())


def test_addresses_of_the_table_are_unique() -> None:
    keys = [(row.channel, row.name, row.receiver, row.model) for row in TOPICS]
    assert len(set(keys)) == len(keys)
    assert all(row.qos == 1 for row in TOPICS)
    assert all(row.retain == (row.channel is Channel.STATE) for row in TOPICS)


@given(STAMP, ULID, st.text(max_size=64), st.integers(0, 10**9), PART)
def test_command_round_trip(stamp: Stamp, command_id: str, by: str, timeout_ms: int, service: str) -> None:
    body = Take(service=service)
    head, parsed = decode_command(encode_command(body, stamp, command_id=command_id, by=by, timeout_ms=timeout_ms), Take)
    assert parsed == body
    assert (head.id, head.by, head.timeout_ms) == (command_id, by, timeout_ms)
    assert (head.at, head.session, head.seq) == (stamp.at, stamp.session, stamp.seq)


@given(STAMP, ULID, ULID, st.integers(1, 999), st.sampled_from(words.RatingOutcome))
def test_event_round_trip(stamp: Stamp, event_id: str, ask: str, window: int, outcome: words.RatingOutcome) -> None:
    body = Rated(ask=ask, window=window, outcome=outcome)
    head, parsed = decode_event(encode_event(body, stamp, event_id), Rated)
    assert (head.id, parsed) == (event_id, body)


@given(
    STAMP,
    ULID,
    st.sampled_from(CompletionCode),
    st.text(),
    st.dictionaries(st.text(), st.integers(-(2**53), 2**53) | st.text() | st.booleans() | st.none()),
)
def test_answer_round_trip(stamp: Stamp, id_: str, code: CompletionCode, detail: str, result: dict[str, Any]) -> None:
    completion = Completion(id=id_, code=code, detail=detail, result=result)
    assert decode_answer(encode_state(completion, stamp)) == completion


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_garbage_is_malformed_and_nothing_else(payload: bytes) -> None:
    with pytest.raises(Malformed):
        decode_command(payload, Take)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_wrong_json_is_malformed_and_names_no_value(value: object) -> None:
    secret = "150426199001011234"
    payload = json.dumps({"service": {"x": secret}, "id": secret, "extra": value}).encode()
    with pytest.raises(Malformed) as caught:
        decode_command(payload, Take)
    assert secret not in str(caught.value)
    assert "id" in str(caught.value)


def test_deeply_nested_json_is_malformed() -> None:
    with pytest.raises(Malformed):
        decode_command(b'{"a":' * 5000 + b"1" + b"}" * 5000, Take)


def test_unknown_fields_are_ignored() -> None:
    payload = {"rev": 9, "at": 1, "session": "s", "seq": 1, "device": "online", "mood": "fine", "detail": {"new": [1]}}
    head, status = decode_state(json.dumps(payload).encode(), Status)
    assert (head.rev, status.device, status.detail) == (9, "online", {"new": [1]})


@pytest.mark.parametrize(
    "word",
    [word for _, word in vars(words).items() if isinstance(word, type) and issubclass(word, Word) and word is not Word],
    ids=lambda word: word.__name__,
)
def test_unknown_words_become_unknown(word: type[Word]) -> None:
    assert word("aWordOfTomorrow").value == "unknown"


def test_unknown_status_words_over_the_wire() -> None:
    payload = {"at": 1, "session": "s", "seq": 1, "device": "hovering", "action": "callTheMayor", "reason": "x"}
    _, status = decode_state(json.dumps(payload).encode(), Status)
    assert (status.device, status.action) == ("unknown", "unknown")


@given(PART, PART, PART, st.sampled_from(Channel), PART)
def test_topic_round_trip(site: str, node: str, device: str, channel: Channel, name: str) -> None:
    text = topic(site, node, device, channel, name)
    assert parse_topic(text) == Address(site, node, device, channel, name)
    assert str(parse_topic(text)) == text


@pytest.mark.parametrize("bad", ["", "A", "a/b", "+", "#", "a b", "a.b", "张三", "a" * 33, "a\n", "a\x00", "$SYS"])
def test_topic_builders_refuse(bad: str) -> None:
    good = ["s", "n", "d", "x"]
    with pytest.raises(ValueError):
        require_id(bad, "part")
    for position in range(4):
        parts = [bad if index == position else part for index, part in enumerate(good)]
        with pytest.raises(ValueError):
            command_topic(*parts)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hall/v1/s/n/d/state",
        "hall/v2/s/n/d/state/x",
        "hall/v1/s/n/d/mood/x",
        "hall/v1/s/n/d/state/x/y",
        "hall/v1/s//d/state/x",
    ],
)
def test_foreign_topics_are_not_ours(text: str) -> None:
    with pytest.raises(ValueError):
        parse_topic(text)


def test_optional_fields_stay_optional() -> None:
    """An older sender that doesn't know a later field is understood."""
    _, transfer = decode_command(
        json.dumps({"at": 1, "session": "", "seq": 1, "id": "0" * 26, "by": "", "window": 1, "service": "a"}).encode(), Transfer
    )
    assert transfer.to_window is None


def test_references_of_the_document_resolve() -> None:
    published = document()
    references = set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(published)))
    assert references
    for reference in references:
        node: Any = published
        for part in reference.split("/"):
            node = node[part]


@pytest.mark.parametrize(
    ("node", "role"),
    [
        ("ctl", NodeRole.CONTROLLER),
        ("kiosk-03", NodeRole.KIOSK),
        ("kiosk-03-agent", NodeRole.AGENT),
        ("window-12", NodeRole.AGENT),
        ("ctl-agent", NodeRole.AGENT),
        ("pad-12", NodeRole.PAD),
        ("kiosk-03-link", NodeRole.LINK),
        ("-link", NodeRole.AGENT),
        ("pad-agent", NodeRole.AGENT),
    ],
)
def test_roles_by_name(node: str, role: NodeRole) -> None:
    assert role_of(node) is role


def test_access_list_refuses_names_that_would_open_more() -> None:
    for nodes, agents in ((["#"], {}), (["kiosk-01\ntopic readwrite #"], {}), (["kiosk-01"], {"kiosk-01": "+"})):
        with pytest.raises(ValueError):
            access_list(ANY_SITE, nodes, agents)
    with pytest.raises(ValueError):
        access_list("#", ["ctl"])


def test_a_kiosk_commands_the_agent_it_was_given() -> None:
    text = access_list("150426-07", ["kiosk-01"], {"kiosk-01": "hall-agent"})
    assert "topic write hall/v1/150426-07/hall-agent/+/cmd/print" in text
    assert "kiosk-01-agent" not in text
