"""From the bytes of a command or business event to a submission, or to the reason why not. Pure.

A node may only do what a device may; everything else needs a signed-in person and comes over HTTP.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from api.bus.codec import Malformed, decode_command, decode_event, decode_object
from api.bus.port import Received
from api.ids import made_at_ms
from api.messages.beside_commands import BESIDE_REPORTS, TERMINAL_COMMANDS
from api.messages.completion import Completion
from api.messages.device_events import KeyPressed, Rated
from api.messages.hall_commands import HALL_COMMANDS, HallCommand, PressKey, Rate
from api.messages.roles import may_give
from api.messages.topics import Channel, parse_topic
from api.messages.words import CompletionCode, Refusal, Role
from api.ports import Actor, Submission

COMMANDS = HALL_COMMANDS | TERMINAL_COMMANDS
REPORT_NAMES = frozenset({"hand-over", "rate", "rate-terminal", "take-offline", "return-numbers"}) | BESIDE_REPORTS
"""Reports of what has already happened stay true however late they come; the others are wishes with a time-out."""
KEY_USEFUL_MS = 60_000
"""A key that waited longer in its agent's outbox, as while the hall was away, isn't what the clerk wants any more. The broker
keeps what it took for an absent controller no longer either."""

_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")


class RejectReason(StrEnum):
    MALFORMED = "malformed"
    UNKNOWN_COMMAND = "unknownCommand"
    NOT_PERMITTED = "notPermitted"
    NO_RETURN_ADDRESS = "noReturnAddress"
    """No response topic of this site: nobody can be told, and nobody says who asks."""
    OUT_OF_TIME = "outOfTime"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A well-formed request."""

    submission: Submission
    stale: bool
    """Its time-out was over when it arrived, or it comes from a clock far ahead: outside the clock window (contract rule 10)."""


@dataclass(frozen=True, slots=True)
class Rejected:
    reason: RejectReason
    detail: str
    id: str | None
    """The request's id, as far as it could be read: without one there is no answer."""

    def completion(self) -> Completion | None:
        """The answer to send, if one can be addressed."""
        if self.id is None:
            return None
        code, refusal = _ANSWERS[self.reason]
        return Completion(id=self.id, code=code, error_code=refusal, detail=self.detail)


_ANSWERS: dict[RejectReason, tuple[CompletionCode, Refusal | None]] = {
    RejectReason.MALFORMED: (CompletionCode.INVALID_DATA, Refusal.MALFORMED),
    RejectReason.UNKNOWN_COMMAND: (CompletionCode.INVALID_COMMAND, Refusal.UNKNOWN_COMMAND),
    RejectReason.NOT_PERMITTED: (CompletionCode.AUTHORISATION_REQUIRED, Refusal.NOT_PERMITTED),
    RejectReason.NO_RETURN_ADDRESS: (CompletionCode.INVALID_DATA, Refusal.MALFORMED),
    RejectReason.OUT_OF_TIME: (CompletionCode.TIME_OUT, None),
}


def read_command(received: Received, now_ms: int) -> Wanted | Rejected:
    """A message on `ctl/hall/cmd/<name>`."""
    name = received.address.name
    asker = _asker(received)
    if asker is None:
        return Rejected(RejectReason.NO_RETURN_ADDRESS, "no response topic of this site", None)
    model = COMMANDS.get(name)
    if model is None:
        return Rejected(RejectReason.UNKNOWN_COMMAND, f"there is no command {name!r}", _readable_id(received))
    if not may_give(Role.DEVICE, model):
        return Rejected(RejectReason.NOT_PERMITTED, f"a device may not submit {name!r}", _readable_id(received))
    try:
        envelope, command = decode_command(received.payload, model)
    except Malformed as error:
        return Rejected(RejectReason.MALFORMED, str(error), _readable_id(received))
    stale = envelope.out_of_time(now_ms) and name not in REPORT_NAMES
    return Wanted(Submission(envelope.id, asker, command), stale=stale)


def read_event(received: Received, model: type[KeyPressed] | type[Rated]) -> Wanted | Rejected:
    """A business event of a device. Who says it stands in its topic, which only that node may write."""
    try:
        envelope, event = decode_event(received.payload, model)
    except Malformed as error:
        return Rejected(RejectReason.MALFORMED, str(error), _readable_id(received))
    actor = Actor(received.address.node, Role.DEVICE)
    # Both instants are the sender's own, so a clock that is off refuses nothing.
    waited_ms = envelope.at - made_at_ms(envelope.id)
    stale = isinstance(event, KeyPressed) and waited_ms > KEY_USEFUL_MS
    return Wanted(Submission(envelope.id, actor, _meaning(event)), stale=stale)


def _meaning(event: KeyPressed | Rated) -> HallCommand:
    match event:
        case KeyPressed():
            return PressKey(window=event.window, key=event.key.value, digits=event.digits)
        case Rated():
            return Rate(ask=event.ask, outcome=event.outcome, level=event.level, labels=event.labels, label_set=event.label_set)
        case _:
            assert_never(event)


def _asker(received: Received) -> Actor | None:
    """The node that gets the answer is the one that asks; a response topic elsewhere is no one's."""
    if received.reply_to is None:
        return None
    try:
        address = parse_topic(received.reply_to)
    except ValueError:
        return None
    if address.site != received.address.site or address.channel is not Channel.REPLY:
        return None
    return Actor(address.node, Role.DEVICE)


def _readable_id(received: Received) -> str | None:
    """The id of a request that can't be read otherwise: from its correlation data, else from what parses of it."""
    candidate: object = None
    if received.correlation is not None:
        candidate = received.correlation.decode("ascii", errors="replace")
    if not _is_ulid(candidate):
        try:
            candidate = decode_object(received.payload).get("id")
        except Malformed:
            return None
    return candidate if isinstance(candidate, str) and _is_ulid(candidate) else None


def _is_ulid(value: object) -> bool:
    return isinstance(value, str) and _ULID.fullmatch(value) is not None
