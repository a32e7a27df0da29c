"""Scanners of the GM65 family: zones of settings, a trigger, a reply to every command."""

from drivers.core.errors import DeviceSilent
from drivers.scanner.dialect import Line
from drivers.scanner.gm65_frames import Address, Reply, encode_read, encode_save, encode_write, split_reply
from drivers.scanner.profile import ScannerProfile

TRIGGER_ON, TRIGGER_OFF = b"\x01", b"\x00"
ATTEMPTS = 2
FIRST_SETTLING_COUNT = 2
SETTLING_COUNTS = 8
"""Bytes asked for while settling, from zone 002A on: 2 to 9, each time another number."""


class Gm65:
    """Implements `Dialect`."""

    def __init__(self, line: Line, profile: ScannerProfile) -> None:
        self._line = line
        self._profile = profile
        self._timeout_s = profile.answer_ms / 1000
        self._unsure = True
        """A reply may still be on its way: replies don't say what they answer, so the line is settled before the next command."""
        self._settlings = 0
        self.settings_restored = 0
        """How often its settings weren't as they should be: a power cut, or somebody's setup code."""

    def find(self) -> None:
        for _ in self._line.speeds(self._profile.bauds):
            # It may have been left reading by a host that died. The settling takes the reply to this as well.
            self._line.send(encode_write(Address.TRIGGER, TRIGGER_OFF))
            if self._settle():
                self._make_settings_true()
                return
        raise DeviceSilent("no scanner answers at any of its speeds")

    def check(self) -> None:
        if not self._profile.zones:
            self._require(encode_read(Address.MODE, 1), 1)
        self._make_settings_true()

    def arm(self) -> bytes:
        return self._require(encode_write(Address.TRIGGER, TRIGGER_ON), 1).after

    def disarm(self) -> None:
        self._line.count(self._require(encode_write(Address.TRIGGER, TRIGGER_OFF), 1).after)

    def _make_settings_true(self) -> None:
        changed = False
        for zone in self._profile.zones:
            now = self._require(encode_read(zone.address, 1), 1).data[0]
            if now & zone.mask != zone.value:
                wanted = (now & ~zone.mask & 0xFF) | zone.value
                self._require(encode_write(zone.address, bytes((wanted,))), 1)
                changed = True
        if changed:
            self.settings_restored += 1
            if self._profile.save_zones:
                self._require(encode_save(), 1)

    def _require(self, command: bytes, count: int) -> Reply:
        heard = b""
        for _ in range(ATTEMPTS):
            if self._unsure and not self._settle():
                continue
            reply, stream = self._ask(command, count)
            if reply is not None:
                self._line.count(reply.before)
                return reply
            heard += stream
        raise DeviceSilent("the scanner doesn't answer", reason="device.garbage" if heard else "device.silent")

    def _settle(self) -> bool:
        """Ask for a number of bytes that no other reply on its way has: whatever comes before its reply is old."""
        self._settlings += 1
        count = FIRST_SETTLING_COUNT + self._settlings % SETTLING_COUNTS
        reply, _ = self._ask(encode_read(Address.BAUD, count), count)
        return reply is not None

    def _ask(self, command: bytes, count: int) -> tuple[Reply | None, bytes]:
        self._unsure = True
        reply, stream = self._line.ask(command, self._timeout_s, lambda data: split_reply(data, count))
        self._unsure = reply is None
        return reply, stream
