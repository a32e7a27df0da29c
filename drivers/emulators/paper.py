"""What comes out of a printer: lines, pictures and codes on paper, as data and as text."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Style:
    width: int = 1
    height: int = 1
    chinese_width: int = 1
    chinese_height: int = 1
    bold: bool = False
    underline: bool = False
    inverse: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one style."""

    text: str
    style: Style
    chinese: bool

    @property
    def scale(self) -> tuple[int, int]:
        """Times wide, times high. Which commands set the Chinese one is the printer's matter."""
        style = self.style
        return (style.chinese_width, style.chinese_height) if self.chinese else (style.width, style.height)

    @property
    def dots(self) -> int:
        cell = 24 if self.chinese else 12
        return len(self.text) * cell * self.scale[0]


@dataclass(frozen=True, slots=True)
class TextLine:
    runs: tuple[Run, ...]
    align: int = 0
    """0 left, 1 middle, 2 right."""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def height(self) -> int:
        return max((24 * run.scale[1] for run in self.runs), default=24)


@dataclass(frozen=True, slots=True)
class Raster:
    width_bytes: int
    height: int
    data: bytes
    align: int = 0


@dataclass(frozen=True, slots=True)
class QrCode:
    text: str
    module: int
    level: int
    """0 L, 1 M, 2 Q, 3 H."""
    align: int = 0


@dataclass(frozen=True, slots=True)
class Feed:
    dots: int


Item = TextLine | Raster | QrCode | Feed


@dataclass(slots=True)
class Receipt:
    """One piece of paper, from cut to cut."""

    number: int
    items: list[Item] = field(default_factory=list)
    cut: bool = False

    @property
    def text(self) -> str:
        """What a person reads; pictures and codes in brackets."""
        lines = []
        for item in self.items:
            if isinstance(item, TextLine):
                lines.append(item.text.rstrip())
            elif isinstance(item, Raster):
                lines.append(f"[picture {item.width_bytes * 8}x{item.height}]")
            elif isinstance(item, QrCode):
                lines.append(f"[QR {item.text}]")
        return "\n".join(lines)
