"""What a document printer model is, where it differs from what IPP Everywhere asks for."""

from typing import Literal

from pydantic import Field

from drivers.profiles import Profile

Format = Literal["image/pwg-raster", "application/pdf", "image/jpeg"]


class DocumentPrinterProfile(Profile):
    path: str = Field(default="/ipp/print", pattern=r"^/[A-Za-z0-9/._-]*$")
    """Of the printer's address; IPP Everywhere fixes this one."""
    formats: tuple[Format, ...] = ("image/pwg-raster", "application/pdf", "image/jpeg")
    """Taken in this order, the first that the printer says it takes. JPEG holds one page only."""
    dpi: int = Field(default=300, ge=150, le=600)
    colour: bool = True
    """Print in colour where the paper has any (a seal) and the printer can."""
    counts_sheets: bool = True
    """Its count of a job's sheets can be trusted. False: how many came out is told by its outcome alone."""
    output_sensor: bool = False
    """It feels the paper in its output tray (`printer-output-tray`), and so whether it was taken."""
