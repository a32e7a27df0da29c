"""What a node says of itself on its own availability topic, and what it does when others' words stand there.

The will carries the session id (Sparkplug's bdSeq idea): a `lost` of an old session that comes late is overwritten by its
owner, and readers who know the present session ignore it (contract rule 5).
"""

from dataclasses import dataclass

from api.bus.codec import Malformed, decode_state
from api.messages.state import Availability
from api.messages.words import AvailabilityState


@dataclass(frozen=True, slots=True)
class Verdict:
    overwrite: bool = False
    """Something else than this session's `online` stands there: publish the birth again."""
    used_twice: bool = False
    """Another process runs under this node's name: a mistake in a configuration."""


class OwnAvailability:
    def __init__(self, version: str) -> None:
        self._version = version
        self._session = ""
        self._born_at = 0

    def will(self) -> Availability:
        return Availability(state=AvailabilityState.LOST, version=self._version)

    def farewell(self) -> Availability:
        return Availability(state=AvailabilityState.DISCONNECTED, version=self._version)

    def birth(self, session: str, now_ms: int) -> Availability:
        if session != self._session:
            self._session, self._born_at = session, now_ms
        return Availability(state=AvailabilityState.ONLINE, version=self._version)

    def judge(self, payload: bytes, *, leaving: bool) -> Verdict:
        """What to do about a message on the own topic; nothing while leaving."""
        if leaving:
            return Verdict()
        try:
            head, body = decode_state(payload, Availability)
        except Malformed:
            return Verdict(overwrite=True)
        if body.state is AvailabilityState.ONLINE:
            # An earlier run of this node may still be heard from the broker's queue; only one born later is another's.
            return Verdict(used_twice=head.session != self._session and head.at > self._born_at)
        return Verdict(overwrite=True)
