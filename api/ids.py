"""New identifiers. Time and randomness enter the system here and nowhere else for ids."""

from ulid import ULID


def new_id() -> str:
    """A fresh ULID, 26 characters, sortable by the millisecond it was made in."""
    return str(ULID())
