"""What the page of a web pad shows."""

from api.messages.base import Message


class PadPlate(Message):
    """Who serves at the window; all empty: nobody."""

    display_name: str = ""
    staff_number: str = ""
    post: str = ""
    stars: int = 0


class PadAsk(Message):
    """The question on the page."""

    ask: str
    ticket: str
    ends_at: int
    """UTC ms by the controller's clock."""


class WebPadView(Message):
    at: int
    """The controller's time, UTC ms."""
    window: int
    plate: PadPlate
    ask: PadAsk | None = None
