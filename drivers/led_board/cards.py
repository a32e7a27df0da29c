"""Which card speaks which protocol. Loaded only when a profile asks for it."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic import ConfigDict

from drivers.core.errors import Misconfigured
from drivers.led_board.card import Card, CardSettings
from drivers.led_board.profile import BoardProfile
from drivers.profiles import PROFILE_DIRECTORY, Profile, load_profile

CARDS: Mapping[str, str] = {
    "onbon-bx": "drivers.led_board.onbon.card:OnbonCard",
    "cp5200": "drivers.led_board.cp5200.card:Cp5200Card",
    "ddp": "drivers.led_board.bitmap.card:DdpCard",
}


class _Which(Profile):
    """Only enough of a profile to know whose it is."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    protocol: str


def card_class(protocol: str) -> Any:
    """The class of a protocol; it has what `Card` lists.

    Raises:
        Misconfigured: there is no such protocol, or its libraries aren't installed.
    """
    target = CARDS.get(protocol)
    if target is None:
        raise Misconfigured(
            f"protocol {protocol!r} is unknown; known are {', '.join(sorted(CARDS))}", reason="profile.unknownProtocol"
        )
    module, _, name = target.partition(":")
    try:
        return getattr(import_module(module), name)
    except ImportError as error:
        raise Misconfigured(f"protocol {protocol!r} can't be loaded: {error}", reason="driver.missingLibrary") from error


def load_board_profile(name: str, *, kind: str, directory: Path = PROFILE_DIRECTORY) -> BoardProfile:
    """A board's profile, checked by its own card's model.

    Raises:
        Misconfigured: as `load_profile`, and for an unknown protocol.
    """
    which = load_profile(_Which, name, kind=kind, directory=directory)
    model: type[BoardProfile] = card_class(which.protocol).Profile
    return load_profile(model, name, kind=kind, directory=directory)


def make_card(profile: BoardProfile, settings: CardSettings) -> Card:
    """The card of a profile that `load_board_profile` loaded."""
    card: Card = card_class(profile.protocol)(profile, settings)
    return card
