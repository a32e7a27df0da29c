"""What all operations of the hall share: the base, and the kinds of fields they are made of."""

from typing import Annotated

from pydantic import Field

from api.messages.base import Id, Message, Ulid

WindowNumber = int
TicketId = Ulid
"""A ticket keeps the id of the `take` (or booking, or back-entry) that made it."""
Holder = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{16,64}$")]
"""A person, as a keyed hash that the identity part makes: the same person, the same text; nobody can read it back."""
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
"""A local date of the hall."""
TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-4]):[0-5][0-9]$")]
TopReason = Annotated[str, Field(min_length=1, max_length=50)]
"""置顶: 50 characters, in the weekly list."""
Items = Annotated[tuple[Id, ...], Field(max_length=20)]
"""Further services on the same ticket; the hall refuses more than its own limit."""


class HallCommand(Message):
    """Base of all operations."""
