"""What can go wrong with an emulated A4 printer, what a person can do at it, and how one model differs from others."""

from dataclasses import dataclass

from drivers.emulators.faults import DROP_LINK, GARBAGE, HALF_FRAME, NONE, REBOOT, SILENT, SLOW, STOP_READING
from drivers.emulators.menu import Key

PAPER_OUT, PAPER_LOW, PAPER_JAM, COVER_OPEN = "paper-out", "paper-low", "paper-jam", "cover-open"
TONER_LOW, TONER_OUT, OUTPUT_FULL, STUCK_JOB = "toner-low", "toner-out", "output-full", "stuck-job"
PAPER_OUT_MID, POWER_CYCLE_MID = "paper-out-mid", "power-cycle-mid"
OWN_FAULTS = (
    PAPER_OUT,
    PAPER_LOW,
    PAPER_JAM,
    COVER_OPEN,
    TONER_LOW,
    TONER_OUT,
    OUTPUT_FULL,
    STUCK_JOB,
    PAPER_OUT_MID,
    POWER_CYCLE_MID,
)
FAULTS = (SILENT, DROP_LINK, GARBAGE, HALF_FRAME, SLOW, STOP_READING, REBOOT, NONE, *OWN_FAULTS)
REASONS = {
    PAPER_OUT: "media-empty-error",
    PAPER_LOW: "media-low-warning",
    PAPER_JAM: "media-jam-error",
    COVER_OPEN: "cover-open-error",
    TONER_LOW: "toner-low-warning",
    TONER_OUT: "toner-empty-error",
    OUTPUT_FULL: "output-area-full-error",
}
BLOCKING = (PAPER_OUT, PAPER_JAM, COVER_OPEN, TONER_OUT, OUTPUT_FULL)
KEYS = (
    Key("take", "取走纸张", "Take the paper"),
    Key("load-paper", "加纸", "Put paper in"),
    Key("clear-jam", "取出卡纸", "Clear the jam"),
    Key("open-cover", "打开盖板", "Open the cover"),
    Key("shut-cover", "合上盖板", "Shut the cover"),
    Key("new-toner", "更换碳粉", "Put new toner in"),
)
ENDED_BY = {
    "take": (OUTPUT_FULL,),
    "load-paper": (PAPER_OUT, PAPER_LOW, PAPER_OUT_MID),
    "clear-jam": (PAPER_JAM,),
    "shut-cover": (COVER_OPEN,),
    "new-toner": (TONER_OUT, TONER_LOW),
}
"""Key → faults that it ends."""
TRAYS = ("auto", "tray-1", "tray-2")
TRAY_HOLDS = 50
KEPT_PAPERS = 6


@dataclass(frozen=True, slots=True)
class DocumentPrinterModel:
    """How one printer differs from others."""

    formats: tuple[str, ...] = ("image/pwg-raster", "image/jpeg", "application/pdf")
    raster_types: tuple[str, ...] = ("sgray_8", "srgb_8")
    dpi: tuple[int, ...] = (300, 600)
    sheet_s: float = 0.0
    counts_sheets: bool = True
    says_zero: bool = False
    """Tells a count of sheets, and it is always 0."""
    feels_tray: bool = False
    taken_after_s: float = 0.0
    """In a demo somebody takes the paper after so long; 0: only who presses `take`."""
    one_step: bool = False
    """Knows Print-Job only."""
    hangs_up: bool = False
    """Closes the connection behind each answer."""
