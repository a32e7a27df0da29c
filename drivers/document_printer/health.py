"""From a printer's own words to the three questions of a hall manager, and to why a document can't be printed now. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.messages.words import Action, DeviceState, PrinterCover, PrinterMedia, PrinterPaper, PrinterToner
from drivers.core.errors import DeviceError, DeviceNotReady, HardwareFailed
from drivers.document_printer.condition import Condition


@dataclass(frozen=True, slots=True)
class Finding:
    """The one thing to act on."""

    device: DeviceState
    action: Action
    reason: str


WELL = Finding(DeviceState.ONLINE, Action.NONE, "ok")
_JAMMED = Finding(DeviceState.HARDWARE_ERROR, Action.CLEAR, "paper.jammed")
_COVER = Finding(DeviceState.USER_ERROR, Action.CLEAR, "cover.open")
_NO_PAPER = Finding(DeviceState.USER_ERROR, Action.CLEAR, "paper.out")
_TRAY = Finding(DeviceState.USER_ERROR, Action.CLEAR, "printer.trayMissing")
_FULL = Finding(DeviceState.USER_ERROR, Action.CLEAR, "printer.outputFull")
_NO_TONER = Finding(DeviceState.USER_ERROR, Action.CLEAR, "toner.out")
_WASTE = Finding(DeviceState.HARDWARE_ERROR, Action.MAINTENANCE, "printer.partWorn")
_HOT = Finding(DeviceState.HARDWARE_ERROR, Action.MAINTENANCE, "printer.error")
_PAUSED = Finding(DeviceState.OFFLINE, Action.CLEAR, "printer.paused")
_OFFLINE = Finding(DeviceState.OFFLINE, Action.CLEAR, "printer.offline")
_ERROR = Finding(DeviceState.HARDWARE_ERROR, Action.CLEAR, "printer.error")
PAPER_LOW = Finding(DeviceState.ONLINE, Action.CLEAR, "paper.low")
TONER_LOW = Finding(DeviceState.ONLINE, Action.CLEAR, "toner.low")

_BLOCKING: tuple[tuple[frozenset[str], Finding], ...] = (
    (frozenset({"media-jam"}), _JAMMED),
    (frozenset({"cover-open", "door-open", "interlock-open"}), _COVER),
    (frozenset({"input-tray-missing", "output-tray-missing"}), _TRAY),
    (frozenset({"media-empty", "media-needed"}), _NO_PAPER),
    (frozenset({"toner-empty", "marker-supply-empty", "marker-supply-missing", "developer-empty"}), _NO_TONER),
    (frozenset({"output-area-full"}), _FULL),
    (frozenset({"marker-waste-full", "opc-life-over"}), _WASTE),
    (frozenset({"fuser-over-temp", "fuser-under-temp"}), _HOT),
    (frozenset({"paused"}), _PAUSED),
    (frozenset({"shutdown", "timed-out", "connecting-to-device"}), _OFFLINE),
)
"""Keywords of RFC 8011 5.4.12 and PWG 5100.9, the cause before its consequences."""
_SOON: tuple[tuple[frozenset[str], Finding], ...] = (
    (frozenset({"media-low"}), PAPER_LOW),
    (frozenset({"toner-low", "marker-supply-low"}), TONER_LOW),
)
TONER_LOW_PERCENT = 10
"""Below this it is called low also where the printer doesn't say so: some hundred sheets."""


def finding(known: Condition) -> Finding:
    """The one thing to act on first."""
    # A keyword with the severity of a warning or report hinders nothing yet: an empty second tray is none of ours.
    blocking = frozenset(
        reason.removesuffix("-error") for reason in known.reasons if not reason.endswith(("-warning", "-report"))
    )
    for words, found in _BLOCKING:
        if blocking & words:
            return found
    if known.stopped:
        return _ERROR
    if not known.accepting:
        return _PAUSED
    plain = known.plain_reasons()
    for words, found in _SOON:
        if plain & words:
            return found
    if known.toner_percent is not None and known.toner_percent < TONER_LOW_PERCENT:
        return TONER_LOW
    return WELL


def hindrance(known: Condition) -> DeviceError | None:
    """Why nothing can be printed, as the error to raise; None when it can."""
    found = finding(known)
    if found in (WELL, PAPER_LOW, TONER_LOW):
        return None
    kind = HardwareFailed if found.device is DeviceState.HARDWARE_ERROR else DeviceNotReady
    return kind("the printer reports it", reason=found.reason, action=found.action)


def words(known: Condition | None) -> Mapping[str, str | int]:
    """The status document's detail. None: the printer gave no answer, and nothing is known."""
    if known is None:
        return {
            "paper": PrinterPaper.UNKNOWN.value,
            "cover": PrinterCover.UNKNOWN.value,
            "toner": PrinterToner.UNKNOWN.value,
            "media": PrinterMedia.UNKNOWN.value,
        }
    found = finding(known)
    detail: dict[str, str | int] = {
        "paper": _paper(known, found).value,
        "cover": (PrinterCover.OPEN if found is _COVER else PrinterCover.CLOSED).value,
        "toner": _toner(known, found).value,
        "media": media(known).value,
    }
    if known.toner_percent is not None:
        detail["toner_percent"] = known.toner_percent
    return detail


def media(known: Condition) -> PrinterMedia:
    """What lies in the output tray, as far as the printer feels it."""
    if finding(known) is _JAMMED:
        return PrinterMedia.JAMMED
    if known.sheets_in_tray is None:
        return PrinterMedia.UNKNOWN
    return PrinterMedia.PRESENT if known.sheets_in_tray else PrinterMedia.NOT_PRESENT


def _paper(known: Condition, found: Finding) -> PrinterPaper:
    if found is _JAMMED:
        return PrinterPaper.JAMMED
    if found is _NO_PAPER:
        return PrinterPaper.OUT
    return PrinterPaper.LOW if "media-low" in known.plain_reasons() else PrinterPaper.FULL


def _toner(known: Condition, found: Finding) -> PrinterToner:
    if found is _NO_TONER:
        return PrinterToner.OUT
    low = known.plain_reasons() & {"toner-low", "marker-supply-low"}
    if low or (known.toner_percent is not None and known.toner_percent < TONER_LOW_PERCENT):
        return PrinterToner.LOW
    return PrinterToner.FULL
