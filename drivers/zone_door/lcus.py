"""LCUS relay on a CH340 (USB): `A0 channel on sum`. It never answers and has neither timer nor inputs.

The agent ends the pulse itself. If it dies in between, the relay stays on until the agent is back, which switches it off first
of all. So: for signal lamps and gates that may stay open, never where an open door is a danger.
"""

from collections.abc import Callable

from drivers.core.driver import Identity
from drivers.core.errors import Cancelled, DeviceSilent, Misconfigured, OutcomeUnknown
from drivers.core.link import Link
from drivers.zone_door.board import Look
from drivers.zone_door.wiring import Wiring

HEAD = 0xA0
CHANNELS = 8
WRITE_TIMEOUT_S = 1.0
ALIVE_EVERY_S = 2.0
"""Each read shows the watchdog that the worker is alive; a pulse may last as long as the watchdog's patience, 30 s."""


def encode(channel: int, *, on: bool) -> bytes:
    """Channel 1–8; the sum is that of the three bytes before, modulo 256."""
    body = bytes((HEAD, channel, int(on)))
    return body + bytes((sum(body) & 0xFF,))


class LcusBoard:
    """Raises Misconfigured: inputs are wired, or there is no such channel."""

    answers = False

    def __init__(self, relay: int, wiring: Wiring, monotonic_s: Callable[[], float]) -> None:
        if wiring.numbers():
            raise Misconfigured("an LCUS relay has no inputs", reason="door.noInput")
        if relay > CHANNELS:
            raise Misconfigured(f"an LCUS relay has {CHANNELS} channels at most", reason="door.noTimer")
        self.identity = Identity(model="LCUS", capabilities={"inputs": []})
        self._relay = relay
        self._monotonic_s = monotonic_s
        self._link: Link | None = None

    def connect(self, link: Link) -> None:
        """Switch off first: the agent may have died within a pulse."""
        self._link = link
        self._switch(on=False)

    def disconnect(self) -> None:
        self._link = None

    def look(self, *, relay: bool) -> Look:  # noqa: ARG002 (nothing can be asked)
        return Look(None, None)

    def release(self, pulse_ms: int, begun: Callable[[int], None], stop: Callable[[], bool]) -> None:
        begun(pulse_ms)
        self._switch(on=True)
        try:
            self._wait(pulse_ms / 1000, stop)
        finally:
            self._switch(on=False)
        raise OutcomeUnknown("this relay never answers", reason="relay.neverAnswers")

    def _wait(self, pulse_s: float, stop: Callable[[], bool]) -> None:
        end_s = self._monotonic_s() + pulse_s
        while (left_s := end_s - self._monotonic_s()) > 0 and not stop():
            try:
                self._connected().read(min(left_s, ALIVE_EVERY_S))
            except Cancelled:
                # Of this command, or the device is being closed: either way the relay goes off now.
                return

    def _switch(self, *, on: bool) -> None:
        self._connected().write(encode(self._relay, on=on), WRITE_TIMEOUT_S)

    def _connected(self) -> Link:
        if self._link is None:
            raise DeviceSilent("not connected", untouched=True)
        return self._link
