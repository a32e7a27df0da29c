"""One request, one answer, with a board on a link."""

from collections.abc import Callable

from api.messages.words import Action
from drivers.core.errors import DeviceRefused, DeviceSilent, HardwareFailed, UnsupportedData
from drivers.core.link import Link
from drivers.led_board.onbon.commands import BoardError, Reply, ReplyKind, parse_reply
from drivers.led_board.onbon.frame import BESIDE_PROGRAMS, HOST_ADDRESS, OVER_PROGRAMS, WILDCARD_SCREEN, Decoder, Frame, encode
from drivers.led_board.onbon.requests import UPDATE_AREAS
from drivers.led_board.unasked import drop_unasked

REPLY_TIMEOUT_S = 2.0
"""From the vendor's document; one request is in flight at a time."""
WRITE_TIMEOUT_S = 3.0
"""1 KiB at 9600 baud takes 1.1 s."""
ATTEMPTS = 2
"""A frame damaged on the line is sent once more; every command here may be repeated."""


_REPEATED = {BoardError.BUSY: "board.busy", BoardError.CHECKSUM: "board.checksum"}
"""Errors that may be gone a moment later, with their reasons when they aren't."""


class Conversation:
    """Not thread-safe: the device's worker owns it."""

    def __init__(self, link: Link, monotonic_s: Callable[[], float], *, screen: int, device_type: int) -> None:
        self._link = link
        self._monotonic_s = monotonic_s
        self._screen = screen
        self._device_type = device_type
        self._decoder = Decoder()

    @property
    def rejected(self) -> int:
        """Answers that were damaged on the way."""
        return self._decoder.rejected

    def ask(self, data: bytes) -> Reply:
        """Send a request and wait for its answer; once more if it or its answer was damaged or the board was busy.

        Raises:
            DeviceSilent: no sound answer within the time-out, twice.
            DeviceRefused, HardwareFailed, UnsupportedData: the board answered with an error.
        """
        reply: Reply | None = None
        for _ in range(ATTEMPTS):
            reply = self._exchange(data)
            if reply is not None and reply.error not in _REPEATED:
                break
        if reply is None:
            raise DeviceSilent("no answer from the board")
        _raise_for(reply)
        return reply

    def answers(self, data: bytes) -> bool:
        """Ask once, and only whether anything sound comes back."""
        return self._exchange(data) is not None

    def _exchange(self, data: bytes) -> Reply | None:
        drop_unasked(self._link)
        self._decoder = Decoder()
        # Whatever the maker's tool left in the card's flash must not stand between the lines of a call.
        mode = OVER_PROGRAMS if data.startswith(bytes(UPDATE_AREAS)) else BESIDE_PROGRAMS
        frame = Frame(self._screen, data, device_type=self._device_type, display_mode=mode)
        self._link.write(encode(frame), WRITE_TIMEOUT_S)
        end_s = self._monotonic_s() + REPLY_TIMEOUT_S
        while (left_s := end_s - self._monotonic_s()) > 0:
            for frame in self._decoder.feed(self._link.read(left_s)):
                reply = parse_reply(frame.data) if self._is_for_us(frame) else None
                if reply is not None and _answers(reply, data):
                    return reply
        return None

    def _is_for_us(self, frame: Frame) -> bool:
        """From our board to us. Half-duplex adapters echo what we send: such a request must not be read as an answer."""
        ours = self._screen == WILDCARD_SCREEN or frame.source in (self._screen, WILDCARD_SCREEN)
        return ours and frame.destination == HOST_ADDRESS and frame.source != HOST_ADDRESS


def _answers(reply: Reply, request: bytes) -> bool:
    return reply.kind is not ReplyKind.ANSWER or (reply.group, reply.command) == (request[0], request[1])


def _raise_for(reply: Reply) -> None:
    error = reply.error
    if error is BoardError.NONE and reply.kind is not ReplyKind.NACK:
        return
    detail = f"the board answers {error.name}"
    if error is BoardError.FLASH:
        raise HardwareFailed(detail, reason="board.flash")
    if error is BoardError.MEMORY:
        raise UnsupportedData(detail, reason="board.memory")
    if error is BoardError.NO_FONT:
        raise DeviceRefused(detail, reason="board.noFont", action=Action.CONFIGURATION)
    if error in _REPEATED:
        raise DeviceRefused(detail, reason=_REPEATED[error])
    raise DeviceRefused(detail, reason="board.refused", action=Action.CONFIGURATION)
