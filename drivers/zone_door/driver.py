"""The door of the 24-hour zone: released for a while by command, watched by its inputs all the time."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from pydantic import Field

from api.messages.device_commands import ClearAlarm, DeviceCommand, Open
from api.messages.device_events import OccupancyChanged
from api.messages.state import Status
from api.messages.words import Action, DeviceState, DoorState
from drivers.core.driver import Driver, DriverConfig, DriverContext, Identity, Result
from drivers.core.errors import DeviceError, DeviceRefused, InvalidData
from drivers.core.job import Job
from drivers.core.link import Link
from drivers.modbus.requests import MAX_UNIT
from drivers.zone_door.board import Board
from drivers.zone_door.lcus import LcusBoard
from drivers.zone_door.memory import DoorMemory, Kept
from drivers.zone_door.modbus_board import ModbusBoard
from drivers.zone_door.people import PeopleCounter
from drivers.zone_door.watch import ACTIONS, Changes, DoorWatch
from drivers.zone_door.wiring import Wiring

LCUS = "lcus"
FULL = "door.full"
STILL_ON = "alarm.stillOn"
FORGETFUL = "door.notKept"


class ZoneDoorConfig(DriverConfig):
    board: str = "waveshare-relay-d"
    """Register map in `firmware_configs/modbus/`, or `lcus`."""
    address: int = Field(default=1, ge=1, le=MAX_UNIT)
    relay: int = Field(default=1, ge=1, le=64)
    """The lock's relay."""
    wiring: Wiring = Wiring()
    limit: int = Field(default=0, ge=0, le=10_000)
    """Most people in the zone; 0: nobody counts."""
    held_open_s: float = Field(default=30.0, ge=5, le=3600)
    poll_ms: int = Field(default=200, ge=50, le=250)
    """How often the inputs are looked at: a call for help must be known within half a second, also when one answer is lost."""
    confirm_s: float = Field(default=2.0, ge=0, le=30)
    """How long `open` waits for the contact to say that somebody opened."""


