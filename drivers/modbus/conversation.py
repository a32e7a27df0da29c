"""One Modbus device on its link: a question, its answer, nothing else in between."""

from collections.abc import Callable

from api.messages.words import Action
from drivers.core.errors import Cancelled, DeviceError, DeviceNotReady, DeviceRefused, DeviceSilent, HardwareFailed
from drivers.core.link import Link
from drivers.modbus.protocol import Answer, Decoder, answers
from drivers.modbus.requests import Request

ANSWER_WITHIN_S = 0.2
"""At 9600 baud question and answer of a read take 15 to 90 ms on the wire; boards think for some milliseconds."""
WRITE_TIMEOUT_S = 1.0
ATTEMPTS = 3
"""Noise damages frames; what is only read may be asked again."""
STALE_READS = 128
"""Reads that empty the line before a question; an adapter that babbles without end is left to the decoder."""

ILLEGAL = frozenset({1, 2, 3})
"""Function, address, value: the register map isn't this device's."""
DEVICE_FAILED = 4
BUSY = frozenset({5, 6})


class Conversation:
    """Not thread-safe: the device's worker owns it."""

    def __init__(self, link: Link, monotonic_s: Callable[[], float], answer_within_s: float = ANSWER_WITHIN_S) -> None:
        self._link = link
        self._monotonic_s = monotonic_s
        self._answer_within_s = answer_within_s
        self.repeats = 0
        """Questions that had to be asked again."""

    def ask(self, request: Request, attempts: int = ATTEMPTS) -> Answer:
        """Send and wait for the answer.

        A cancel doesn't cut an exchange short, since its late answer would be taken for the next one's; it ends the attempts.

        Raises:
            DeviceSilent: no answer to any attempt.
            Cancelled: no answer, and someone wants the link to be left.
            DeviceRefused, HardwareFailed, DeviceNotReady: the device said so.
        """
        for attempt in range(attempts):
            if attempt:
                self.repeats += 1
            cancelled = self._drop_stale()
            self._link.write(request.frame, WRITE_TIMEOUT_S)
            answer, told = self._wait_for(request)
            if answer is not None:
                if answer.refusal:
                    raise refusal_error(answer)
                return answer
            if cancelled or told:
                raise Cancelled("left while the device didn't answer")
        raise DeviceSilent(f"unit {request.unit} doesn't answer function {request.function}")

    def _wait_for(self, request: Request) -> tuple[Answer | None, bool]:
        """The answer, if any, and whether the link was cancelled meanwhile."""
        decoder, cancelled = Decoder(), False
        end_s = self._monotonic_s() + self._answer_within_s
        while (left_s := end_s - self._monotonic_s()) > 0:
            try:
                data = self._link.read(left_s)
            except Cancelled:
                cancelled = True
                continue
            for answer in decoder.feed(data):
                if answers(request, answer):
                    return answer, cancelled
        return None, cancelled

    def _drop_stale(self) -> bool:
        """Forget what came too late for its question; whether the link was cancelled meanwhile."""
        cancelled = False
        for _ in range(STALE_READS):
            try:
                if not self._link.read(0):
                    break
            except Cancelled:
                cancelled = True
        return cancelled


def refusal_error(answer: Answer) -> DeviceError:
    """What an exception code means for whoever asked."""
    detail = f"unit {answer.unit} refuses function {answer.function} with exception {answer.refusal}"
    if answer.refusal == DEVICE_FAILED:
        return HardwareFailed(detail, reason="modbus.deviceFailed")
    if answer.refusal in BUSY:
        return DeviceNotReady(detail, reason="modbus.busy", action=Action.NONE)
    if answer.refusal in ILLEGAL:
        return DeviceRefused(detail, reason="modbus.wrongMap", action=Action.CONFIGURATION)
    return DeviceRefused(detail, reason="modbus.refused")
