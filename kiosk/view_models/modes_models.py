"""The sheet with the ways of showing."""

from dataclasses import dataclass

from kiosk.view_models.parts import Button


@dataclass(frozen=True, slots=True)
class ModesModel:
    """Switches that may stand in any combination; each says in words whether it is on."""

    title: str
    text: str
    switches: tuple[Button, ...]
    done: Button
    on_word: str
    off_word: str
