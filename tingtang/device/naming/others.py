"""Card readers, scanners, relays, Modbus devices, text protocols."""

from collections.abc import Mapping

from drivers.id_card_reader.codes import SamCommand, Sw3
from drivers.id_card_reader.frame import PREAMBLE
from drivers.modbus.protocol import Decoder as ModbusDecoder
from drivers.scanner.gm65_frames import COMMAND_HEAD, REPLY_HEAD
from drivers.zone_door.lcus import CHANNELS, HEAD
from tingtang.device.naming.named import Named

_SAM = {command.value: command.name.lower() for command in SamCommand}
_GM65: Mapping[int, str] = {0x07: "scanner.read", 0x08: "scanner.write", 0x09: "scanner.save"}
_MODBUS: Mapping[int, str] = {
    1: "modbus.coils",
    2: "modbus.inputs",
    3: "modbus.registers",
    4: "modbus.values",
    5: "modbus.switch",
    6: "modbus.set",
    16: "modbus.pulse",
}
SAM_STATUS_AT = len(PREAMBLE) + 2


def name_sam(data: bytes, sent: bool) -> list[Named]:
    """Only command and verdict: what a card says is masked and never looked at."""
    start = data.find(PREAMBLE)
    if start < 0:
        return []
    body = data[start + SAM_STATUS_AT :]
    if sent:
        return [Named("sam.ask", {"command": _SAM.get(body[:2], body[:2].hex(" ").upper())})]
    if len(body) < 3:
        return []
    verdict = next((word.name.lower() for word in Sw3 if word == body[2]), f"{body[2]:02X}")
    return [Named("sam.says", {"verdict": verdict})]


def name_scanner(data: bytes, sent: bool) -> list[Named]:
    if sent and data.startswith(COMMAND_HEAD) and len(data) >= 6:
        return [Named(_GM65.get(data[2], "scanner.other"), {"register": data[4:6].hex().upper()})]
    if sent and data.startswith(b"\x16") and data.endswith(b"\r"):
        return [Named("scanner.trigger" if data[1:2] == b"T" else "scanner.off")]
    return [Named("scanner.reply")] if not sent and data.startswith(REPLY_HEAD) else []


def name_lcus(data: bytes, sent: bool) -> list[Named]:
    if not sent or len(data) != 4 or data[0] != HEAD or not 1 <= data[1] <= CHANNELS:
        return []
    return [Named("lcus.on" if data[2] else "lcus.off", {"relay": data[1]})]


def name_modbus(data: bytes, sent: bool) -> list[Named]:
    if sent:
        known = _MODBUS.get(data[1]) if len(data) >= 4 else None
        return [Named(known, {"unit": data[0]})] if known else []
    names = []
    for answer in ModbusDecoder().feed(data):
        values = {"unit": answer.unit, "code": answer.refusal}
        names.append(Named("modbus.refused" if answer.refusal else "modbus.answer", values))
    return names


def name_text(data: bytes, sent: bool) -> list[Named]:  # noqa: ARG001 (all namers share one signature)
    """Lines of plain words, such as those of a UPS."""
    text = data.decode("ascii", errors="replace").strip()
    return [Named("text", {"text": text[:100]})] if text.isprintable() or "\n" in text else []
