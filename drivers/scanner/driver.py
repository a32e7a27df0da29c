"""The scanner: armed by a command, reads one code, is disarmed. What it reads while nobody asked is dropped and counted.

A code may be a citizen's: it goes into the completion of the command and nowhere else.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from api.messages.device_commands import DeviceCommand, Scan
from api.messages.state import Status
from api.messages.words import DeviceState, ScannerState
from drivers.core.driver import Driver, DriverConfig, DriverContext, Identity, Result
from drivers.core.errors import DeviceError, DeviceRefused, DeviceSilent, NobodyCame
from drivers.core.job import Job
from drivers.core.link import Link
from drivers.core.trace import Direction
from drivers.profiles import load_profile
from drivers.scanner.dialect import Line
from drivers.scanner.gm65 import Gm65
from drivers.scanner.gm65_frames import DONE, split_reply
from drivers.scanner.honeywell import Honeywell
from drivers.scanner.payload import PayloadReader, TooLong
from drivers.scanner.profile import Family, ScannerProfile
from drivers.scanner.text import decode, split_aim

LAST_MOMENT_S = 0.5
"""After its last byte a code that has begun to come in time is waited for so much longer."""
LONGEST_CODE_S = 6.0
"""4296 bytes take 4.5 s at 9600 baud; what goes on for longer is no code."""
FAMILIES: Mapping[Family, type[Gm65] | type[Honeywell]] = {Family.GM65: Gm65, Family.HONEYWELL: Honeywell}


class ScannerConfig(DriverConfig):
    profile: str = "gm65"


class Scanner(Driver):
    """One scanner of either family; its profile says which."""

    kind = "scanner"
    Config = ScannerConfig
    check_every_s = 10.0

    def __init__(self, config: ScannerConfig, context: DriverContext) -> None:
        super().__init__(config, context)
        self._profile = load_profile(ScannerProfile, config.profile, kind=self.kind)
        self._gap_s = self._profile.idle_gap_ms / 1000
        self._now_s = context.clock.monotonic_s
        self._line: Line | None = None
        self._dialect: Gm65 | Honeywell | None = None
        self._state = ScannerState.UNKNOWN
        self._unasked = 0
        self._scans = 0

    def connect(self, link: Link) -> None:
        self._line = Line(link, self._now_s)
        self._dialect = FAMILIES[self._profile.family](self._line, self._profile)
        self._dialect.find()
        self._state = ScannerState.OFF

    def disconnect(self) -> None:
        self._remember_unasked()
        self._line = self._dialect = None
        self._state = ScannerState.UNKNOWN

    def check(self) -> None:
        """Ask whether it is there and still set as it should be.

        Raises:
            DeviceSilent: no answer.
        """
        self._connected().check()

    def listen(self, timeout_s: float) -> None:
        end_s = self._now_s() + timeout_s
        if not self.link.read(timeout_s):
            return
        if self._line is not None:
            self._line.unasked += 1
        while self.link.read(self._gap_s) and self._now_s() < end_s:
            # The rest of the same code.
            pass

    def status(self) -> Status:
        known = self._state is not ScannerState.UNKNOWN
        return Status(
            device=DeviceState.ONLINE if known else DeviceState.UNKNOWN,
            reason="ok" if known else "device.silent",
            detail={
                "scanner": self._state.value,
                "scans": self._scans,
                "unasked_codes": self._all_unasked(),
                "settings_restored": self._dialect.settings_restored if isinstance(self._dialect, Gm65) else 0,
            },
        )

    def identity(self) -> Identity:
        return Identity(maker=self._profile.maker, model=self._profile.model)

    @staticmethod
    def personal_ranges(direction: Direction, data: bytes) -> Sequence[tuple[int, int]]:
        """All that is received, but for the seven bytes of a GM65's "done": a code in pieces looks like anything."""
        if direction is Direction.SENT:
            return ()
        reply = split_reply(data, len(DONE))
        done = reply is not None and reply.data == DONE and not reply.before and not reply.after
        return () if done else ((0, len(data)),)

    def scan(self, command: Scan, job: Job) -> Result:  # noqa: ARG002 (the table's signature)
        """Arm, wait for one code, disarm.

        Raises:
            NobodyCame: no code in time (`scanner.nothing`), or only the beginning of one (`scanner.incomplete`).
            DeviceRefused: a code longer than the profile allows (`scanner.tooLong`).
            DeviceSilent: the scanner doesn't answer.
        """
        dialect = self._connected()
        reader = PayloadReader(self._profile.framing, self._profile.terminator, self._profile.most_bytes)
        end_s = self._now_s() + command.timeout_s
        try:
            reader.feed(dialect.arm())
            self._state = ScannerState.ON
            self.context.tell_status()
            code = self._wait(reader, end_s)
        finally:
            self._state = ScannerState.OFF
            # What was scanned isn't lost by a scanner that fails now; its next check tells.
            with suppress(DeviceError):
                dialect.disarm()
        if code is None:
            # Without an answer to the trigger this alone tells a dead scanner from a person who didn't come.
            dialect.check()
            raise NobodyCame("no whole code", reason="scanner.incomplete" if reader.pending else "scanner.nothing")
        self._scans += 1
        return self._result(code)

    commands: ClassVar[Mapping[type[DeviceCommand], Callable[[Any, Any, Job], Result]]] = {Scan: scan}

    def _wait(self, reader: PayloadReader, end_s: float) -> bytes | None:
        heard_s = self._now_s()
        try:
            while True:
                code = reader.take(paused=False)
                until_s = min(max(end_s, heard_s) + LAST_MOMENT_S, end_s + LONGEST_CODE_S) if reader.pending else end_s
                left_s = until_s - self._now_s()
                if code is not None or left_s <= 0:
                    return code
                data = self.link.read(min(left_s, self._gap_s) if reader.pending else left_s)
                heard_s = self._now_s() if data else heard_s
                reader.feed(data)
                if not data and (code := reader.take(paused=True)) is not None:
                    return code
        except TooLong as error:
            raise DeviceRefused("a code longer than allowed", reason="scanner.tooLong") from error

    def _result(self, code: bytes) -> Result:
        aim, code = split_aim(code) if self._profile.aim_id else ("", code)
        return {"text": decode(code, self._profile.text), "data": b64encode(code).decode("ascii"), "aim": aim}

    def _connected(self) -> Gm65 | Honeywell:
        if self._dialect is None:
            raise DeviceSilent("not connected", untouched=True)
        return self._dialect

    def _all_unasked(self) -> int:
        return self._unasked + (self._line.unasked if self._line else 0)

    def _remember_unasked(self) -> None:
        self._unasked = self._all_unasked()
        if self._line is not None:
            self._line.unasked = 0
