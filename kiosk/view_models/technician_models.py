"""The one screen that only technicians see: fields over the whole stage, to be touched one by one."""

from dataclasses import dataclass

from kiosk.view_models.parts import Button


@dataclass(frozen=True, slots=True)
class GridModel:
    text: str
    columns: int
    fields: tuple[Button, ...]
    """Row by row from the top left; `on` is True once touched."""
    button: Button
