"""Changes the agent's file where a walk has found it wrong, and has the devices opened as it says now."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from api.process.settings_file import ConfigurationError
from tingtang.device.station import Station
from tingtang.device.walk import rewire
from tingtang.device.walk.record import Remark


@dataclass(frozen=True, slots=True)
class Swap:
    """Offered: this device hangs where the lit one should."""

    other: str


@dataclass(frozen=True, slots=True)
class Readdress:
    """Offered: the pad at the place has this address, which no section of the file has."""

    address: int


class CantMend(Exception):
    """The file is as it was; the text says why."""


def mend(station: Station, device: str, offer: Swap | Readdress, now: datetime) -> tuple[Remark, Path]:
    """Change the file, and open the devices anew that it concerns.

    Returns:
        What was done, and where the old file is.

    Raises:
        CantMend: the file can't be changed, or wouldn't be usable.
    """
    path = station.config
    try:
        text = path.read_text(encoding="utf-8")
        match offer:
            case Swap(other=other):
                changed = rewire.swap(text, device, other)
                remark = Remark(key="swapped", arguments={"device": device, "other": other})
            case Readdress(address=address):
                changed = rewire.set_address(text, device, address)
                before = str(station.sections[device].address)
                remark = Remark(key="readdressed", arguments={"before": before, "address": str(address)})
        backup = rewire.save(path, changed, now)
    except (rewire.CantRewire, OSError) as error:
        raise CantMend(str(error)) from error
    try:
        station.reload()
    except ConfigurationError as error:
        # What was right before must be there again: the agent starts from this file.
        backup.replace(path)
        raise CantMend(str(error)) from error
    station.settle()
    return remark, backup
