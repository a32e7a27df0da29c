"""What a pad model is: its function bytes, its keys, whether it acknowledges."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from api.messages.words import PadKey
from drivers.ff68.keys import KeyMap
from drivers.profiles import Profile


def _code(value: object) -> object:
    """TOML keys are text: "0x0C"."""
    return int(value, 0) if isinstance(value, str) else value


KeyCode = Annotated[int, BeforeValidator(_code), Field(ge=0, le=0xFF)]
Digits = Annotated[str, Field(pattern=r"^[0-9]{1,6}$")]


class PadProfile(Profile):
    protocol: Literal["ff68"] = "ff68"
    pad_acknowledges: bool = True
    """The pad echoes what the host sends, as the host does for the pad. Without it a pad is unknown until it is used."""
    repeat_window_s: float = Field(default=0.4, ge=0, le=3)
    """The same frame again within this time is the pad's retransmission after a lost echo, not a second press."""


class CallPadProfile(PadProfile):
    key_functions: tuple[int, ...]
    """Function bytes of key frames."""
    enter: KeyCode
    keys: dict[KeyCode, PadKey]
    entered: dict[Digits, PadKey]
    entered_with_digits: frozenset[Digits] = frozenset()
    """Those of `entered` that further digits may follow."""

    @model_validator(mode="after")
    def _prefixes_are_operations(self) -> Self:
        unknown = sorted(self.entered_with_digits - set(self.entered))
        if unknown:
            raise ValueError(f"entered_with_digits: {', '.join(unknown)} isn't in `entered`")
        return self

    def key_map(self) -> KeyMap:
        return KeyMap(self.keys, self.enter, self.entered, self.entered_with_digits)


class RatingPadProfile(PadProfile):
    rating_function: int = Field(ge=0, le=0xFF)
    level_map: str
    """Name in `api/content/rating_maps.json`."""
