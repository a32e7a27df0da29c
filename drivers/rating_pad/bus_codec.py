"""Several simple pads on one line, told apart by the address that their profile places in each frame."""

from drivers.core.errors import Misconfigured
from drivers.rating_pad.host_frames import AddressedHost
from drivers.rating_pad.key_frames import KeyFrameDecoder
from drivers.rating_pad.profiles import load_keys_profile


class KeysBusCodec:
    """Frames of one profile's layout by the pad's address.

    Raises:
        Misconfigured: the profile is missing or wrong, or has no address.
    """

    def __init__(self, profile: str = "keys-bus") -> None:
        self._profile = load_keys_profile(profile)
        if self._profile.frame.address_at is None:
            raise Misconfigured(f"profile {profile!r} has no `address_at`: its pads can't share a line", reason="profile.invalid")
        if not (self._profile.frame.length or self._profile.frame.end):
            raise Misconfigured(f"profile {profile!r}: on a shared line a silence ends no frame", reason="profile.invalid")
        self._decoder = KeyFrameDecoder(self._profile.frame)

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        return [(frame.address, frame.raw) for frame in self._decoder.feed(data, 0.0) if frame.address is not None]

    def expects_answer(self, data: bytes) -> bool:
        """What the pad acknowledges; the host's echo of a key is the end of that exchange."""
        return bool(self._profile.host.answer) and AddressedHost.is_question(self._profile, data)

    def is_answer(self, frame: bytes) -> bool:
        return AddressedHost.is_answer(self._profile, frame)

    def reset(self) -> None:
        self._decoder = KeyFrameDecoder(self._profile.frame)
