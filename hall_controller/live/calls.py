"""The day's last calls, kept for readers that come back."""

from collections import deque
from collections.abc import Iterable

from api.messages.views import CallView
from hall_controller.domain.events import CALL_KINDS, Event
from hall_controller.live.frames import frame

CALLS_KEPT = 500
"""A large hall calls some 3000 times a day: an hour and a half of absence can be made up for."""


class CallRing:
    """Frames of calls by ledger seq, rising."""

    def __init__(self, size: int = CALLS_KEPT) -> None:
        self._frames: deque[tuple[int, bytes]] = deque(maxlen=size)

    def add(self, call: CallView) -> bytes:
        """Keep a call; its frame carries the ledger's seq as SSE id."""
        made = frame("call", call, call.seq)
        self._frames.append((call.seq, made))
        return made

    def remember(self, calls: Iterable[CallView]) -> None:
        """Calls of before this ring; some may have come in since they were read."""
        known = dict(self._frames)
        known.update((call.seq, frame("call", call, call.seq)) for call in calls)
        self._frames.clear()
        self._frames.extend(sorted(known.items()))

    def after(self, seq: int) -> list[bytes]:
        """Frames of all kept calls with a higher seq, in order."""
        return [made for kept, made in self._frames if kept > seq]

    def clear(self) -> None:
        """A new day."""
        self._frames.clear()


def calls_of(events: Iterable[Event]) -> list[CallView]:
    """The calls and recalls among committed events."""
    return [
        CallView(
            seq=event.seq,
            number=event.body["label"],
            window=event.body["window"],
            at=event.at,
            times=event.body["times"],
        )
        for event in events
        if event.kind in CALL_KINDS
    ]
