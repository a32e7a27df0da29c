"""Pads with our ESPHome firmware, over MQTT. The pad keeps the time of an ask itself, and an answer until it is acknowledged."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from api.messages.device_commands import ShowStaff
from api.messages.words import DeviceState, RatingLevel
from drivers.core.driver import Identity
from drivers.core.errors import DeviceRefused, DeviceSilent
from drivers.core.link import Link
from drivers.rating_pad.dialect import Dialect, Press, Question
from drivers.rating_pad.esphome_messages import Doing, LineDecoder, PadRated, PadState, encode_message
from drivers.rating_pad.esphome_profile import EsphomeProfile

ANSWER_TIMEOUT_S = 1.5
"""Wi-Fi with power saving answers within some 300 ms."""
ATTEMPTS = 2
WRITE_TIMEOUT_S = 3.0


class EsphomeDialect(Dialect):
    """One pad on its topics."""

    keeps_answers = True
    thanks_by_itself = True

    def __init__(
        self,
        profile: EsphomeProfile,
        levels: Mapping[int, RatingLevel | None],
        on_press: Callable[[Press], None],
        monotonic_s: Callable[[], float],
    ) -> None:
        super().__init__(on_press, monotonic_s)
        self._profile = profile
        self._levels = levels
        self.lacks = frozenset() if profile.has_display else frozenset({ShowStaff})
        self._link: Link | None = None
        self._decoder = LineDecoder()
        self._said = PadState(online=False)
        self._taken: set[int] = set()
        """Answers taken since the pad last said how many wait in it."""
        self._hello = 0
        self._unread = 0

    def connect(self, link: Link) -> None:
        self._link = link
        self._decoder = LineDecoder()
        self.check()

    def disconnect(self) -> None:
        self._link = None
        self._said = PadState(online=False)

    def check(self) -> None:
        """Say hello; the answer also tells whether an answer of a citizen still waits in the pad."""
        self._hello += 1
        number = self._hello
        self._converse("hello", {"hello": number}, lambda said: said.hello == number)

    def listen(self, timeout_s: float) -> None:
        self._take(self._port().read(timeout_s))

    def ask(self, question: Question) -> None:
        """
        Raises:
            DeviceSilent: the pad doesn't answer.
            DeviceRefused: too many answers wait in it for the hall.
        """
        body = {"ask": question.ask, "seconds": question.seconds}
        said = self._converse("ask", body, lambda said: said.ask == question.ask or said.doing is Doing.FULL)
        if said is not None and said.ask != question.ask:
            raise DeviceRefused("its outbox is full", reason="pad.full")

    def over(self, ask: str) -> None:
        self._converse("cancel", {"ask": ask}, lambda said: said.ask != ask)

    def show_staff(self, plate: ShowStaff) -> None:
        body = {
            "name": plate.display_name,
            "number": plate.staff_number,
            "post": plate.post,
            "stars": plate.stars,
        }
        # The pad doesn't answer this one: the broker has it, and the next hello tells whether the pad is there.
        self._port().write(encode_message("show", body), WRITE_TIMEOUT_S)

    def identify(self, label: str, seconds: int) -> None:
        self._port().write(encode_message("identify", {"seconds": seconds, "label": label}), WRITE_TIMEOUT_S)

    @property
    def has_answer_waiting(self) -> bool:
        return self._said.waiting > 0

    def state(self) -> tuple[DeviceState, str]:
        if self._link is None:
            return DeviceState.UNKNOWN, "device.silent"
        return (DeviceState.ONLINE, "ok") if self._said.online else (DeviceState.UNKNOWN, "device.silent")

    def identity(self) -> Identity:
        return Identity(maker=self._profile.maker, model=self._profile.model, firmware=self._said.firmware)

    @property
    def ignored(self) -> int:
        return self._unread + self._decoder.rejected

    def _converse(self, name: str, body: dict[str, Any], answers: Callable[[PadState], bool]) -> PadState | None:
        """Say it and wait for a state that answers it. None: a rating answered it at once.

        Raises:
            DeviceSilent: no such state, twice.
        """
        link = self._port()
        for _ in range(ATTEMPTS):
            link.write(encode_message(name, body), WRITE_TIMEOUT_S)
            end_s = self.monotonic_s() + ANSWER_TIMEOUT_S
            while (left_s := end_s - self.monotonic_s()) > 0:
                for message in self._take(link.read(left_s)):
                    if isinstance(message, PadRated):
                        if name == "ask" and message.ask == body["ask"]:
                            return None
                    elif answers(message):
                        return message
        raise DeviceSilent("the pad doesn't answer")

    def _take(self, data: bytes) -> list[PadState | PadRated]:
        messages = self._decoder.feed(data)
        for message in messages:
            if isinstance(message, PadState):
                self._said = message
                self._taken.clear()
                continue
            if message.seq not in self._taken:
                # Told again before it heard our acknowledgement, it is one answer less all the same.
                self._taken.add(message.seq)
                self._said = replace(self._said, waiting=max(0, self._said.waiting - 1))
            level = self._levels.get(message.key)
            if level is None:
                self._unread += 1
            else:
                self.on_press(Press(level, (), message.ask))
            # Also one that means nothing to us: kept, it would fill the pad's outbox for ever.
            self._port().write(encode_message("ack", {"seq": message.seq}), WRITE_TIMEOUT_S)
        return messages

    def _port(self) -> Link:
        if self._link is None:
            raise DeviceSilent("not connected", untouched=True)
        return self._link
