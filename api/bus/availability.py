"""What a node says of itself on its own availability topic, and what it does when others' words stand there.

The will carries the session id (Sparkplug's bdSeq idea): a `lost` of an old session that comes late is overwritten by its
owner, and readers who know the present session ignore it (contract rule 5).
"""

from collections import deque
from enum import Enum, auto

from api.bus.codec import Malformed, decode_state
from api.messages.state import Availability
from api.messages.words import AvailabilityState

_SESSIONS_REMEMBERED = 16


class Verdict(Enum):
    """What to do about a message on the own topic."""

    FINE = auto()
    OVERWRITE = auto()
    """Something else than `online` was said of this node: publish the birth again."""
    USED_TWICE = auto()
    """Another process runs under this node's name beside this one."""
    TAKEN_OVER = auto()
    """It does, and it used the broker session of this one while this one was away: the same client id. Mosquitto 2.0 closes
    the older connection without the DISCONNECT that would say so."""


class OwnAvailability:
    def __init__(self, version: str) -> None:
        self._version = version
        self._sessions: deque[str] = deque(maxlen=_SESSIONS_REMEMBERED)
        self._born_at = 0
        self._born_before_at = 0
        self._other_session = ""

    @property
    def used_twice(self) -> bool:
        """Another process under this node's name was heard, and not that it ended."""
        return self._other_session != ""

    def will(self) -> Availability:
        return Availability(state=AvailabilityState.LOST, version=self._version)

    def farewell(self) -> Availability:
        return Availability(state=AvailabilityState.DISCONNECTED, version=self._version)

    def birth(self, session: str, now_ms: int) -> Availability:
        """The message for this session; the first for it starts its time."""
        if session not in self._sessions:
            self._sessions.append(session)
            self._born_before_at, self._born_at = self._born_at, now_ms
        return Availability(state=AvailabilityState.ONLINE, version=self._version)

    def judge(self, payload: bytes, *, retained: bool, session: str) -> Verdict:
        """`retained`: it stood there when this node subscribed, before the birth of `session`, the present one."""
        try:
            head, body = decode_state(payload, Availability)
        except Malformed:
            return Verdict.FINE if retained else Verdict.OVERWRITE
        if body.state is not AvailabilityState.ONLINE:
            if head.session == self._other_session:
                self._other_session = ""
            # What stood there is overwritten by the birth anyway.
            return Verdict.FINE if retained else Verdict.OVERWRITE
        if head.session in self._sessions:
            return Verdict.FINE
        # An earlier run of this node may still be heard; only one born after this run was is another's.
        if not retained:
            if head.at <= self._born_at:
                return Verdict.FINE
            self._other_session = head.session
            return Verdict.USED_TWICE
        last_birth = self._born_before_at if session in self._sessions else self._born_at
        return Verdict.TAKEN_OVER if last_birth and head.at > last_birth else Verdict.FINE
