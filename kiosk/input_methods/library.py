"""System libraries, loaded while the kiosk runs: a machine without one does without its input method."""

import ctypes
from collections.abc import Mapping, Sequence
from typing import Any

Signature = tuple[Any, Sequence[Any]]
"""What a function gives and takes, as ctypes types."""


def load(name: str, signatures: Mapping[str, Signature]) -> ctypes.CDLL | None:
    """The library with its functions declared; None where it isn't installed or lacks one of them."""
    try:
        library = ctypes.CDLL(name)
        for function, (gives, takes) in signatures.items():
            found = getattr(library, function)
            found.restype, found.argtypes = gives, list(takes)
    except (OSError, AttributeError):
        return None
    return library
