"""What can go wrong with an emulated printer, and what a person can do at it."""

from drivers.emulators.menu import Key

PAPER_OUT = "paper-out"
PAPER_LOW = "paper-low"
COVER_OPEN = "cover-open"
CUTTER_ERROR = "cutter-error"
PAPER_OUT_MID = "paper-out-mid"
HEAD_HOT = "head-hot"
NEEDS_RECOVERY = "needs-recovery"
PAPER_JAM = "paper-jam"
STALE_STATUS = "stale-status"
POWER_CYCLE_MID = "power-cycle-mid"
FAULTS = (
    PAPER_OUT,
    PAPER_LOW,
    COVER_OPEN,
    CUTTER_ERROR,
    PAPER_OUT_MID,
    HEAD_HOT,
    NEEDS_RECOVERY,
    PAPER_JAM,
    STALE_STATUS,
    POWER_CYCLE_MID,
)
KEYS = (
    Key("take", "取走小票", "Take the ticket"),
    Key("new-roll", "换上新纸卷", "Put in a new roll"),
    Key("open-cover", "打开上盖", "Open the cover"),
    Key("shut-cover", "合上上盖", "Shut the cover"),
    Key("feed", "走纸", "Feed"),
)
ENDED_BY = {"shut-cover": (COVER_OPEN,), "new-roll": (PAPER_OUT, PAPER_LOW, PAPER_OUT_MID)}
"""Key → faults that it ends."""
