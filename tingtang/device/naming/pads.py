"""Pads on the FF 68 bus."""

from drivers.ff68.functions import BEEP, SHOW
from drivers.ff68.protocol import Decoder
from tingtang.device.naming.named import Named


def name_ff68(data: bytes, sent: bool) -> list[Named]:
    """A pad says back what it was asked, and the host says back what the pad told: the direction tells which is which."""
    names = []
    for frame in Decoder().feed(data):
        values = {"address": frame.address}
        if frame.function == SHOW:
            names.append(Named("ff68.show" if sent else "ff68.showEcho", values | {"digits": _digits(frame.data)}))
        elif frame.function == BEEP:
            names.append(Named("ff68.beep" if sent else "ff68.beepEcho", values))
        else:
            # What a key means stays out: on a rating pad it is a rating.
            names.append(Named("ff68.keyEcho" if sent else "ff68.key", values))
    return names


def _digits(data: bytes) -> str:
    return "".join(str(code) if code <= 9 else "_" for code in data)
