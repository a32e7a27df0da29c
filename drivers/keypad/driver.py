"""The tactile key pad of a terminal: keys for whoever asks for them, and whether headphones are in.

Keys may be somebody's number: they go into the completion of `read-keys` and nowhere else.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from api.messages.device_commands import DeviceCommand, ReadKeys
from api.messages.device_events import HeadphonesChanged
from api.messages.state import Status
from api.messages.words import DeviceState, HeadphonesState
from drivers.core.driver import Driver, DriverConfig, DriverContext, Identity, Result
from drivers.core.errors import Cancelled, NobodyCame
from drivers.core.job import Job
from drivers.core.link import Link
from drivers.core.trace import Direction
from drivers.keypad.events import DROPPED, REPORT, Decoder, EventType, InputEvent
from drivers.keypad.key_buffer import KeyBuffer
from drivers.keypad.profile import SWITCH_HEADPHONES, KeypadProfile
from drivers.profiles import load_profile

PRESSED, HELD = 1, 2
_WORDS = {True: HeadphonesState.INSERTED, False: HeadphonesState.REMOVED, None: HeadphonesState.UNKNOWN}


class KeypadConfig(DriverConfig):
    profile: str = "keypad-usb"


class Keypad(Driver):
    """One key pad. It can't be asked anything: that it is there, the kernel says."""

    kind = "keypad"
    Config = KeypadConfig
    check_every_s = 30.0

    def __init__(self, config: KeypadConfig, context: DriverContext) -> None:
        super().__init__(config, context)
        self._profile = load_profile(KeypadProfile, config.profile, kind=self.kind)
        self._now_s = context.clock.monotonic_s
        self._decoder = Decoder()
        self._keys = KeyBuffer()
        self._there = False
        self._lost = False
        """The kernel lost events, and nothing that came since is whole."""
        self._headphones: bool | None = None
        self._unknown_keys = 0

    def connect(self, link: Link) -> None:  # noqa: ARG002 (the base's signature)
        self._decoder = Decoder()
        self._keys.clear()
        self._headphones = None
        self._there, self._lost = True, False
        # The first thing an input link says is how the jack's switch stands.
        self._take(self.link.read(0.0))

    def disconnect(self) -> None:
        self._there, self._headphones = False, None
        self._keys.clear()

    def check(self) -> None:
        """Nothing can be asked; a pad that was pulled out shows at once by its link."""
        self._take(self.link.read(0.0))

    def listen(self, timeout_s: float) -> None:
        self._take(self.link.read(timeout_s))
        self._keys.forget_old(self._now_s())

    def status(self) -> Status:
        return Status(
            device=DeviceState.ONLINE if self._there else DeviceState.UNKNOWN,
            reason="ok" if self._there else "device.silent",
            detail={"headphones": _WORDS[self._headphones].value, "unknown_keys": self._unknown_keys},
        )

    def identity(self) -> Identity:
        return Identity(maker=self._profile.maker, model=self._profile.model)

    @staticmethod
    def personal_ranges(direction: Direction, data: bytes) -> Sequence[tuple[int, int]]:  # noqa: ARG004 (the base's signature)
        """Everything: each event may be a digit of somebody's number."""
        return ((0, len(data)),)

    def read_keys(self, command: ReadKeys, job: Job) -> Result:
        """Wait for a key; then hand over all that were pressed since the last reading, but none older than five seconds.

        Raises:
            NobodyCame: no key in time (`keypad.nothing`).
            LinkLost: pulled out.
            Cancelled: nobody wants them any more.
        """
        end_s = self._now_s() + command.timeout_s
        while True:
            if job.cancelled:
                raise Cancelled
            keys = self._keys.take(self._now_s())
            if keys:
                return {"keys": [key.value for key in keys]}
            left_s = end_s - self._now_s()
            if left_s <= 0:
                raise NobodyCame("no key was pressed", reason="keypad.nothing")
            self._take(self.link.read(left_s))

    commands: ClassVar[Mapping[type[DeviceCommand], Callable[[Any, Any, Job], Result]]] = {ReadKeys: read_keys}

    def _take(self, data: bytes) -> None:
        for event in self._decoder.feed(data):
            if event.type is EventType.SYNC:
                self._sync(event.code)
            elif event.type is EventType.KEY and not self._lost:
                self._key(event)
            elif event.type is EventType.SWITCH and event.code == SWITCH_HEADPHONES and self._profile.headphones_switch:
                self._jack(inserted=bool(event.value))

    def _sync(self, code: int) -> None:
        if code == DROPPED:
            # Half a number is worse than none. How the jack's switch stands the link tells anew.
            self._keys.clear()
            self._lost = True
        elif code == REPORT:
            self._lost = False

    def _key(self, event: InputEvent) -> None:
        if event.code in (self._profile.headphones_in, self._profile.headphones_out):
            if event.value == PRESSED:
                self._jack(inserted=event.code == self._profile.headphones_in)
            return
        key = self._profile.keys.get(event.code)
        if key is None:
            self._unknown_keys += event.value == PRESSED
        elif event.value == PRESSED or (event.value == HELD and key in self._profile.repeats):
            self._keys.put(key, self._now_s())

    def _jack(self, *, inserted: bool) -> None:
        if inserted is self._headphones:
            return
        first, self._headphones = self._headphones is None, inserted
        if inserted or not first:
            # Out at the start is how a pad stands in the morning; in means that somebody is there.
            self.context.emit(HeadphonesChanged(inserted=inserted))
            self.context.tell_status()
