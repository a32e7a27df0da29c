"""New identifiers. Time and randomness enter the system here and nowhere else for ids."""

from ulid import ULID


def new_id() -> str:
    """A fresh ULID, 26 characters, sortable by the millisecond it was made in."""
    return str(ULID())


def made_at_ms(identifier: str) -> int:
    """When an id was made, UTC ms, by its maker's clock.

    Raises:
        ValueError: it isn't a ULID.
    """
    return ULID.from_str(identifier).milliseconds
