"""A Modbus relay board: its own timer ends the pulse, so a host that dies leaves no door open."""

import math
from collections.abc import Callable

from drivers.core.driver import Identity
from drivers.core.errors import (
    DeviceError,
    DeviceNotReady,
    DeviceSilent,
    HardwareFailed,
    InvalidData,
    Misconfigured,
    OutcomeUnknown,
)
from drivers.core.link import Link
from drivers.modbus.conversation import Conversation
from drivers.modbus.maps import MAP_DIRECTORY, RelayMap, Timer
from drivers.modbus.requests import Request, read_bits, read_registers, write_registers, write_timed_coil
from drivers.profiles import load_profile
from drivers.zone_door.board import Look
from drivers.zone_door.wiring import Wiring

PROBES = 2


class ModbusBoard:
    """Raises Misconfigured: the map has no such relay, timer or input."""

    answers = True

    def __init__(self, name: str, unit: int, relay: int, wiring: Wiring, monotonic_s: Callable[[], float]) -> None:
        board = load_profile(RelayMap, name, kind="zone-door", directory=MAP_DIRECTORY)
        if board.timer is None:
            raise Misconfigured(f"map {name!r} has no timer; a host that dies would leave the door open", reason="door.noTimer")
        if relay > min(board.coils.count, board.timer.relays):
            raise Misconfigured(f"map {name!r} has no timer for relay {relay}", reason="door.noTimer")
        inputs, highest = board.inputs, max(wiring.numbers().values(), default=0)
        if highest > (inputs.count if inputs else 0):
            raise Misconfigured(f"map {name!r} has no input {highest}", reason="door.noInput")
        self.identity = Identity(maker=board.maker, model=board.model, capabilities={"inputs": sorted(wiring.numbers())})
        self._unit, self._relay, self._wiring = unit, relay, wiring
        self._timer: Timer = board.timer
        self._monotonic_s = monotonic_s
        # All of them: some boards answer with all relays, whichever of them was asked for.
        self._ask_relays = read_bits(unit, 1, board.coils.address, board.coils.count)
        self._ask_inputs: Request | None = None
        if inputs is not None and highest:
            discrete = inputs.read == "discrete"
            self._ask_inputs = (
                read_bits(unit, 2, inputs.address, inputs.count) if discrete else read_registers(unit, 4, inputs.address, 1)
            )
        counters = board.counters
        counted = counters is not None and None not in (wiring.enter, wiring.leave)
        if counters is not None and counted and max(wiring.enter or 0, wiring.leave or 0) > counters.count:
            raise Misconfigured(f"map {name!r} counts at inputs 1 to {counters.count} only", reason="door.noInput")
        self._ask_counters = (
            read_registers(unit, 3 if counters.read == "holding" else 4, counters.address, counters.count)
            if counters is not None and counted
            else None
        )
        self._talk: Conversation | None = None
        self._ends_s = 0.0
        """When the last pulse ends."""

    def connect(self, link: Link) -> None:
        self._talk = Conversation(link, self._monotonic_s)

    def disconnect(self) -> None:
        self._talk = None

    def look(self, *, relay: bool) -> Look:
        on = self._relay_on() if relay or self._ask_inputs is None else None
        if self._ask_inputs is None:
            return Look(None, on)
        answer = self._talking().ask(self._ask_inputs)
        bits = answer.bits or tuple(bool(answer.registers[0] >> place & 1) for place in range(16))
        counters = self._talking().ask(self._ask_counters).registers if self._ask_counters else None
        return Look(self._wiring.seen(bits, counters), on)

    def release(self, pulse_ms: int, begun: Callable[[int], None], stop: Callable[[], bool]) -> None:  # noqa: ARG002
        now_s = self._monotonic_s()
        # A new pulse ends the board's present one: whoever has just been let in must not be locked out by it.
        pulse_ms = max(pulse_ms, math.ceil((self._ends_s - now_s) * 1000))
        request = self._pulse(pulse_ms)
        talk = self._talking()
        begun(pulse_ms)
        ends_s = now_s + pulse_ms / 1000
        try:
            # Once only: a second pulse would open again for somebody who has gone.
            talk.ask(request, attempts=1)
        except (DeviceSilent, HardwareFailed, DeviceNotReady) as unclear:
            self._require_on(unclear, ends_s)
        self._ends_s = ends_s

    def _require_on(self, unclear: DeviceError, ends_s: float) -> None:
        """The pulse wasn't confirmed: see whether the relay is on.

        Raises:
            DeviceSilent, OutcomeUnknown: nobody knows.
            DeviceError: it is off, and the pulse would still run: nothing happened.
        """
        silent = isinstance(unclear, DeviceSilent)
        doubt = unclear if silent else OutcomeUnknown(unclear.detail)
        try:
            on = self._relay_on()
        except DeviceSilent:
            raise doubt from None
        if on:
            return
        if self._monotonic_s() >= ends_s:
            # Asked too late: a pulse that was taken would be over as well.
            raise doubt
        raise DeviceSilent("the board took no command: its relay is off", untouched=True) if silent else unclear

    def _pulse(self, pulse_ms: int) -> Request:
        timer = self._timer
        units = timer.units(pulse_ms)
        if units > timer.longest:
            longest_ms = timer.longest * timer.unit_ms
            raise InvalidData(f"{pulse_ms} ms; the board counts {longest_ms} ms at most", reason="door.pulseTooLong")
        address = timer.address + (self._relay - 1) * timer.step
        if timer.write == "coil":
            return write_timed_coil(self._unit, address, units)
        words = {"relay": self._relay, "time": units}
        return write_registers(self._unit, address, [words[v] if isinstance(v, str) else v for v in timer.values])

    def _relay_on(self) -> bool:
        return self._talking().ask(self._ask_relays, attempts=PROBES).bits[self._relay - 1]

    def _talking(self) -> Conversation:
        if self._talk is None:
            raise DeviceSilent("not connected", untouched=True)
        return self._talk
