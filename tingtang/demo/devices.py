"""What a hall's configuration binds, and of which model each device is in the demo."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hall_controller.config import HallConfig, WindowSection
from tingtang.demo.models import Model, load_models

USUAL_MODELS: Mapping[str, str] = {
    "receipt": "escpos-80mm-gb18030",
    "document": "ipp-kiosk-presenter",
    "led": "onbon-6k3-128x32",
    "callpad": "ff68-hall",
    "rating": "ff68-evaluator",
    "speaker": "speaker",
    "headphones": "speaker",
    "idcard": "sam-serial",
    "scanner": "gm65",
    "keypad": "keypad-usb",
    "door": "waveshare-relay-d",
    "climate": "xy-md02",
    "ups": "nut",
}
"""The role in a device's id (`led-3`) tells its model, unless the demo's list names another."""
OVERVIEW_MODEL = "onbon-6k3-256x80"
CHOICES = "emulated.toml"


class UnknownDevice(ValueError):
    """The hall binds a device that the demo can't emulate; the text names it."""


@dataclass(frozen=True, slots=True)
class Device:
    """One device of the hall and the place where a person finds it."""

    node: str
    id: str
    model_name: str
    model: Model
    window: int | None = None
    place: str = ""
    overview: bool = False

    @property
    def address(self) -> str:
        return f"{self.node}/{self.id}"

    @property
    def kind(self) -> str:
        return self.model.kind


def choices_beside(hall_file: Path) -> Mapping[str, str]:
    """`[devices]` of the list that may stand beside a hall's file: `"hall-agent/led-5" = "cp5200-128x32"`.

    Raises:
        OSError, ValueError: it can't be read or isn't TOML.
    """
    path = hall_file.with_name(CHOICES)
    if not path.exists():
        return {}
    return {str(address): str(model) for address, model in tomllib.loads(path.read_text("utf-8"))["devices"].items()}


def devices_of(hall: HallConfig, choices: Mapping[str, str]) -> list[Device]:
    """Every device that the hall binds or expects, once.

    Args:
        choices: models of devices (`node/device`) that aren't of the usual one.

    Raises:
        UnknownDevice: neither its role nor the list tells its model, or there is no such model.
    """
    models = load_models()

    def device(address: str, place: str, *, window: int | None = None, overview: bool = False) -> Device:
        node, _, name = address.partition("/")
        usual = OVERVIEW_MODEL if overview else USUAL_MODELS.get(name.rsplit("-", 1)[0], "")
        model = choices.get(address, usual)
        if model not in models:
            raise UnknownDevice(f"{address}: there is no emulated model {model!r}; there are {', '.join(sorted(models))}")
        return Device(node, name, model, models[model], window, place, overview)

    def of_window(window: WindowSection) -> Iterator[Device]:
        for address in (*window.leds, window.rating_pad, window.call_pad):
            if address is not None:
                yield device(address, f"window-{window.number}", window=window.number)

    found = [one for window in hall.windows for one in of_window(window)]
    for zone in hall.zones:
        found += [device(address, zone.id) for address in zone.speakers]
        found += [device(address, zone.id, overview=True) for address in zone.overview_leds]
    found += [device(address, address.partition("-agent/")[0]) for address in hall.devices]
    return list({one.address: one for one in found}.values())
