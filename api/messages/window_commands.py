"""Windows: who works there, what they lack, whom they help; keys of a call pad."""

from pydantic import Field

from api.messages.base import Id, ShortText
from api.messages.hall_command import HallCommand, Holder, WindowNumber


class OpenWindow(HallCommand):
    """A clerk logs in at the window: CLOSED → IDLE."""

    window: WindowNumber


class CloseWindow(HallCommand):
    """IDLE or PAUSED → CLOSED."""

    window: WindowNumber


class LogInByCard(HallCommand):
    """A member of staff holds a card to the window's reader: the window opens, or changes hands while idle."""

    window: WindowNumber
    card: Holder
    """The card's keyed hash."""


class Pause(HallCommand):
    """暂停: the window takes nobody; shown with the reason."""

    window: WindowNumber
    reason: ShortText
    back_at: int | None = None
    """UTC ms, when the clerk means to be back."""


class Resume(HallCommand):
    window: WindowNumber


class ReportWindow(HallCommand):
    """Supervision tells the hall what a window lacks; both false: all is well again."""

    window: WindowNumber
    fault: str = Field(default="", max_length=100)
    """Device (`node/device`) that it can't work without and that is out."""
    offline: bool = False
    """Neither desk nor call pad is connected."""


class OpenTidal(HallCommand):
    """潮汐窗口: a window helps another queue until the peak is over."""

    window: WindowNumber
    queue: Id


class EndTidal(HallCommand):
    window: WindowNumber
    queue: Id


class PressKey(HallCommand):
    """A key of a window's call pad; the hall decides what it means in the window's state."""

    window: WindowNumber
    key: str = Field(max_length=20)
    digits: str = Field(default="", max_length=6, pattern=r"^[0-9]*$")
