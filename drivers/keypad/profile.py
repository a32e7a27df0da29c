"""What a key pad model is: what each of its key codes means, and how it tells that headphones are in."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from drivers.profiles import Profile


class Key(StrEnum):
    """What a person can press; digits are `0` to `9`."""

    ZERO = "0"
    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"
    FIVE = "5"
    SIX = "6"
    SEVEN = "7"
    EIGHT = "8"
    NINE = "9"
    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"
    OK = "ok"
    BACK = "back"
    """Also clears what was typed last."""
    HELP = "help"
    REPEAT = "repeat"
    """Say it again."""
    VOLUME_UP = "volume-up"
    VOLUME_DOWN = "volume-down"


def _code(value: object) -> object:
    """TOML keys are text: "183"."""
    return int(value, 0) if isinstance(value, str) else value


KeyCode = Annotated[int, BeforeValidator(_code), Field(ge=1, le=0x2FF)]
SWITCH_HEADPHONES = 0x02
"""SW_HEADPHONE_INSERT, linux/input-event-codes.h."""


class KeypadProfile(Profile):
    keys: Mapping[KeyCode, Key]
    """Linux key code (linux/input-event-codes.h) → meaning. Others are ignored and counted."""
    headphones_in: KeyCode | None = None
    """A key that the pad presses when headphones are put in."""
    headphones_out: KeyCode | None = None
    headphones_switch: bool = True
    """It tells by the kernel's jack switch."""
    repeats: tuple[Key, ...] = (Key.VOLUME_UP, Key.VOLUME_DOWN)
    """Keys that count again while they are held."""

    @model_validator(mode="after")
    def _jack_keys_are_apart(self) -> Self:
        if (self.headphones_in is None) != (self.headphones_out is None):
            raise ValueError("headphones_in and headphones_out go together")
        jack = {code for code in (self.headphones_in, self.headphones_out) if code is not None}
        if jack & set(self.keys) or (self.headphones_in is not None and len(jack) < 2):
            raise ValueError("the codes for headphones must differ from each other and from all keys")
        return self
