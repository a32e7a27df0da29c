"""What the kiosk knows while one citizen stands before it. Gone afterwards: a new session is a new object."""

from dataclasses import dataclass

from kiosk.flow.ports import IssuedTicket


@dataclass(slots=True)
class Session:
    """Owned by the engine; steps read and fill it."""

    language: str
    flow: str
    department: str = ""
    """The chosen department's zh-CN name, which stands for it."""
    page: int = 0
    service: str = ""
    take_id: str = ""
    ticket: IssuedTicket | None = None
    reported: bool = False
    """The hall knows how the citizen got the number."""
    rated: bool = False
