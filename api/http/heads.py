"""What the routes need of a request's head, gathered in one pass over its raw headers: the command route is hot."""

from dataclasses import dataclass

from starlette.types import Scope

SESSION_COOKIE = "tingtang_session"

_COOKIE_PREFIX = SESSION_COOKIE.encode() + b"="
_BEARER = b"bearer "


@dataclass(slots=True)
class Head:
    """Raw values; empty or None where the header is absent."""

    token: str = ""
    by_cookie: bool = False
    csrf: str = ""
    idempotency_key: str = ""
    content_length: int | None = None
    accept_language: str = ""
    content_type: str = ""


def read_head(scope: Scope) -> Head:
    """The head of a request. A bearer token goes before a cookie: whoever sends one means it."""
    head = Head()
    for name, value in scope["headers"]:
        if name == b"cookie":
            if not head.token:
                head.token = _session_cookie(value)
                head.by_cookie = bool(head.token)
        elif name == b"authorization":
            if value[:7].lower() == _BEARER:
                head.token = value[7:].strip().decode("latin-1")
                head.by_cookie = False
        elif name == b"x-csrf-token":
            head.csrf = value.decode("latin-1")
        elif name == b"idempotency-key":
            head.idempotency_key = value.decode("latin-1")
        elif name == b"content-length":
            head.content_length = int(value) if value.isdigit() else None
        elif name == b"accept-language":
            head.accept_language = value.decode("latin-1")
        elif name == b"content-type":
            head.content_type = value.decode("latin-1")
    return head


def _session_cookie(header: bytes) -> str:
    for part in header.split(b";"):
        pair = part.strip()
        if pair.startswith(_COOKIE_PREFIX):
            return pair[len(_COOKIE_PREFIX) :].strip(b'"').decode("latin-1")
    return ""
