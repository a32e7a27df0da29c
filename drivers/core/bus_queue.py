"""What waits for a shared line and who has it now. Pure: time comes in, bytes are sent by the line's owner."""

from collections import deque
from dataclasses import dataclass

from drivers.core.bus_link import Request
from drivers.core.bus_turns import DOUBT_PATIENCE_S, Turns


@dataclass(slots=True)
class Turn:
    """Who is being asked."""

    address: int
    begun_s: float
    until_s: float
    doubtful: bool
    noise: int = 0
    """Bytes that came meanwhile and belonged to no frame."""


class BusQueue:
    """From opening the port until it is lost. Not thread-safe.

    Args:
        turns: what is known of the line's devices; outlives this connection.
    """

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._questions: deque[Request] = deque()
        self._acknowledgements: deque[Request] = deque()
        """What no device answers; sent before the questions."""
        self.turn: Turn | None = None

    def __len__(self) -> int:
        return len(self._questions) + len(self._acknowledgements)

    def add(self, request: Request) -> None:
        self._waiting(request).append(request)

    def withdraw(self, request: Request) -> None:
        """Take back what wasn't begun; nothing happens to what was."""
        waiting = self._waiting(request)
        if request in waiting:
            waiting.remove(request)

    def empty(self) -> list[Request]:
        """Take everything out: the line is lost."""
        everything = [*self._acknowledgements, *self._questions]
        self._acknowledgements.clear()
        self._questions.clear()
        return everything

    def next(self, now_s: float) -> Request | None:
        """What may be sent now."""
        if self.turn is not None and not self.turn.doubtful:
            return None
        # A device that probably isn't there doesn't hold up what others wait for; a pad whose key isn't echoed sends it again.
        if self._acknowledgements:
            return self._acknowledgements.popleft()
        if self.turn is not None:
            return None
        chosen = self._question(now_s)
        if chosen:
            self._questions.remove(chosen)
        return chosen

    def wait_s(self, now_s: float, idle_s: float) -> float:
        """How long there is nothing to do but to read, at most `idle_s`."""
        if self.turn is not None:
            if self.turn.doubtful and self._acknowledgements:
                return 0.0
            return max(0.0, self.turn.until_s - now_s)
        if self._acknowledgements or self._first(doubtful=False):
            return 0.0
        return min(idle_s, self._turns.credit_in_s(now_s)) if self._questions else idle_s

    def begin_turn(self, address: int, begun_s: float, sent_s: float) -> None:
        """A question was handed over at `begun_s` and will have left the wire at `sent_s`."""
        doubtful = self._turns.is_doubtful(address)
        self.turn = Turn(address, begun_s, sent_s + self._turns.window_s(address), doubtful)
        self._turns.asked(address, sent_s)

    def end_turn_if_due(self, now_s: float) -> Turn | None:
        """The turn whose window has passed without an answer."""
        turn = self.turn
        if turn is None or now_s < turn.until_s:
            return None
        self.turn = None
        self._turns.unanswered(turn.address, now_s, now_s - turn.begun_s)
        return turn

    def answered(self, address: int, now_s: float) -> bool:
        """An answer came, which ends the turn of who was asked. False when nothing was asked that it could answer."""
        if self.turn is not None and self.turn.address == address:
            self.turn = None
        return self._turns.answered(address, now_s)

    def noise(self, count: int) -> None:
        """So many bytes made no frame."""
        if self.turn is not None:
            self.turn.noise += count

    def _question(self, now_s: float) -> Request | None:
        healthy, doubtful = self._first(doubtful=False), self._first(doubtful=True)
        if doubtful is None or self._turns.credit_in_s(now_s) > 0:
            return healthy
        return healthy if healthy and now_s - doubtful.asked_s < DOUBT_PATIENCE_S else doubtful

    def _first(self, *, doubtful: bool) -> Request | None:
        return next((r for r in self._questions if self._turns.is_doubtful(r.member.address) is doubtful), None)

    def _waiting(self, request: Request) -> deque[Request]:
        return self._questions if request.expects_answer else self._acknowledgements
