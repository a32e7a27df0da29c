"""What the controller and its forecaster say to each other over a pipe: JSON behind four bytes of length."""

from typing import IO

from pydantic import TypeAdapter

from hall_controller.forecast.foresee import LineForecast
from hall_controller.forecast.snapshot import Snapshot

LENGTH_BYTES = 4

QUESTION = TypeAdapter(Snapshot)
ANSWER = TypeAdapter(list[LineForecast])


def framed(body: bytes) -> bytes:
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next body, waiting for it; None when the other side is gone."""
    head = stream.read(LENGTH_BYTES)
    if len(head) < LENGTH_BYTES:
        return None
    length = int.from_bytes(head, "big")
    body = stream.read(length)
    return body if len(body) == length else None
