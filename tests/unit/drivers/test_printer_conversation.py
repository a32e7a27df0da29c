"""The end of a print, byte by byte: what comes together in one packet, and a head that has to cool down."""

from collections.abc import Callable

import pytest

from drivers.core.errors import DeviceSilent
from drivers.receipt_printer import commands
from drivers.receipt_printer.conversation import Conversation
from drivers.receipt_printer.line_encoder import Piece
from drivers.receipt_printer.printing import Printing
from drivers.receipt_printer.status import PrinterStatus

WELL = 0x12
PRINTED = b"\x00"
"""Answer to GS r 1: paper is there."""
COVER_OPEN = {1: 0x1A, 2: 0x16}
HEAD_HOT = {1: 0x1A, 2: 0x52, 3: 0x52}


class Peer:
    """A printer's end of the line with its own clock: silence costs the time that was waited, an answer costs none.

    Args:
        answer: bytes for one written command, at so many seconds.
    """

    name = "peer"

    def __init__(self, answer: Callable[[bytes, float], bytes]) -> None:
        self.now_s = 0.0
        self._answer = answer
        self._waiting = b""

    def monotonic_s(self) -> float:
        return self.now_s

    def open(self) -> None: ...

    def close(self) -> None: ...

    def cancel(self) -> None: ...

    def rearm(self) -> None: ...

    def write(self, data: bytes, timeout_s: float) -> None:
        self._waiting += self._answer(data, self.now_s)

    def read(self, timeout_s: float) -> bytes:
        data, self._waiting = self._waiting, b""
        if not data:
            self.now_s += timeout_s
        return data


def question(data: bytes) -> int | None:
    return data[2] if data[:2] == b"\x10\x04" else None


def finish(peer: Peer) -> PrinterStatus | None:
    """Send a ticket of one line and wait for it."""
    talk = Conversation(peer, peer.monotonic_s)
    printing = Printing(talk, buffer_bytes=4096, timeout_s=20, fenced=True)
    return printing.run((Piece(b"A012\n", 30),), Piece(b"\x1dV\x01", 0))


@pytest.mark.parametrize("with_answer", commands.STATUS_QUESTIONS)
def test_a_fence_answered_in_the_same_packet_as_a_status_counts(with_answer: int) -> None:
    def answer(data: bytes, _: float) -> bytes:
        asked = question(data)
        if asked is None:
            return b""
        return bytes((WELL,)) + (PRINTED if asked == with_answer else b"")

    peer = Peer(answer)
    assert finish(peer) is None


def test_a_cover_opened_right_after_the_last_line_doesn_t_unprint_the_ticket() -> None:
    def answer(data: bytes, _: float) -> bytes:
        asked = question(data)
        return b"" if asked is None else bytes((COVER_OPEN.get(asked, WELL),)) + (PRINTED if asked == 4 else b"")

    peer = Peer(answer)
    assert finish(peer) is None


def test_a_hot_head_is_waited_for() -> None:
    def answer(data: bytes, now_s: float) -> bytes:
        asked = question(data)
        if asked is None:
            return b""
        if now_s < 5:
            return bytes((HEAD_HOT.get(asked, WELL),))
        return bytes((WELL,)) + PRINTED

    peer = Peer(answer)
    assert finish(peer) is None


def test_a_head_that_stays_hot_leaves_the_outcome_open() -> None:
    def answer(data: bytes, _: float) -> bytes:
        asked = question(data)
        return b"" if asked is None else bytes((HEAD_HOT.get(asked, WELL),))

    peer = Peer(answer)
    with pytest.raises(DeviceSilent) as silent:
        finish(peer)
    assert silent.value.leaves_doubt


def test_an_open_cover_in_mid_ticket_ends_the_wait() -> None:
    def answer(data: bytes, _: float) -> bytes:
        asked = question(data)
        return b"" if asked is None else bytes((COVER_OPEN.get(asked, WELL),))

    peer = Peer(answer)
    stopped = finish(peer)
    assert isinstance(stopped, PrinterStatus)
    assert stopped.cover_open
