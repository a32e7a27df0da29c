"""Answers the bus gives by itself when no handler can: to a payload that is too long, and for a handler that failed."""

import re

from api.messages.completion import Completion
from api.messages.words import CompletionCode, Refusal

_ULID = re.compile(rb"[0-7][0-9A-HJKMNP-TV-Z]{25}")


def too_large(correlation: bytes | None, size_bytes: int, limit_bytes: int) -> Completion | None:
    """None when the asker named no id the answer could carry."""
    return _refusal(
        correlation,
        CompletionCode.INVALID_DATA,
        Refusal.TOO_LARGE.value,
        f"{size_bytes} bytes, at most {limit_bytes} are taken",
    )


def failed(correlation: bytes | None, kind: str) -> Completion | None:
    """The receiver's software broke on it. An outbox keeps its row and tries again."""
    return _refusal(correlation, CompletionCode.INTERNAL_ERROR, "bus.handlerFailed", kind)


def _refusal(correlation: bytes | None, code: CompletionCode, error_code: str, detail: str) -> Completion | None:
    if correlation is None or not _ULID.fullmatch(correlation):
        return None
    return Completion(id=correlation.decode("ascii"), code=code, error_code=error_code, detail=detail)
