"""A template filled with data, as the bytes one printer takes: laid out, drawn, packed in the best format that it knows."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from drivers.core.errors import Misconfigured, UnsupportedData
from drivers.document_printer import pwg
from drivers.document_printer.condition import Abilities
from drivers.document_printer.drawing import draw, measure
from drivers.document_printer.elements import SealElement
from drivers.document_printer.layout import lay_out
from drivers.document_printer.profile import DocumentPrinterProfile, Format
from drivers.document_printer.pwg import RasterType
from drivers.document_printer.template import Template
from drivers.raster.fonts import FontBook
from drivers.receipt_printer.glyphs import Glyphs

JPEG_QUALITY = 92
MAX_PAGES = 30


@dataclass(frozen=True, slots=True)
class Document:
    """One paper ready to send."""

    mime_type: str
    data: bytes = field(repr=False)
    pages: int
    colour: bool
    missing_characters: int
    """Characters that no installed font has; 〓 is printed for them."""


@dataclass(frozen=True, slots=True)
class Packing:
    """How pages are sent to one printer."""

    format: Format
    kind: RasterType
    dpi: int


class DocumentMaker:
    """Args: seal: the picture at the place of a seal element, with an alpha channel."""

    def __init__(self, profile: DocumentPrinterProfile, fonts: FontBook, seal: Image.Image | None) -> None:
        self._profile = profile
        self._fonts = fonts
        self._seal = seal

    def make(self, template: Template, data: Mapping[str, str], abilities: Abilities) -> Document:
        """The whole document.

        Raises:
            UnsupportedData: too many pages for the printer's format, a font is missing, a QR text is too long.
            Misconfigured: the printer takes no format that is made here.
        """
        glyphs = Glyphs(self._fonts)
        pages = lay_out(template, data, lambda text, size: measure(text, size, self._fonts), glyphs.drawable)
        if len(pages) > MAX_PAGES:
            raise UnsupportedData(f"{len(pages)} pages; {MAX_PAGES} are taken at most", reason="printer.tooManyPages")
        sealed = self._seal is not None and any(isinstance(element, SealElement) for element in template.elements)
        packing = choose_packing(self._profile, abilities, pages=len(pages), colour=sealed)
        mode = pwg.MODES[packing.kind]
        sheets = [draw(page, mode, packing.dpi, self._fonts, self._seal) for page in pages]
        colour = packing.kind is RasterType.SRGB
        return Document(packing.format, _packed(sheets, packing), len(pages), colour, glyphs.missing)


def choose_packing(profile: DocumentPrinterProfile, abilities: Abilities, *, pages: int, colour: bool) -> Packing:
    """Raises Misconfigured, UnsupportedData: see `DocumentMaker.make`."""
    # A printer that lists nothing is given the profile's first choice.
    taken = [one for one in profile.formats if one in abilities.formats or not abilities.formats]
    if not taken:
        raise Misconfigured("the printer takes none of the profile's formats", reason="printer.noFormat")
    fitting = [one for one in taken if pages == 1 or one != "image/jpeg"]
    if not fitting:
        raise UnsupportedData("this printer takes single pages only", reason="printer.tooManyPages")
    in_colour = colour and profile.colour and abilities.colour
    if fitting[0] != "image/pwg-raster":
        return Packing(fitting[0], RasterType.SRGB if in_colour else RasterType.GREY, profile.dpi)
    order = (RasterType.SRGB, RasterType.GREY, RasterType.BLACK) if in_colour else (RasterType.GREY, RasterType.BLACK)
    known = [kind for kind in (*order, RasterType.SRGB) if kind.value in abilities.raster_types or not abilities.raster_types]
    if not known:
        raise Misconfigured("the printer takes no kind of raster that is made here", reason="printer.noFormat")
    dpi = min(abilities.raster_dpi or {profile.dpi}, key=lambda one: (abs(one - profile.dpi), one))
    return Packing(fitting[0], known[0], dpi)


def _packed(sheets: list[Image.Image], packing: Packing) -> bytes:
    if packing.format == "image/pwg-raster":
        return pwg.encode(sheets, packing.kind, packing.dpi)
    out = io.BytesIO()
    if packing.format == "image/jpeg":
        sheets[0].save(out, "JPEG", quality=JPEG_QUALITY, dpi=(packing.dpi, packing.dpi))
    else:
        sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], resolution=packing.dpi)
    return out.getvalue()


def load_seal(path: Path) -> Image.Image:
    """Raises Misconfigured: it can't be read as a picture."""
    try:
        with Image.open(path) as picture:
            return picture.convert("RGBA")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise Misconfigured(f"seal {path}: can't be used", reason="printer.seal") from error
