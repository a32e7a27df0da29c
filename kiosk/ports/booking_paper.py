"""A booking's paper: what the printer's template says, in the citizen's language."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from api.messages.views import Names
from api.text.catalogue import TextCatalogue
from kiosk.flow.issued import IssuedTicket
from kiosk.flow.printing import PrinterReadiness, PrintReport
from kiosk.ports.paper import ADDRESS_SCHEMES, DEFAULT_LANGUAGE, MONGOLIAN, SECTION

TEMPLATE = "booking"
NUMBERS = "numbers"
"""Section of the texts."""


class PaperPrinter(Protocol):
    """What of the printer is needed."""

    def readiness(self) -> PrinterReadiness: ...

    async def print_paper(self, print_id: str, template: str, fields: Mapping[str, str], language: str) -> PrintReport: ...


class BookingPaper:
    """Implements `kiosk.flow.numbers.ports.BookingPaperPort`."""

    def __init__(self, printer: PaperPrinter, texts: TextCatalogue, local: Callable[[int], datetime]) -> None:
        """`local`: UTC ms → the hall's local time."""
        self._printer = printer
        self._texts = texts
        self._local = local

    def readiness(self) -> PrinterReadiness:
        return self._printer.readiness()

    async def print(self, paper_id: str, ticket: IssuedTicket, language: str) -> PrintReport:
        fields = booking_fields(ticket, language, self._texts, self._local)
        return await self._printer.print_paper(paper_id, TEMPLATE, fields, language)


def booking_fields(ticket: IssuedTicket, language: str, texts: TextCatalogue, local: Callable[[int], datetime]) -> dict[str, str]:
    """Every field; empty where there is nothing to say, and the template leaves its line out."""

    def name(names: Names) -> str:
        return names.get(language) or names[DEFAULT_LANGUAGE]

    def text(key: str, **arguments: object) -> str:
        return texts.text(SECTION, key, language, **arguments)

    view, slip = ticket.view, ticket.slip
    at = local(view.slot if view.slot is not None else view.issued_at)
    by_phone = slip.follow.startswith(ADDRESS_SCHEMES)
    return {
        "hall": name(slip.hall_names),
        "hall_mn": slip.hall_names.get(MONGOLIAN, ""),
        "number": view.number,
        "check": slip.check,
        "service": name(slip.service_names),
        "service_mn": slip.service_names.get(MONGOLIAN, ""),
        "day": text("date", month=text(f"month.{at.month}"), day=at.day, weekday=text(f"weekday.{at.weekday()}")),
        "time": at.strftime("%H:%M"),
        "windows": ", ".join(map(str, slip.windows)),
        "area": name(slip.area) if slip.area else "",
        "floor": name(slip.floor) if slip.floor else "",
        "issued": local(view.issued_at).strftime("%Y-%m-%d %H:%M"),
        "qr": slip.follow,
        "qr_note": "" if not slip.follow else texts.text(NUMBERS, "paper.phone" if by_phone else "paper.kiosk", language),
    }
