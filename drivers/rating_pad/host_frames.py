"""What the host sends to one pad: its profile's frames, with the pad's own address and check where the layout has them."""

from drivers.core.errors import Misconfigured
from drivers.rating_pad.key_frames import build_frame, read_frame
from drivers.rating_pad.keys_profile import HostFrames, KeysProfile

QUESTIONS = ("ask", "ask_over", "beep", "question")
"""Fields of HostFrames that the pad answers."""


class AddressedHost:
    """The frames as they go over the wire to the pad with this address; as the profile has them without one.

    Raises:
        Misconfigured: a frame of the profile is too short for the address or the check.
    """

    def __init__(self, profile: KeysProfile, address: int | None) -> None:
        self._profile = profile
        self._address = address
        self.frames = HostFrames.model_construct(
            echo_keys=profile.host.echo_keys,
            acknowledge=self._addressed(profile.host.acknowledge),
            ask=self._addressed(profile.host.ask),
            ask_over=self._addressed(profile.host.ask_over),
            beep=self._addressed(profile.host.beep),
            question=self._addressed(profile.host.question),
            answer=self._addressed(profile.host.answer),
        )

    @staticmethod
    def is_question(profile: KeysProfile, data: bytes) -> bool:
        """Whether these bytes are one of the profile's questions, to whatever address."""
        return any(_same(profile, getattr(profile.host, name), data) for name in QUESTIONS)

    @staticmethod
    def is_answer(profile: KeysProfile, data: bytes) -> bool:
        return _same(profile, profile.host.answer, data)

    def _addressed(self, frame: bytes) -> bytes:
        if not frame or self._address is None or self._profile.frame.address_at is None:
            return frame
        try:
            return build_frame(self._profile.frame, frame, address=self._address)
        except ValueError as error:
            raise Misconfigured(f"host frame {frame.hex(' ')}: {error}", reason="profile.invalid") from error


def _same(profile: KeysProfile, wanted: bytes, data: bytes) -> bool:
    """Equal but for address, check and what means nothing."""
    if not wanted or len(wanted) != len(data):
        return False
    place = profile.frame.address_at
    if place is None:
        return data == wanted
    mine = read_frame(profile.frame, data)
    theirs = read_frame(profile.frame, build_frame(profile.frame, wanted, address=data[place]))
    return mine is not None and theirs is not None and mine.code == theirs.code
