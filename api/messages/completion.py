"""Answers to commands: an acknowledgement within a second, then one completion; or an immediate completion.

The same model answers over MQTT (`rep`) and HTTP.
"""

from typing import Any, Literal

from pydantic import Field

from api.messages.base import Message, Ulid
from api.messages.words import CompletionCode


class Acknowledgement(Message):
    """The receiver has the command and works on it; the completion follows."""

    kind: Literal["ack"] = "ack"
    id: Ulid


class Completion(Message):
    """How the command with this id ended. The same id again gets the same completion."""

    kind: Literal["completion"] = "completion"
    id: Ulid
    code: CompletionCode
    error_code: str | None = None
    """A `Refusal` of the hall, or a dotted reason key of a device. None on success."""
    detail: str = ""
    """For logs and technicians, English; screens translate `error_code`."""
    result: dict[str, Any] = Field(default_factory=dict, repr=False)
    """May be somebody's card, code or digits: what logs an object by its text, as an event loop does with a failed callback's
    arguments, doesn't show it."""

    @property
    def succeeded(self) -> bool:
        return self.code is CompletionCode.SUCCESS
