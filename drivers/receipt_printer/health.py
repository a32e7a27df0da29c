"""From the printer's bits to the three questions of a hall manager, and to the reason why a ticket can't be printed now."""

from dataclasses import dataclass

from api.messages.state import Status
from api.messages.words import Action, DeviceState, PrinterCover, PrinterCutter, PrinterMedia, PrinterPaper
from drivers.core.errors import DeviceError, DeviceNotReady, HardwareFailed
from drivers.receipt_printer.status import AutomaticStatus, PrinterStatus


@dataclass(frozen=True, slots=True)
class _Finding:
    device: DeviceState
    action: Action
    reason: str


_WELL = _Finding(DeviceState.ONLINE, Action.NONE, "ok")
_PAPER_LOW = _Finding(DeviceState.ONLINE, Action.CLEAR, "paper.low")
_HEAD_HOT = _Finding(DeviceState.DEVICE_BUSY, Action.NONE, "printer.headHot")


def _finding(known: PrinterStatus) -> _Finding:
    """The one thing to act on first, the worst cause before its consequences."""
    if known.unrecoverable_error:
        return _Finding(DeviceState.HARDWARE_ERROR, Action.MAINTENANCE, "printer.unrecoverable")
    if known.cutter_error:
        return _Finding(DeviceState.HARDWARE_ERROR, Action.CLEAR, "cutter.inoperable")
    if known.cover_open:
        return _Finding(DeviceState.USER_ERROR, Action.CLEAR, "cover.open")
    if known.paper_end or known.stopped_by_paper_end:
        return _Finding(DeviceState.USER_ERROR, Action.CLEAR, "paper.out")
    if known.head_hot:
        return _HEAD_HOT
    if known.error or known.recoverable_error:
        return _Finding(DeviceState.HARDWARE_ERROR, Action.CLEAR, "printer.error")
    if known.offline or known.waiting_for_recovery or known.feeding:
        return _Finding(DeviceState.OFFLINE, Action.CLEAR, "printer.offline")
    return _PAPER_LOW if known.paper_near_end else _WELL


def paper_word(known: PrinterStatus) -> PrinterPaper:
    if known.paper_end or known.stopped_by_paper_end:
        return PrinterPaper.OUT
    return PrinterPaper.LOW if known.paper_near_end else PrinterPaper.FULL


def status_document(known: PrinterStatus | None, silent_reason: str) -> Status:
    """None: the printer gave no answer, and nothing is known."""
    if known is None:
        return Status(
            device=DeviceState.UNKNOWN,
            action=Action.NONE,
            reason=silent_reason,
            detail={
                "paper": PrinterPaper.UNKNOWN.value,
                "cover": PrinterCover.UNKNOWN.value,
                "cutter": PrinterCutter.UNKNOWN.value,
                "media": PrinterMedia.UNKNOWN.value,
            },
        )
    found = _finding(known)
    return Status(
        device=found.device,
        action=found.action,
        reason=found.reason,
        detail={
            "paper": paper_word(known).value,
            "cover": (PrinterCover.OPEN if known.cover_open else PrinterCover.CLOSED).value,
            "cutter": (PrinterCutter.INOPERABLE if known.cutter_error else PrinterCutter.OK).value,
            # Receipt printers without a presenter don't know whether the ticket was taken.
            "media": PrinterMedia.UNKNOWN.value,
        },
    )


def hindrance(known: PrinterStatus) -> DeviceError | None:
    """Why nothing can be printed, as the error to raise; None when it can."""
    found = _finding(known)
    if found in (_WELL, _PAPER_LOW):
        return None
    kind = HardwareFailed if found.device is DeviceState.HARDWARE_ERROR else DeviceNotReady
    return kind("the printer reports it", reason=found.reason, action=found.action)


def stops_printing(known: PrinterStatus) -> bool:
    """Whether a begun ticket is over. A hot head only makes a pause: the printer goes on by itself, and would print what was
    called off.
    """
    return _finding(known) not in (_WELL, _PAPER_LOW, _HEAD_HOT)


def from_automatic(said: AutomaticStatus) -> PrinterStatus:
    """ASB in the words of the four DLE EOT answers."""
    return PrinterStatus(
        offline=said.offline,
        waiting_for_recovery=False,
        cover_open=said.cover_open,
        feeding=said.feeding,
        stopped_by_paper_end=said.paper_end,
        error=said.recoverable_error or said.cutter_error or said.unrecoverable_error,
        recoverable_error=said.recoverable_error,
        cutter_error=said.cutter_error,
        unrecoverable_error=said.unrecoverable_error,
        head_hot=said.head_hot,
        paper_near_end=said.paper_near_end,
        paper_end=said.paper_end,
    )
