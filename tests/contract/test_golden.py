"""One golden JSON for each message: what a released sender says must be understood for ever.

A golden file is never edited after its release; a new field makes a second file (`<message>.2.json`).
"""

import inspect
import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from api.bus.codec import decode_answer, decode_command, decode_event, decode_state
from api.messages import views
from api.messages.asyncapi import document, envelope, message_id
from api.messages.base import CommandEnvelope, Envelope, EventEnvelope, Message
from api.messages.topics import TOPICS, Channel

FOLDER = Path(__file__).parent / "golden"
ROWS = {message_id(row): row for row in TOPICS}
PARTS = {
    "AlertView",
    "ColleagueView",
    "DeviceView",
    "EmergencyView",
    "FaultPlace",
    "ForecastView",
    "IdentityPolicyView",
    "ListedPersonView",
    "PackageView",
    "PartHealth",
    "QueueView",
    "RatingView",
    "ServiceView",
    "TopView",
    "WaitingTicket",
    "WhyNext",
    "WindowDetailView",
    "WindowView",
}
"""Models that stand only inside others; the goldens of those hold them."""
VIEWS = {
    "view-" + re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower(): model
    for name, model in inspect.getmembers(views, inspect.isclass)
    if issubclass(model, Message) and name not in PARTS
}
FILES = sorted(FOLDER.glob("*.json"))


def load(path: Path) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return fields


def message_of(path: Path) -> str:
    return path.name.split(".")[0]


def only(understood: Any, golden: Any) -> Any:
    """`understood` without the fields that came after the golden was released."""
    if isinstance(golden, dict) and isinstance(understood, dict):
        return {key: only(value, golden[key]) for key, value in understood.items() if key in golden}
    if isinstance(golden, list) and isinstance(understood, list) and len(golden) == len(understood):
        return [only(one, other) for one, other in zip(understood, golden, strict=True)]
    return understood


def test_every_message_has_one() -> None:
    assert {message_of(path) for path in FILES} == ROWS.keys() | VIEWS.keys()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_is_understood_whole(path: Path) -> None:
    fields = load(path)
    message = message_of(path)
    understood: dict[str, Any]
    if message in VIEWS:
        understood = VIEWS[message].model_validate(fields).model_dump(mode="json")
    else:
        row, payload = ROWS[message], path.read_bytes()
        kind = envelope(row)
        if row.channel is Channel.REPLY:
            body: Message = decode_answer(payload)
            head: Envelope = decode_state(payload, row.model)[0]
            assert isinstance(body, row.model)
        elif kind is CommandEnvelope:
            head, body = decode_command(payload, row.model)
        elif kind is EventEnvelope:
            head, body = decode_event(payload, row.model)
        else:
            head, body = decode_state(payload, row.model)
        understood = head.model_dump(mode="json") | body.model_dump(mode="json")
    assert only(understood, fields) == fields


@pytest.mark.parametrize("path", [path for path in FILES if message_of(path) in ROWS], ids=lambda path: path.stem)
def test_fits_the_published_schema(path: Path) -> None:
    published = document()
    payload = published["components"]["messages"][message_of(path)]["payload"]
    Draft202012Validator({**payload, "components": published["components"]}).validate(load(path))
