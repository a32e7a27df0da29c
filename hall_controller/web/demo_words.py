"""What the demo's page and the emulators say to each other by way of the controller."""

from typing import Literal

from pydantic import Field

from api.messages.base import Message


class Touch(Message):
    """A place on the kiosk's screen, as fractions of its width and height from the top left."""

    x: float = Field(ge=0, le=1)
    y: float = Field(ge=0, le=1)


class Press(Message):
    """A key of an emulated device, by the emulator's own name for it; what is typed may follow, as in `transfer:12`."""

    key: str = Field(pattern=r"^[A-Za-z0-9_-]{1,30}(:[^\x00-\x1f]{1,200})?$")


class InjectFault(Message):
    """A fault of the emulated device's own menu; `none` heals it."""

    fault: str = Field(pattern=r"^[a-z0-9-]{1,30}$")


class MenuKey(Message):
    """One thing to do with an emulated device, in words."""

    name: str = Field(max_length=240)
    zh: str = Field(max_length=240)
    en: str = Field(max_length=240)
    takes: Literal["", "text", "digits", "number"] = ""
    """What is typed and put behind the name and a colon."""
    at: tuple[float, float, float, float] | None = None
    """Where it is on the picture: left, top, width, height as fractions."""


class MenuFault(Message):
    name: str = Field(max_length=30)
    zh: str = Field(max_length=240)
    en: str = Field(max_length=240)


class DemoMenu(Message):
    """What an emulator tells of itself; everything of it is shown as text only."""

    keys: tuple[MenuKey, ...] = Field(max_length=64)
    faults: tuple[MenuFault, ...] = Field(max_length=64)
    fault: str = Field(max_length=30)
    """The present one, or `none`."""
