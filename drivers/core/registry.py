"""Which class drives which kind of device. Modules load only when a kind is used: a Pi without OpenCV still prints.

Third parties add kinds by the entry point groups `tingtang.drivers` and `tingtang.bus_codecs`.
"""

from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from drivers.core.bus_codec import BusCodec
from drivers.core.driver import Driver
from drivers.core.errors import Misconfigured

DRIVERS: Mapping[str, str] = {
    "receipt-printer": "drivers.receipt_printer.driver:ReceiptPrinter",
    "document-printer": "drivers.document_printer.driver:DocumentPrinter",
    "led-board": "drivers.led_board.driver:LedBoard",
    "call-pad": "drivers.call_pad.driver:CallPad",
    "rating-pad": "drivers.rating_pad.driver:RatingPad",
    "speaker": "drivers.speaker.driver:Speaker",
    "zone-door": "drivers.zone_door.driver:ZoneDoor",
    "climate": "drivers.climate.driver:Climate",
    "ups": "drivers.ups.driver:Ups",
    "id-card-reader": "drivers.id_card_reader.driver:IdCardReader",
    "scanner": "drivers.scanner.driver:Scanner",
    "keypad": "drivers.keypad.driver:Keypad",
}
BUS_CODECS: Mapping[str, str] = {
    "cp5200": "drivers.led_board.cp5200.bus_codec:Cp5200BusCodec",
    "ff68": "drivers.ff68.bus_codec:Ff68BusCodec",
    "keys": "drivers.rating_pad.bus_codec:KeysBusCodec",
    "onbon-bx": "drivers.led_board.onbon.bus_codec:OnbonBusCodec",
    "modbus": "drivers.modbus.bus_codec:ModbusBusCodec",
}
DRIVER_GROUP = "tingtang.drivers"
BUS_CODEC_GROUP = "tingtang.bus_codecs"


def load_driver(kind: str) -> type[Driver]:
    """The driver class of a kind.

    Raises:
        Misconfigured: nobody drives this kind, or its module's libraries aren't installed.
    """
    found = _load(kind, DRIVERS, DRIVER_GROUP)
    if not (isinstance(found, type) and issubclass(found, Driver)):
        raise Misconfigured(f"kind {kind!r}: {found!r} isn't a Driver", reason="driver.wrongClass")
    return found


def load_bus_codec(kind: str, profile: str = "") -> BusCodec:
    """A fresh codec of a bus kind. `profile`: of the line's devices, for kinds whose frames a profile describes.

    Raises:
        Misconfigured: there is no such bus kind, it takes no profile, or the profile is wrong.
    """
    make = _load(kind, BUS_CODECS, BUS_CODEC_GROUP)
    try:
        codec = make(profile) if profile else make()
    except TypeError as error:
        raise Misconfigured(f"bus kind {kind!r} takes no profile", reason="driver.unknownKind") from error
    if not isinstance(codec, BusCodec):
        raise Misconfigured(f"bus kind {kind!r}: {codec!r} isn't a BusCodec", reason="driver.wrongClass")
    return codec


def _load(kind: str, table: Mapping[str, str], group: str) -> Any:
    target = table.get(kind)
    try:
        if target is not None:
            module, _, name = target.partition(":")
            return getattr(import_module(module), name)
        for entry in entry_points(group=group, name=kind):
            return entry.load()
    except ImportError as error:
        raise Misconfigured(f"kind {kind!r} can't be loaded: {error}", reason="driver.missingLibrary") from error
    known = ", ".join(sorted({*table, *(entry.name for entry in entry_points(group=group))}))
    raise Misconfigured(f"kind {kind!r} is unknown; known are {known}", reason="driver.unknownKind")
