"""What each command of the duty desk does to its file, inside one transaction of the caller."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from api.messages.duty_commands import CallStaff, CallStatus, ClaimCall, CloseComplaint, Complain, EndCall, RateVisit
from api.messages.duty_words import CallEnd, CallKind
from api.messages.words import Refusal, Role
from api.ports import Submission
from hall_controller.domain.requests import Refused
from hall_controller.duty import calls, complaints, ratings
from hall_controller.duty.board import may_deal_with
from hall_controller.duty.ratings import NEGATIVE
from hall_controller.duty.seal import Seal

OF_CITIZENS = frozenset({CallKind.HELP, CallKind.SOS})


@dataclass(frozen=True, slots=True)
class Desk:
    """What the commands need to know at this moment."""

    now: int
    """UTC ms by the hall's clock."""
    place: str
    """Where the terminal stands that asks; empty for people."""
    staffed: bool
    due: calls.Due
    seal: Seal
    new_id: Callable[[], str]
    random_bits: Callable[[int], int]


def carry_out(connection: sqlite3.Connection, submission: Submission, desk: Desk) -> dict[str, Any]:
    """The command's result.

    Raises:
        Refused: not that, not by them, or not now.
    """
    ident, actor, command, now = submission.id, submission.actor, submission.command, desk.now
    match command:
        case CallStaff():
            if command.kind not in OF_CITIZENS:
                raise Refused(Refusal.SENSELESS, "terminals call for help, or in an emergency of a person")
            source = f"{command.kind.value}:{actor.name}"
            new = calls.NewCall(ident, command.kind, actor.name, desk.place, source, now, about=command.step or "")
            return _told(connection, calls.open_call(connection, new), desk)
        case CallStatus():
            _require_own(connection, command.call, actor.name)
            return _told(connection, command.call, desk)
        case ClaimCall():
            _require_dealing(connection, command.call, actor.role, desk)
            calls.claim(connection, command.call, actor.name, now)
            return _line(connection, command.call, desk)
        case EndCall() if actor.role is Role.DEVICE:
            _require_own(connection, command.call, actor.name)
            calls.end(connection, command.call, actor.name, CallEnd.WITHDRAWN, now)
            return _told(connection, command.call, desk)
        case EndCall():
            _require_dealing(connection, command.call, actor.role, desk)
            calls.end(connection, command.call, actor.name, command.outcome, now, command.remark)
            return _line(connection, command.call, desk)
        case Complain():
            return {"case_number": _filed(connection, submission, command, desk)}
        case CloseComplaint():
            complaints.answer(connection, command, actor.name, now)
            calls.end_case(connection, command.case_number, actor.name, now)
            return {"case_number": command.case_number}
        case RateVisit():
            _rated(connection, submission, command, desk)
            return {}
        case _:
            raise Refused(Refusal.UNKNOWN_COMMAND, "no command of the duty desk")


def _filed(connection: sqlite3.Connection, submission: Submission, command: Complain, desk: Desk) -> str:
    node = submission.actor.name
    number, new = complaints.file(connection, submission.id, node, desk.place, command, desk.now, desk.seal, desk.random_bits)
    if new:
        about = f"{command.kind.value}.{command.subject.value}"
        source = f"complaint:{number}"
        call = calls.NewCall(
            desk.new_id(), CallKind.COMPLAINT, node, desk.place, source, desk.now, about=about, case_number=number
        )
        calls.open_call(connection, call)
    return number


def _rated(connection: sqlite3.Connection, submission: Submission, command: RateVisit, desk: Desk) -> None:
    node = submission.actor.name
    new = ratings.record(connection, submission.id, node, command, desk.now)
    if new and command.level is not None and command.level in NEGATIVE:
        source = f"rating:visit:{submission.id}"
        call = calls.NewCall(desk.new_id(), CallKind.RATING, node, desk.place, source, desk.now, about=command.level.value)
        calls.open_call(connection, call)


def _told(connection: sqlite3.Connection, ident: str, desk: Desk) -> dict[str, Any]:
    return {"call": calls.staff_view(connection, ident, staffed=desk.staffed).model_dump(mode="json")}


def _line(connection: sqlite3.Connection, ident: str, desk: Desk) -> dict[str, Any]:
    return {"call": calls.duty_view(connection, ident, desk.due).model_dump(mode="json")}


def _require_own(connection: sqlite3.Connection, ident: str, node: str) -> None:
    if calls.node_of(connection, ident) != node:
        raise Refused(Refusal.NOT_PERMITTED, "another terminal's call")


def _require_dealing(connection: sqlite3.Connection, ident: str, role: Role, desk: Desk) -> None:
    if not may_deal_with(role, calls.duty_view(connection, ident, desk.due).kind):
        raise Refused(Refusal.NOT_PERMITTED, "calls of this kind are for others")
