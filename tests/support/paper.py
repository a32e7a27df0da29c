"""A ticket as it comes out of the printer: template, encoder, and the emulator's reading of the bytes."""

from drivers.charset import Charset
from drivers.emulators.escpos_interpreter import Interpreter
from drivers.emulators.escpos_parser import Parser
from drivers.emulators.paper import Item, TextLine
from drivers.profiles import load_profile
from drivers.raster.fonts import FontBook
from drivers.receipt_printer.document import Document, DocumentEncoder
from drivers.receipt_printer.profile import PrinterProfile
from drivers.receipt_printer.template import Templates


def profile(name: str = "escpos-80mm-gb18030") -> PrinterProfile:
    return load_profile(PrinterProfile, name, kind="receipt-printer")


class Paper:
    """What the emulator's interpreter puts on paper for given bytes."""

    def __init__(self, data: bytes, dots: int = 576, charset: str = "gb18030") -> None:
        self.items: list[Item] = []
        self.cuts = 0
        parser = Parser()
        self.interpreter = Interpreter(dots, charset, self.items.append, self._cut)
        parser.feed(data)
        while (step := parser.take()) is not None:
            self.interpreter.do(step)
        self.left = len(parser)

    def _cut(self) -> None:
        self.cuts += 1

    @property
    def lines_as_sent(self) -> list[str]:
        """With blanks at both ends, and empty ones."""
        return [item.text for item in self.items if isinstance(item, TextLine)]

    @property
    def lines(self) -> list[str]:
        return [item.text.strip() for item in self.items if isinstance(item, TextLine) and item.text.strip()]


def encoded(
    data: dict[str, str], *, name: str = "escpos-80mm-gb18030", language: str = "zh-CN", template: str = "ticket"
) -> Document:
    return DocumentEncoder(profile(name), FontBook()).encode(Templates.load().choose(template, language, data), data)


def font_chip(charset: Charset) -> str:
    """The emulator's name for a profile's character set."""
    return {Charset.GB18030_TWO_BYTE: "gb18030"}.get(charset, charset.value)


def printed(
    data: dict[str, str], *, name: str = "escpos-80mm-gb18030", language: str = "zh-CN", template: str = "ticket"
) -> Paper:
    chosen = profile(name)
    document = encoded(data, name=name, language=language, template=template)
    return Paper(document.data, chosen.dots, font_chip(chosen.charset))