class ZoneDoor(Driver):
    kind = "zone-door"
    Config = ZoneDoorConfig

    def __init__(self, config: ZoneDoorConfig, context: DriverContext) -> None:
        super().__init__(config, context)
        monotonic_s = context.clock.monotonic_s
        self._board: Board = (
            LcusBoard(config.relay, config.wiring, monotonic_s)
            if config.board == LCUS
            else ModbusBoard(config.board, config.address, config.relay, config.wiring, monotonic_s)
        )
        self._poll_s = config.poll_ms / 1000
        self._confirm_s = config.confirm_s
        self._has_contact = config.wiring.open is not None
        self._memory = DoorMemory(context.data_dir, context.device)
        self._tells_forced = config.wiring.exit is not None
        self._held_open_s = config.held_open_s
        self._limit = config.limit
        self._watch = DoorWatch(tells_forced=self._tells_forced, held_open_s=self._held_open_s)
        self._people = PeopleCounter(0, self._limit)
        self._remembered = False
        self._relay_on: bool | None = None
        self._next_look_s = 0.0
        self._forgetful = False
        """The disk refuses what should outlive a restart."""

    def remember(self) -> None:
        kept = self._memory.load()
        self._watch = DoorWatch(tells_forced=self._tells_forced, held_open_s=self._held_open_s, latched=kept.latched)
        self._people = PeopleCounter(kept.people, self._limit)
        for code in kept.latched:
            self.context.raise_fault(code, ACTIONS[code])
        self._remembered = True

    def connect(self, link: Link) -> None:
        if not self._remembered:
            # Without a worker, as in a technician's tool: what is kept must not be written over.
            self.remember()
        self._board.connect(link)

    def disconnect(self) -> None:
        self._board.disconnect()
        self._watch.lost_sight()
        self._people.lost_sight()
        self._relay_on = None

    def check(self) -> None:
        self._look(relay=True)

    def listen(self, timeout_s: float) -> None:
        """Look at the inputs when it is time, else drop what the line says by itself."""
        if not self._board.answers:
            self.link.read(timeout_s)
            return
        wait_s = self._next_look_s - self.context.clock.monotonic_s()
        if wait_s > 0:
            self.link.read(min(timeout_s, wait_s))
        else:
            self._look(relay=False)

    def status(self) -> Status:
        if not self._board.answers:
            return Status(device=DeviceState.UNKNOWN, reason="relay.neverAnswers", detail={"door": "unknown", "relay": "assumed"})
        seen = self._watch.seen
        detail: dict[str, Any] = {"door": self._door().value}
        if self._watch.latched:
            detail["alarms"] = list(self._watch.latched)
        if seen is not None and seen.fire:
            detail["fire"] = "alarm"
        if self._limit or self._people.people:
            detail |= {"people": self._people.people, "limit": self._limit}
        return Status(device=DeviceState.ONLINE, detail=detail)

    def identity(self) -> Identity:
        return self._board.identity

    def release(self, command: Open, job: Job) -> Result:
        """Release the lock for `pulse_ms`; `confirmed` says whether the contact saw the door open within `confirm_s`.

        Raises:
            DeviceRefused: `door.full`, or the board says no.
            DeviceSilent: the board didn't answer; unless it is known to have done nothing, a person must look.
            OutcomeUnknown: the board never answers.
        """
        if self._people.full and not command.override:
            raise DeviceRefused(f"{self._people.people} people are in the zone", reason=FULL, action=Action.NONE)
        now_s = self.context.clock.monotonic_s
        begun: list[int] = []

        def begin(pulse_ms: int) -> None:
            begun.append(pulse_ms)
            self._watch.released(now_s(), pulse_ms / 1000)

        try:
            self._board.release(command.pulse_ms, begin, lambda: job.cancelled)
        except DeviceError as error:
            if begun and not error.leaves_doubt:
                self._watch.not_released()
            raise
        return {"confirmed": self._wait_until_open(job)}

    def clear_alarm(self, command: ClearAlarm, job: Job) -> Result:  # noqa: ARG002 (the table's signature)
        """Close a latched alarm; `door.full` says that nobody is inside any more.

        Raises:
            InvalidData: no such alarm is latched.
            DeviceRefused: `alarm.stillOn`, its button is still pressed or its contact open.
        """
        if command.code == FULL:
            self._people.empty()
            self._tell_people()
        elif self._watch.lasts(command.code):
            raise DeviceRefused(f"the cause of {command.code!r} is still there", reason=STILL_ON, action=Action.CLEAR)
        elif self._watch.clear(command.code):
            self.context.clear_fault(command.code)
        else:
            raise InvalidData(f"{command.code!r} isn't latched", reason="alarm.notLatched")
        self._keep()
        return None

    commands: ClassVar[Mapping[type[DeviceCommand], Callable[[Any, Any, Job], Result]]] = {
        Open: release,
        ClearAlarm: clear_alarm,
    }

    def _wait_until_open(self, job: Job) -> bool:
        end_s = self.context.clock.monotonic_s() + self._confirm_s
        while not job.cancelled:
            # The lock is released whatever happens from here on; what fails now ends the waiting only.
            try:
                self._look(relay=False)
                if self._watch.seen is not None and self._watch.seen.open:
                    return True
                left_s = end_s - self.context.clock.monotonic_s()
                if left_s <= 0 or not self._has_contact:
                    break
                self.link.read(min(left_s, self._poll_s))
            except DeviceError:
                break
        return False

    def _look(self, *, relay: bool) -> None:
        self._next_look_s = self.context.clock.monotonic_s() + self._poll_s
        look = self._board.look(relay=relay)
        now_s = self.context.clock.monotonic_s()
        if look.relay_on is not None:
            self._relay_on = look.relay_on
            self._tell(self._watch.relay(now_s, on=look.relay_on))
        if look.seen is None:
            return
        self._tell(self._watch.look(look.seen, now_s))
        if self._people.look(look.seen):
            self._tell_people()
        self._keep()

    def _tell(self, changes: Changes) -> None:
        for code in changes.raised:
            self.context.raise_fault(code, ACTIONS[code])
        for code in changes.cleared:
            self.context.clear_fault(code)
        for event in changes.events:
            self.context.emit(event)

    def _door(self) -> DoorState:
        seen = self._watch.seen
        if seen is not None and seen.tamper:
            return DoorState.TAMPERED
        if seen is None or seen.open is None:
            return DoorState.UNKNOWN
        if seen.open:
            return DoorState.OPEN
        free = seen.asked or seen.fire or self._relay_on or self._watch.is_released(self.context.clock.monotonic_s())
        return DoorState.CLOSED if free else DoorState.LOCKED

    def _tell_people(self) -> None:
        self.context.emit(OccupancyChanged(people=self._people.people, limit=self._limit))

    def _keep(self) -> None:
        try:
            self._memory.keep(Kept(self._people.people, self._watch.latched))
        except OSError:
            # The door must go on opening and calling for help.
            if not self._forgetful:
                self.context.raise_fault(FORGETFUL, Action.MAINTENANCE)
            self._forgetful = True
        else:
            if self._forgetful:
                self.context.clear_fault(FORGETFUL)
            self._forgetful = False
