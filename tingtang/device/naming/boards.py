"""LED boards: Onbon BX-5K/6K and C-Power."""

from collections.abc import Mapping

from drivers.led_board.cp5200.serial_framing import SerialDecoder
from drivers.led_board.onbon.commands import ReplyKind, parse_reply
from drivers.led_board.onbon.frame import HOST_ADDRESS, PREAMBLE, Decoder
from tingtang.device.naming.named import Named

_ONBON: Mapping[bytes, str] = {
    b"\xa2\x00": "onbon.ping",
    b"\xa1\x02": "onbon.status",
    b"\xa2\x0a": "onbon.parameters",
    b"\xa3\x06": "onbon.areas",
    b"\xa2\x03": "onbon.clock",
    b"\xa3\x00": "onbon.power",
    b"\xa3\x02": "onbon.brightness",
    b"\xa3\x10": "onbon.clear",
}
_CP5200: Mapping[int, str] = {
    0x01: "cp5200.echo",
    0x2E: "cp5200.version",
    0x46: "cp5200.brightness",
    0x47: "cp5200.clock",
    0x76: "cp5200.power",
    0x7B: "cp5200.content",
}


def name_onbon(data: bytes, sent: bool) -> list[Named]:
    """Source of the names: the vendor's document, chapters 5 to 8."""
    names = []
    for frame in Decoder().feed(data):
        if sent:
            key = _ONBON.get(frame.data[:2], "onbon.other")
            names.append(Named(key, {"screen": _screen(frame.destination), "code": frame.data[:2].hex(" ").upper()}))
            continue
        reply = parse_reply(frame.data)
        screen = _screen(frame.source)
        if reply is None:
            names.append(Named("onbon.short", {"screen": screen}))
        elif reply.kind is ReplyKind.ANSWER:
            name = _ONBON.get(bytes((reply.group, reply.command)), "onbon.other")
            names.append(Named(f"{name}.answer" if name == "onbon.status" else "onbon.answer", {"screen": screen}))
        elif reply.kind is ReplyKind.ACK:
            names.append(Named("onbon.ack", {"screen": screen}))
        else:
            names.append(Named("onbon.nack", {"screen": screen, "error": reply.error.name}))
    if not names and len(data) > 8 and data.startswith(bytes((PREAMBLE,)) * 4):
        # Cut by the trace: the head of an update of areas, whose command stands behind the 14-byte header.
        start = len(data) - len(data.lstrip(bytes((PREAMBLE,))))
        key = _ONBON.get(data[start + 14 : start + 16], "onbon.other") if sent else "onbon.answer"
        number = int.from_bytes(data[start : start + 2], "little")
        names.append(Named(key, {"screen": _screen(number), "code": data[start + 14 : start + 16].hex(" ").upper()}))
    return names


def _screen(number: int) -> str:
    if number == 0xFFFE:
        return "*"
    return "host" if number >= HOST_ADDRESS and number != 0xFFFF else "all" if number == 0xFFFF else str(number)


def name_cp5200(data: bytes, sent: bool) -> list[Named]:
    names = []
    for packet in SerialDecoder().feed(data):
        key = _CP5200.get(packet.command, "cp5200.other")
        values = {"card": packet.card, "code": f"{packet.command:02X}", "result": packet.mark}
        names.append(Named(key if sent else "cp5200.answer", values))
    return names
