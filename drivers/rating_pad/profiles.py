"""Which profile a pad has, and by it which protocol it speaks."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import ConfigDict, Field

from drivers.core.driver import DriverConfig
from drivers.core.errors import Misconfigured
from drivers.profiles import PROFILE_DIRECTORY, Profile, load_profile
from drivers.rating_pad.keys_profile import KeysProfile


class PadConfig(DriverConfig):
    """Settings that every pad has."""

    profile: str
    """Name of a profile that comes with the product."""
    profile_file: Path | None = None
    """A profile of the site's own instead, such as `tingtang device learn` writes: a path from the agent's file."""
    window: int = Field(ge=1, le=999)
    """At which window it stands; events carry it."""
    address: int | None = Field(default=None, ge=0, le=0xFF)
    """On its line, where the pad has one; the same as the device's `address` in the agent's file."""


class Which(Profile):
    """Only what says which model reads the rest."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    protocol: str = "ff68"


def load_pad_profile(config: PadConfig, kind: str, models: Mapping[str, type[Profile]]) -> Profile:
    """The pad's profile, checked whole by the model of its protocol.

    Raises:
        Misconfigured: it is missing, wrong, or of a protocol that this kind of pad doesn't speak.
    """
    directory, name = PROFILE_DIRECTORY, config.profile
    if config.profile_file is not None:
        directory, name = config.profile_file.parent, config.profile_file.stem
    which = load_profile(Which, name, kind=kind, directory=directory)
    model = models.get(which.protocol)
    if model is None:
        raise Misconfigured(
            f"profile {name!r}: a {kind} speaks {', '.join(models)}, not {which.protocol!r}", reason="profile.invalid"
        )
    return load_profile(model, name, kind=kind, directory=directory)


def load_keys_profile(name: str) -> KeysProfile:
    """A shipped profile of key frames, of whichever kind of pad: what a line needs to know of its pads.

    Raises:
        Misconfigured: as `load_profile`.
    """
    try:
        return load_profile(KeysProfile, name, kind="rating-pad")
    except Misconfigured as error:
        if error.reason != "profile.wrongKind":
            raise
    return load_profile(KeysProfile, name, kind="call-pad")


def require_address(config: PadConfig) -> int:
    """
    Raises:
        Misconfigured: the pad has none.
    """
    if config.address is None:
        raise Misconfigured("give the pad's `address` on its line", reason="profile.invalid")
    return config.address
