"""Rating pads with a screen that speak JSON over a serial line or TCP."""

import math
from collections.abc import Callable
from typing import Any

from api.content.rating_labels import label_set
from api.messages.device_commands import DeviceCommand, Identify, ShowStaff
from api.messages.words import DeviceState
from drivers.core.driver import Identity
from drivers.core.errors import DeviceSilent, InvalidData
from drivers.core.link import Link
from drivers.rating_pad.dialect import Dialect, Press, Question
from drivers.rating_pad.json_frames import ObjectDecoder, encode_object
from drivers.rating_pad.lcd_messages import LcdMessages, Taken, staff_values
from drivers.rating_pad.lcd_profile import LcdProfile

ANSWER_TIMEOUT_S = 1.5
"""A screen with an operating system of its own; an ask with forty labels takes 3 s at 9600 baud on top."""
SLOWEST_BYTES_PER_S = 960
ATTEMPTS = 2
WRITE_TIMEOUT_S = 8.0
HEARD_LATELY_S = 300.0
"""A pad that answers nothing counts as there for so long after its last message."""


class LcdDialect(Dialect):
    """One pad on its link."""

    thanks_by_itself = True

    def __init__(
        self, profile: LcdProfile, window: int, on_press: Callable[[Press], None], monotonic_s: Callable[[], float]
    ) -> None:
        super().__init__(on_press, monotonic_s)
        self._profile = profile
        self._window = window
        self._messages = LcdMessages(profile, label_set())
        self._plate = ShowStaff()
        self._link: Link | None = None
        self._decoder = ObjectDecoder(profile.framing, profile.encoding)
        self._sent = 0
        self._heard_s = -math.inf
        self._unread = 0
        lacks: set[type[DeviceCommand]] = set()
        if not profile.send.show_staff:
            lacks.add(ShowStaff)
        if not profile.send.identify:
            lacks.add(Identify)
        self.lacks = frozenset(lacks)

    def connect(self, link: Link) -> None:
        self._link = link
        self._decoder = ObjectDecoder(self._profile.framing, self._profile.encoding)

    def disconnect(self) -> None:
        self._link = None
        self._heard_s = -math.inf

    def check(self) -> None:
        self._say("ping", {})

    def listen(self, timeout_s: float) -> None:
        self._take(self._port().read(timeout_s))

    def ask(self, question: Question) -> None:
        """Show ticket, staff, levels and labels.

        Raises:
            DeviceSilent: the pad doesn't take it.
        """
        self._say("ask", self._messages.ask_values(question, self._plate))

    def over(self, ask: str) -> None:
        self._say("over", {"ask": ask})

    def show_staff(self, plate: ShowStaff) -> None:
        self._plate = plate
        self._say("show_staff", staff_values(plate))

    def identify(self, label: str, seconds: int) -> None:
        self._say("identify", {"label": label, "seconds": seconds})

    def state(self) -> tuple[DeviceState, str]:
        if self._link is None:
            return DeviceState.UNKNOWN, "device.silent"
        if self.monotonic_s() - self._heard_s <= HEARD_LATELY_S:
            return DeviceState.ONLINE, "ok"
        return DeviceState.UNKNOWN, "pad.notHeardYet"

    def identity(self) -> Identity:
        return Identity(
            maker=self._profile.maker,
            model=self._profile.model,
            capabilities={"labels": label_set().version if self._profile.level_names.labels else ""},
        )

    @property
    def ignored(self) -> int:
        return self._unread + self._decoder.rejected

    def _say(self, name: str, values: dict[str, Any]) -> None:
        """One message of the profile, answered where the pad answers.

        Raises:
            DeviceSilent: no answer.
        """
        link = self._port()
        self._sent += 1
        message_id = str(self._sent)
        message = self._messages.build(name, message_id, self._window, values)
        if message is None:
            return
        data = self._encoded(message)
        for _ in range(ATTEMPTS if self._profile.heard.taken else 1):
            link.write(data, WRITE_TIMEOUT_S)
            if self._profile.heard.taken is None or self._is_taken(link, message_id, len(data)):
                return
        raise DeviceSilent("the pad doesn't answer")

    def _encoded(self, message: dict[str, Any]) -> bytes:
        try:
            return encode_object(message, self._profile.framing, self._profile.encoding)
        except ValueError as error:
            raise InvalidData("the pad can't be sent this message") from error

    def _is_taken(self, link: Link, message_id: str, size: int) -> bool:
        end_s = self.monotonic_s() + ANSWER_TIMEOUT_S + size / SLOWEST_BYTES_PER_S
        while (left_s := end_s - self.monotonic_s()) > 0:
            answers = self._take(link.read(left_s))
            if any(answer.of in (None, message_id) for answer in answers):
                return True
        return False

    def _take(self, data: bytes) -> list[Taken]:
        """Hand on ratings; the answers to ours are returned."""
        answers: list[Taken] = []
        for message in self._decoder.feed(data):
            self._heard_s = self.monotonic_s()
            match self._messages.read(message):
                case Taken() as answer:
                    answers.append(answer)
                case Press() as press:
                    self.on_press(press)
                    self._acknowledge(press)
                case None:
                    self._unread += 1
        return answers

    def _acknowledge(self, press: Press) -> None:
        self._sent += 1
        message = self._messages.build("acknowledge", str(self._sent), self._window, {"ask": press.ask or ""})
        if message is not None:
            # Not waited for: a pad that didn't hear it tells the rating again.
            self._port().write(self._encoded(message), WRITE_TIMEOUT_S)

    def _port(self) -> Link:
        if self._link is None:
            raise DeviceSilent("not connected", untouched=True)
        return self._link
