"""The simulated broker: sessions that outlive their links, retained state, last wills, delivery at least once at best.

It is a worse broker than the real one: commands, events and answers are lost, doubled and overtake each other. Only state
stays in order and isn't lost while the link stands, as TCP and the protocol promise; nothing repeats it.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from typing import Protocol

from paho.mqtt.client import topic_matches_sub

from api.messages.topics import Channel, parse_topic
from tests.deterministic.trace import Trace
from tests.deterministic.weather import Weather

SESSION_EXPIRY_S = 60.0
WILL_AFTER_S = (1.0, 4.0)
PENDING_LIMIT = 1_000


_matches = lru_cache(maxsize=4_096)(topic_matches_sub)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One published message."""

    topic: str
    payload: bytes
    retain: bool
    reply_to: str | None
    correlation: bytes | None
    expires_s: float
    """On the loop's clock."""
    ordered: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ordered", parse_topic(self.topic).channel is Channel.STATE)


class Client(Protocol):
    """A bus, as the broker sees it."""

    @property
    def node(self) -> str: ...
    def arrived(self, parcel: Parcel, *, retained: bool, acknowledge: Callable[[], None]) -> None: ...
    def link_lost(self) -> None: ...


@dataclass
class _Session:
    client: Client | None = None
    connection: int = 0
    patterns: tuple[str, ...] = ()
    fits: dict[str, bool] = field(default_factory=dict)
    """By topic, for `patterns`."""
    will: Parcel | None = None
    pending: dict[int, Parcel] = field(default_factory=dict)
    left_s: float = 0.0
    state_until_s: float = 0.0


class Broker:
    def __init__(self, loop: asyncio.AbstractEventLoop, weather: Weather, trace: Trace) -> None:
        self._loop = loop
        self._weather = weather
        self._trace = trace
        self._sessions: dict[str, _Session] = {}
        self._retained: dict[str, Parcel] = {}
        self._numbers = count(1)
        self._state_until_s: dict[str, float] = {}
        self._cut: set[str] = set()
        self.up = True

    def reachable(self, node: str) -> bool:
        return self.up and node not in self._cut

    def connect(self, client: Client, patterns: tuple[str, ...], will: Parcel) -> int | None:
        """The connection's number, None when there is none to be had."""
        if not self.reachable(client.node):
            return None
        session = self._sessions.setdefault(client.node, _Session())
        if session.client is not None:
            # Another life of the node came before its old connection was noticed as dead.
            session.client = None
        elif self._loop.time() - session.left_s > SESSION_EXPIRY_S:
            session.pending.clear()
        session.client, session.connection, session.will = client, next(self._numbers), will
        session.patterns, session.fits = patterns, {}
        self._trace.note(client.node, f"connected {session.connection}")
        for parcel in list(self._retained.values()):
            if self._fits(session, parcel):
                self._send(session, parcel, None, retained=True)
        for number, parcel in list(session.pending.items()):
            self._send(session, parcel, number, retained=False)
        return session.connection

    def disconnect(self, node: str, connection: int) -> None:
        """A good-bye: no will."""
        session = self._sessions.get(node)
        if session is not None and session.connection == connection:
            session.client = session.will = None
            session.left_s = self._loop.time()

    def drop(self, node: str) -> None:
        """The node's link is gone without a word; its last will follows unless it comes back before."""
        session = self._sessions.get(node)
        if session is None or session.client is None:
            return
        client, session.client, session.left_s = session.client, None, self._loop.time()
        will, connection = session.will, session.connection
        if will is not None:
            delay_s = self._weather.chance.uniform(*WILL_AFTER_S)
            self._loop.call_later(delay_s, self._tell_will, session, connection, will)
        client.link_lost()

    def cut(self, node: str) -> None:
        """No way between node and broker until `mend`."""
        self._trace.note(node, "link cut")
        self._cut.add(node)
        self.drop(node)

    def mend(self, node: str) -> None:
        self._cut.discard(node)

    def crash(self) -> None:
        """It forgets everything."""
        self._trace.note("broker", "killed")
        self.up = False
        clients = [session.client for session in self._sessions.values() if session.client is not None]
        self._sessions.clear()
        self._retained.clear()
        for client in clients:
            client.link_lost()

    def restart(self) -> None:
        self.up = True

    def publish(self, node: str, connection: int, parcel: Parcel) -> None:
        """From a client, over its link."""
        if parcel.ordered:
            at_s = max(self._state_until_s.get(node, 0.0), self._loop.time() + self._weather.hop_once_s())
            self._state_until_s[node] = at_s
            self._loop.call_at(at_s, self._take, node, connection, parcel)
            return
        for delay_s in self._hops(node, parcel):
            self._loop.call_later(delay_s, self._take, node, connection, parcel)

    def _hops(self, node: str, parcel: Parcel) -> list[float]:
        hops = self._weather.hops_s()
        if not hops:
            self._trace.note(node, f"lost {parcel.topic}")
        return hops

    def _take(self, node: str, connection: int, parcel: Parcel) -> None:
        session = self._sessions.get(node)
        if session is None or not self.up:
            return
        if parcel.ordered and session.connection != connection:
            # Sent over a link that is gone; its owner says it anew on the next one.
            return
        self._spread(parcel)

    def _tell_will(self, session: _Session, connection: int, will: Parcel) -> None:
        if self.up and session.client is None and session.connection == connection and session in self._sessions.values():
            self._spread(will)

    def _spread(self, parcel: Parcel) -> None:
        if parcel.retain:
            self._retained[parcel.topic] = parcel
        for session in self._sessions.values():
            if not self._fits(session, parcel):
                continue
            number = next(self._numbers)
            if len(session.pending) < PENDING_LIMIT:
                session.pending[number] = parcel
            if session.client is not None:
                self._send(session, parcel, number, retained=False)

    @staticmethod
    def _fits(session: _Session, parcel: Parcel) -> bool:
        fits = session.fits.get(parcel.topic)
        if fits is None:
            fits = session.fits[parcel.topic] = any(_matches(pattern, parcel.topic) for pattern in session.patterns)
        return fits

    def _send(self, session: _Session, parcel: Parcel, number: int | None, *, retained: bool) -> None:
        assert session.client is not None
        node, connection = session.client.node, session.connection
        if parcel.ordered:
            at_s = max(session.state_until_s, self._loop.time() + self._weather.hop_once_s())
            session.state_until_s = at_s
            self._loop.call_at(at_s, self._hand_over, session, connection, parcel, number, retained)
            return
        for delay_s in self._hops(node, parcel):
            self._loop.call_later(delay_s, self._hand_over, session, connection, parcel, number, retained)

    def _hand_over(self, session: _Session, connection: int, parcel: Parcel, number: int | None, retained: bool) -> None:
        client = session.client
        if client is None or session.connection != connection or not self.up:
            return
        if self._loop.time() >= parcel.expires_s:
            if number is not None:
                session.pending.pop(number, None)
            return
        self._trace.note(client.node, f"got {parcel.topic} {len(parcel.payload)}")

        def acknowledge() -> None:
            if number is not None and session.connection == connection:
                session.pending.pop(number, None)

        client.arrived(parcel, retained=retained, acknowledge=acknowledge)
