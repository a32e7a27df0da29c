"""A printer's own settings, as they stand in its agent's file."""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from drivers.core.driver import DriverConfig
from drivers.receipt_printer.mouth import BeforeNext, MouthPolicy
from drivers.receipt_printer.roll import roll_length_mm
from drivers.receipt_printer.supplies import MM_PER_M, PaperPlan


class PrinterConfig(DriverConfig):
    profile: str = "escpos-80mm-gb18030"
    print_timeout_s: float = Field(default=20.0, ge=1, le=120)
    """From the last byte sent to the fence's answer. A ticket with a QR code takes 3 s; buffers hold some seconds more."""
    templates: Path | None = None
    """Folder of the hall's own templates; they go before the packaged ones of the same name."""
    logo: Path | None = None
    """Picture file for logo elements, sent with each ticket."""
    stored_logo: int | None = Field(default=None, ge=1, le=20)
    """Number of a logo in the printer's own memory instead: printed at once, whatever the line's speed."""

    roll_m: float | None = Field(default=None, gt=0, le=200)
    """Length of a new roll. Without it and without a diameter no end is foretold until somebody says how long a roll is."""
    roll_diameter_mm: float | None = Field(default=None, ge=20, le=250)
    core_mm: float = Field(default=13.0, ge=5, le=80)
    """Outer diameter of the roll's core: 13 of small rolls, 25 of kiosk rolls."""
    paper_um: float = Field(default=65.0, ge=40, le=150)
    """Thickness of the paper; 55 g/m² thermal paper has 58 to 65."""
    near_end_m: float = Field(default=5.0, gt=0, le=50)
    """Left when the near-end sensor speaks; depends on where its lever is set."""
    ends_soon_h: float = Field(default=1.0, ge=0, le=24)
    ends_soon_tickets: int = Field(default=30, ge=0, le=1000)

    not_taken_after_s: float = Field(default=30.0, ge=5, le=3600)
    retract_after_s: float = Field(default=0.0, ge=0, le=3600)
    before_next: BeforeNext = "eject"

    @model_validator(mode="after")
    def _one_way_to_say_a_length(self) -> Self:
        if self.roll_m is not None and self.roll_diameter_mm is not None:
            raise ValueError("either roll_m or roll_diameter_mm")
        if self.roll_diameter_mm is not None and self.roll_diameter_mm <= self.core_mm:
            raise ValueError("roll_diameter_mm isn't larger than core_mm")
        if self.logo is not None and self.stored_logo is not None:
            raise ValueError("either logo or stored_logo")
        return self

    def paper_plan(self) -> PaperPlan:
        roll_mm = None if self.roll_m is None else self.roll_m * MM_PER_M
        if self.roll_diameter_mm is not None:
            roll_mm = roll_length_mm(self.roll_diameter_mm, self.core_mm, self.paper_um)
        return PaperPlan(roll_mm, self.near_end_m * MM_PER_M, self.ends_soon_h, self.ends_soon_tickets)

    def mouth_policy(self) -> MouthPolicy:
        return MouthPolicy(self.not_taken_after_s, self.retract_after_s, self.before_next)
