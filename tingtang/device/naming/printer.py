"""Receipt printers."""

from collections.abc import Mapping

from drivers.receipt_printer.decoder import StatusDecoder
from tingtang.device.naming.named import Named

_QUESTIONS: Mapping[int, str] = {
    1: "escpos.askPrinter",
    2: "escpos.askCause",
    3: "escpos.askError",
    4: "escpos.askPaper",
    20: "escpos.askFull",
}
_ORDERS: Mapping[bytes, str] = {
    b"\x1dr": "escpos.fence",
    b"\x1da": "escpos.reports",
    b"\x10\x05": "escpos.recover",
    b"\x1b@": "escpos.begin",
    b"\x1dV": "escpos.cut",
    b"\x1de": "escpos.presenter",
}


def name_printer(data: bytes, sent: bool) -> list[Named]:
    """Questions and orders one by one; a ticket's text is never looked into."""
    if not sent:
        said = [type(answer).__name__ for answer in StatusDecoder(presenter=True).feed(data)]
        return [Named(f"escpos.says.{name}") for name in said]
    names = []
    at = 0
    while at < len(data) - 1:
        if data[at : at + 2] == b"\x10\x04" and at + 2 < len(data):
            names.append(Named(_QUESTIONS.get(data[at + 2], "escpos.ask")))
            at += 3
        elif (name := _ORDERS.get(data[at : at + 2])) is not None:
            names.append(Named(name))
            at += 3
        else:
            names.append(Named("escpos.paper", {"bytes": len(data) - at}))
            break
    return names
