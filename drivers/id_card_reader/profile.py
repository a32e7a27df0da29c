"""What a reader model is: how long it takes, and how it is seen that a card that was read still lies there."""

from enum import StrEnum

from pydantic import Field

from drivers.profiles import Profile


class PresenceProbe(StrEnum):
    """A card that was read doesn't answer `find` any more until it is lifted. What it still answers differs by module."""

    NEWEST_ADDRESS = "newest-address"
    """A card that lies there gives its newest address or says that it has none; the answer is dropped."""
    SELECT = "select"
    """A card that lies there can be selected again."""
    NONE = "none"
    """Nothing is asked: the next card found is the sign that the last one is gone."""


class ReaderProfile(Profile):
    answer_s: float = Field(default=1.0, ge=0.2, le=5)
    """Longest wait for the answer to a short command; find and select take 0.1 to 0.3 s."""
    read_s: float = Field(default=3.0, ge=1, le=10)
    """Longest wait for a card's contents; 2 s is usual."""
    presence_probe: PresenceProbe = PresenceProbe.NEWEST_ADDRESS
    fingerprint: bool = False
    """The module knows the command that reads fingerprints."""
