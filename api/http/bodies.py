"""Request bodies, bounded before they are parsed: by their announced length, and by what really arrives when it is chunked."""

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from api.http.problems import Problem, refusal_problem
from api.messages.words import Refusal


async def read_body(receive: Receive, content_length: int | None, limit: int) -> bytes:
    """The whole body, at most `limit` bytes.

    Raises:
        Problem: 413, and nothing more is read: the connection closes, since the rest of the body is still on its way.
        ClientDisconnect: the client went away.
    """
    if content_length is not None and content_length > limit:
        raise _too_large(limit)
    message = await receive()
    body: bytes = message.get("body", b"")
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    if len(body) <= limit and not message.get("more_body", False):
        return body
    parts = [body]
    size = len(body)
    while size <= limit:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if not message.get("more_body", False) and size <= limit:
            return b"".join(parts)
    raise _too_large(limit)


def _too_large(limit: int) -> Problem:
    problem = refusal_problem(Refusal.TOO_LARGE, f"the body is longer than {limit} bytes")
    problem.headers["Connection"] = "close"
    return problem
