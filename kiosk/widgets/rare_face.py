"""The other face for rare characters of names, once it is known to be there. Held per process, as Kivy's fonts are."""

from pathlib import Path

from kiosk.theme.rare import has_rare, marked

_noted: list[Path] = []
_own: list[frozenset[str]] = []


def use_rare_face(noted: Path) -> None:
    """`noted`: the file that says which rare characters the kiosk's own fonts have. Read when the first one comes up."""
    _noted[:] = [noted]
    _own.clear()


def is_rare(text: str) -> bool:
    """Whether the other face may be needed, and is there."""
    return bool(_noted) and has_rare(text)


def with_rare_face(text: str) -> str:
    """As Kivy's markup."""
    if not _own:
        _own.append(frozenset(_noted[0].read_text("utf-8")))
    return marked(text, _own[0])
