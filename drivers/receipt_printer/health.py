"""From the printer's bits to the three questions of a hall manager, and to the reason why a ticket can't be printed now."""

from dataclasses import dataclass

from api.messages.words import Action, DeviceState, PrinterCover, PrinterCutter, PrinterMedia, PrinterPaper
from drivers.core.errors import DeviceError, DeviceNotReady, HardwareFailed
from drivers.receipt_printer.status import PrinterStatus


@dataclass(frozen=True, slots=True)
class Finding:
    """The one thing to act on."""

    device: DeviceState
    action: Action
    reason: str


WELL = Finding(DeviceState.ONLINE, Action.NONE, "ok")
PAPER_LOW = Finding(DeviceState.ONLINE, Action.CLEAR, "paper.low")
_HEAD_HOT = Finding(DeviceState.DEVICE_BUSY, Action.NONE, "printer.headHot")


def finding(known: PrinterStatus) -> Finding:
    """The one thing to act on first, the worst cause before its consequences."""
    if known.unrecoverable_error:
        return Finding(DeviceState.HARDWARE_ERROR, Action.MAINTENANCE, "printer.unrecoverable")
    if known.cutter_error:
        return Finding(DeviceState.HARDWARE_ERROR, Action.CLEAR, "cutter.inoperable")
    if known.bad_voltage:
        return Finding(DeviceState.HARDWARE_ERROR, Action.MAINTENANCE, "printer.voltage")
    if known.jammed:
        return Finding(DeviceState.HARDWARE_ERROR, Action.CLEAR, "paper.jammed")
    if known.cover_open:
        return Finding(DeviceState.USER_ERROR, Action.CLEAR, "cover.open")
    if known.paper_end or known.stopped_by_paper_end:
        return Finding(DeviceState.USER_ERROR, Action.CLEAR, "paper.out")
    if known.head_hot:
        return _HEAD_HOT
    if known.error or known.recoverable_error:
        return Finding(DeviceState.HARDWARE_ERROR, Action.CLEAR, "printer.error")
    if known.offline or known.waiting_for_recovery or known.feeding:
        return Finding(DeviceState.OFFLINE, Action.CLEAR, "printer.offline")
    return PAPER_LOW if known.paper_near_end else WELL


def paper_word(known: PrinterStatus) -> PrinterPaper:
    """Paper as its sensors see it; a jam is told by `words`."""
    if known.paper_end or known.stopped_by_paper_end:
        return PrinterPaper.OUT
    return PrinterPaper.LOW if known.paper_near_end else PrinterPaper.FULL


def media_word(known: PrinterStatus) -> PrinterMedia:
    """What is in the mouth; printers without a presenter don't know whether the ticket was taken."""
    if known.jammed:
        return PrinterMedia.JAMMED
    if known.ticket_in_mouth is None:
        return PrinterMedia.UNKNOWN
    return PrinterMedia.PRESENT if known.ticket_in_mouth else PrinterMedia.NOT_PRESENT


def words(known: PrinterStatus | None) -> dict[str, str]:
    """The status document's detail. None: the printer gave no answer, and nothing is known."""
    if known is None:
        return {
            "paper": PrinterPaper.UNKNOWN.value,
            "cover": PrinterCover.UNKNOWN.value,
            "cutter": PrinterCutter.UNKNOWN.value,
            "media": PrinterMedia.UNKNOWN.value,
        }
    return {
        "paper": (PrinterPaper.JAMMED if known.jammed else paper_word(known)).value,
        "cover": (PrinterCover.OPEN if known.cover_open else PrinterCover.CLOSED).value,
        "cutter": (PrinterCutter.INOPERABLE if known.cutter_error else PrinterCutter.OK).value,
        "media": media_word(known).value,
    }


def hindrance(known: PrinterStatus) -> DeviceError | None:
    """Why nothing can be printed, as the error to raise; None when it can."""
    found = finding(known)
    if found in (WELL, PAPER_LOW):
        return None
    kind = HardwareFailed if found.device is DeviceState.HARDWARE_ERROR else DeviceNotReady
    return kind("the printer reports it", reason=found.reason, action=found.action)


def stops_printing(known: PrinterStatus) -> bool:
    """Whether a begun ticket is over. A hot head only makes a pause: the printer goes on by itself, and would print what was
    called off.
    """
    return finding(known) not in (WELL, PAPER_LOW, _HEAD_HOT)


def waits_for_recovery(known: PrinterStatus) -> bool:
    """A person may have put it right, and the printer waits to be told so (DLE ENQ)."""
    return known.recoverable_error or known.cutter_error or known.waiting_for_recovery
