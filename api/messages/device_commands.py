"""Bodies of the commands to devices (`<node>/<device>/cmd/<name>`)."""

from pydantic import Field

from api.messages.base import Id, Message, ShortText, Ulid


class DeviceCommand(Message):
    """Base of all device commands."""


class Print(DeviceCommand):
    """Print a template filled with data; never raw text. Irreversible: journalled by id."""

    template: Id
    data: dict[str, str]
    """Values for the template's fields. Printed, never stored or logged."""
    language: str = Field(default="zh-CN", max_length=10)
    copy_number: int = Field(default=0, ge=0)
    """0 the first paper; n the nth reprint, marked 补打."""


class Feed(DeviceCommand):
    lines: int = Field(default=3, ge=1, le=20)


class Show(DeviceCommand):
    """Show a layout filled with data on a board.

    Layouts of a window's strip: `idle`, `calling`, `serving`, `paused`, `closed`, `notice`; the driver's folder holds them.
    """

    layout: Id
    data: dict[str, str] = Field(default_factory=dict)
    ttl_s: int = Field(default=60, ge=1, le=86_400)
    """After this long without a new command the board clears itself: a dead controller leaves no stale call on the wall."""


class Blank(DeviceCommand):
    pass


class TestPattern(DeviceCommand):
    __test__ = False


class Say(DeviceCommand):
    """Speak a phrase. Spoken in order, never cut off; past its age it raises an alarm and is not spoken."""

    template: Id
    """`call`: arguments `ticket` and `window`."""
    arguments: dict[str, str]
    language: str = Field(default="zh-CN", max_length=10)
    max_age_s: int = Field(default=60, ge=1, le=600)


class Volume(DeviceCommand):
    percent: int = Field(ge=0, le=100)


class Ask(DeviceCommand):
    """Ask for a rating: exactly one of rated, timed out, declined, device fault follows as event `rated` under this ask's id."""

    ask: Ulid
    window: int
    ticket: ShortText
    """The number as printed, for pads that show it."""
    timeout_s: int = Field(default=15, ge=3, le=120)


class PadDisplay(DeviceCommand):
    """What a call pad shows: people waiting and the present ticket's digits."""

    waiting: int = Field(ge=0, le=999)
    ticket: str = Field(default="", max_length=12)
    beep: bool = False


class CancelCommand(DeviceCommand):
    """Drop a queued or running command; goes past the device's queue."""

    target: Ulid


class Reset(DeviceCommand):
    """Close and reconnect; bypasses the queue."""


class Diagnose(DeviceCommand):
    """Result: state, counters and the last frames (personal data masked)."""


DEVICE_COMMANDS: dict[str, type[DeviceCommand]] = {
    "print": Print,
    "feed": Feed,
    "show": Show,
    "blank": Blank,
    "test-pattern": TestPattern,
    "say": Say,
    "volume": Volume,
    "ask": Ask,
    "pad-display": PadDisplay,
    "cancel": CancelCommand,
    "reset": Reset,
    "diagnose": Diagnose,
}
"""Every device command by its wire name."""

IRREVERSIBLE_COMMANDS = frozenset({"print"})
"""Commands whose effect can't be repeated unnoticed: the agent journals them by id. (`open` joins with the zone's door.)"""
