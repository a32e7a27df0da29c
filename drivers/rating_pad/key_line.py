"""One simple keypad on its line: finds key frames, drops repetitions, acknowledges, asks what its profile can ask."""

import math
from collections.abc import Callable

from api.messages.words import DeviceState
from drivers.core.errors import DeviceSilent
from drivers.core.link import Link
from drivers.rating_pad.answers import AnswerSieve
from drivers.rating_pad.host_frames import AddressedHost
from drivers.rating_pad.key_frames import KeyFrame, KeyFrameDecoder
from drivers.rating_pad.keys_profile import HostFrames, KeysProfile

ANSWER_TIMEOUT_S = 0.5
WRITE_TIMEOUT_S = 2.0
ATTEMPTS = 3
"""Noise damages frames; a question may be repeated."""
HEARD_LATELY_S = 300.0
"""A pad that answers nothing counts as there for so long after its last frame."""


class KeyLine:
    """Not thread-safe: the device's worker owns it.

    Args:
        address: only frames with it are this pad's; None: all are.
        on_key: the meaning of a key (None: unknown) and its code, each press once, before it is acknowledged.
    """

    def __init__(
        self,
        profile: KeysProfile,
        address: int | None,
        on_key: Callable[[str | None, bytes], None],
        monotonic_s: Callable[[], float],
    ) -> None:
        self._profile = profile
        self._address = address
        self._on_key = on_key
        self._monotonic_s = monotonic_s
        self._link: Link | None = None
        self._decoder = KeyFrameDecoder(profile.frame)
        self._host = AddressedHost(profile, address).frames
        self._sieve = AnswerSieve(self._host.answer)
        self._heard_s = -math.inf
        self._last: bytes = b""
        self._last_s = -math.inf
        self.repeats = 0
        """Retransmissions and bounces dropped."""

    @property
    def rejected(self) -> int:
        """Bytes that belong to no sound frame."""
        return self._decoder.rejected

    @property
    def host(self) -> HostFrames:
        """What can be sent, with this pad's address."""
        return self._host

    def connect(self, link: Link) -> None:
        self._link = link
        self._decoder = KeyFrameDecoder(self._profile.frame)
        self._sieve = AnswerSieve(self._host.answer)

    def disconnect(self) -> None:
        self._link = None
        self._heard_s = -math.inf

    def listen(self, timeout_s: float) -> None:
        """Take what comes within `timeout_s`; returns after the first bytes, or when a silence has ended a frame."""
        silence_s = self._decoder.ends_within_s(self._monotonic_s())
        data = self._port().read(timeout_s if silence_s is None else min(timeout_s, silence_s))
        self._take(self._sieve.pass_by(data))

    def check(self) -> None:
        """Ask whether the pad is there, where its profile has a question.

        Raises:
            DeviceSilent: no answer.
        """
        if self._host.question:
            self.send(self._host.question)

    def send(self, data: bytes) -> None:
        """One of the profile's host frames; waits for the answer where the pad has one.

        Raises:
            DeviceSilent: it hasn't come, three times.
        """
        link = self._port()
        if not self._host.answer:
            link.write(data, WRITE_TIMEOUT_S)
            return
        for _ in range(ATTEMPTS):
            link.write(data, WRITE_TIMEOUT_S)
            if self._answer_comes(link):
                self._heard_s = self._monotonic_s()
                return
        raise DeviceSilent("the pad doesn't answer")

    def state(self) -> tuple[DeviceState, str]:
        """Whether the pad is there, as far as it can be known."""
        if self._link is None:
            return DeviceState.UNKNOWN, "device.silent"
        if self._monotonic_s() - self._heard_s <= HEARD_LATELY_S:
            return DeviceState.ONLINE, "ok"
        return DeviceState.UNKNOWN, "pad.notHeardYet"

    def _answer_comes(self, link: Link) -> bool:
        end_s = self._monotonic_s() + ANSWER_TIMEOUT_S
        self._sieve.expect()
        try:
            while (left_s := end_s - self._monotonic_s()) > 0:
                self._take(self._sieve.pass_by(link.read(left_s)))
                if self._sieve.found:
                    return True
        finally:
            self._take(self._sieve.give_up())
        return False

    def _take(self, data: bytes) -> None:
        now_s = self._monotonic_s()
        for frame in self._decoder.feed(data, now_s) if data else self._decoder.silent(now_s):
            if self._address is None or frame.address == self._address:
                self._heard(frame, now_s)

    def _heard(self, frame: KeyFrame, now_s: float) -> None:
        self._heard_s = now_s
        if self._profile.means_nothing(frame.code):
            return
        if frame.raw == self._last and now_s - self._last_s < self._profile.repeat_window_s:
            self.repeats += 1
        else:
            self._on_key(self._profile.meaning(frame.code), frame.code)
        self._last, self._last_s = frame.raw, now_s
        acknowledgement = frame.raw if self._host.echo_keys else self._host.acknowledge
        if acknowledgement:
            self._port().write(acknowledgement, WRITE_TIMEOUT_S)

    def _port(self) -> Link:
        if self._link is None:
            raise DeviceSilent("not connected", untouched=True)
        return self._link
