"""Server-sent event frames (WHATWG HTML, 9.2). JSON holds no raw line break, so one `data` line is enough."""

from pydantic import BaseModel

HEARTBEAT = b": still here\n\n"
"""A comment: browsers ignore it, pages that watch the bytes don't."""


def frame(event: str, model: BaseModel, event_id: int | None = None) -> bytes:
    """One event, ready to send to any number of readers."""
    data = model.__pydantic_serializer__.to_json(model)
    head = b"event: %b\n" % event.encode()
    if event_id is not None:
        head += b"id: %d\n" % event_id
    return head + b"data: " + data + b"\n\n"
