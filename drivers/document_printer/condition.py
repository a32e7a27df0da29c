"""What a printer says of itself and of a job, out of IPP attributes. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from drivers.document_printer.ipp import Value
from drivers.document_printer.ipp_words import ENDED, JobState, PrinterState

Attributes = Mapping[str, tuple[Value, ...]]
_SEVERITIES = ("-report", "-warning", "-error")


@dataclass(frozen=True, slots=True)
class Abilities:
    """Asked for once after each connect."""

    model: str
    operations: frozenset[int]
    formats: frozenset[str]
    media: frozenset[str]
    raster_types: frozenset[str]
    raster_dpi: frozenset[int]
    colour: bool
    job_options: frozenset[str]
    """Empty: it doesn't say."""
    trays: frozenset[str]
    """Keywords of `media-source`; empty: it doesn't say."""


@dataclass(frozen=True, slots=True)
class Condition:
    """How a printer is."""

    state: int
    """`PrinterState`; 0: it doesn't say."""
    reasons: frozenset[str]
    """`printer-state-reasons` with their severities, such as `media-empty-error`; `none` is left out."""
    accepting: bool
    jobs: int
    """In its queue."""
    toner_percent: int | None
    """The emptiest toner or ink; None: it doesn't say."""
    sheets_in_tray: int | None
    """In the output tray, by its own sensor; None: there is none."""

    def plain_reasons(self) -> frozenset[str]:
        """Without severities."""
        return frozenset(_plain(reason) for reason in self.reasons)

    @property
    def stopped(self) -> bool:
        return self.state == PrinterState.STOPPED


@dataclass(frozen=True, slots=True)
class JobCondition:
    state: int
    """`JobState`."""
    reasons: frozenset[str]
    sheets: int | None
    """That came out; None: it doesn't count."""

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    @property
    def completed(self) -> bool:
        return self.state == JobState.COMPLETED

    @property
    def failed_partly(self) -> bool:
        """The printer itself says that not all of it is right."""
        return "job-completed-with-errors" in self.reasons

    @property
    def stopped(self) -> bool:
        """The printer waits for somebody."""
        return self.state == JobState.STOPPED


def abilities(attributes: Attributes) -> Abilities:
    model = _text(attributes, "printer-make-and-model") or _from_device_id(_text(attributes, "printer-device-id"))
    return Abilities(
        model=model[:80],
        operations=frozenset(value for value in attributes.get("operations-supported", ()) if isinstance(value, int)),
        formats=_texts(attributes, "document-format-supported"),
        media=_texts(attributes, "media-supported"),
        raster_types=_texts(attributes, "pwg-raster-document-type-supported"),
        raster_dpi=frozenset(
            int.from_bytes(value[:4], "big")
            for value in attributes.get("pwg-raster-document-resolution-supported", ())
            if isinstance(value, bytes) and len(value) == 9 and value[:4] == value[4:8] and value[8] == _PER_INCH
        ),
        colour="color" in _texts(attributes, "print-color-mode-supported"),
        job_options=_texts(attributes, "job-creation-attributes-supported"),
        trays=_texts(attributes, "media-source-supported"),
    )


_PER_INCH = 3
"""Unit of a resolution, RFC 8010 3.9."""


def condition(attributes: Attributes) -> Condition:
    return Condition(
        state=_number(attributes, "printer-state") or 0,
        reasons=_texts(attributes, "printer-state-reasons") - {"none"},
        accepting=attributes.get("printer-is-accepting-jobs", (True,)) != (False,),
        jobs=_number(attributes, "queued-job-count") or 0,
        toner_percent=_toner(attributes),
        sheets_in_tray=_sheets_in_tray(attributes),
    )


def job_condition(attributes: Attributes) -> JobCondition:
    sheets = _number(attributes, "job-media-sheets-completed")
    # One-sided, each impression is a sheet of its own.
    counted = _number(attributes, "job-impressions-completed") if sheets is None else sheets
    return JobCondition(
        state=_number(attributes, "job-state") or 0,
        reasons=_texts(attributes, "job-state-reasons") - {"none"},
        sheets=counted if counted is not None and counted >= 0 else None,
    )


def _toner(attributes: Attributes) -> int | None:
    """PWG 5100.9: levels in percent; -1 and below say nothing."""
    kinds = attributes.get("marker-types", ())
    levels = attributes.get("marker-levels", ())
    known = [
        level
        for place, level in enumerate(levels)
        if isinstance(level, int) and 0 <= level <= 100 and "waste" not in str(kinds[place] if place < len(kinds) else "")
    ]
    return min(known, default=None)


def _sheets_in_tray(attributes: Attributes) -> int | None:
    """PWG 5100.13: `maxcapacity` and `remaining` of the output tray, both known only where a sensor counts."""
    for tray in attributes.get("printer-output-tray", ()):
        if not isinstance(tray, bytes):
            continue
        parts = dict(part.split("=", 1) for part in tray.decode("ascii", "replace").split(";") if "=" in part)
        room, left = parts.get("maxcapacity", ""), parts.get("remaining", "")
        if room.isdigit() and left.isdigit() and int(room) >= int(left):
            return int(room) - int(left)
    return None


def _plain(reason: str) -> str:
    for severity in _SEVERITIES:
        if reason.endswith(severity):
            return reason.removesuffix(severity)
    return reason


def _from_device_id(text: str) -> str:
    """IEEE 1284: `MFG:Example;MDL:Printer;`."""
    parts = dict(part.split(":", 1) for part in text.split(";") if ":" in part)
    return " ".join(filter(None, (parts.get("MFG", ""), parts.get("MDL", ""))))


def _texts(attributes: Attributes, name: str) -> frozenset[str]:
    return frozenset(value for value in attributes.get(name, ()) if isinstance(value, str))


def _text(attributes: Attributes, name: str) -> str:
    return next((value for value in attributes.get(name, ()) if isinstance(value, str)), "")


def _number(attributes: Attributes, name: str) -> int | None:
    return next((value for value in attributes.get(name, ()) if isinstance(value, int)), None)
