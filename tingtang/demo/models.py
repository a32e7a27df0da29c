"""Emulated devices by model, as data: `firmware_configs/emulated.toml`. What a model is to its agent, and to the emulators."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

FILE = Path(__file__).resolve().parents[2] / "firmware_configs" / "emulated.toml"

Wire = Literal["pty", "tcp", "udp", "input", "mqtt", "ff68", "modbus", "onbon-bx", "cp5200"]
PORT_WIRES = frozenset({"tcp", "udp"})
LINES: Mapping[str, tuple[str, str]] = {
    "ff68": ("ff68-bus", "pads"),
    "modbus": ("modbus-line", "devices"),
    "onbon-bx": ("led-line", "boards"),
}
"""Kind of a shared line → the emulator's kind and under which key its devices stand."""


class Model(BaseModel):
    """One device model, with an emulator that behaves like it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    """Driver kind."""
    wire: Wire
    options: dict[str, Any] = Field(default_factory=dict)
    link: dict[str, Any] = Field(default_factory=dict)
    presses: tuple[str, ...] = ()
    """Keys of a rating pad, as often as simulated people press them."""
    emulator: dict[str, Any]

    @property
    def on_line(self) -> bool:
        """It shares its line with others."""
        return self.wire in LINES


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    models: dict[str, Model]


def load_models(path: Path = FILE) -> Mapping[str, Model]:
    """All models by name.

    Raises:
        OSError, ValueError: the file can't be read, isn't TOML, or a key is unknown, missing or wrong.
    """
    return _Document.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).models
