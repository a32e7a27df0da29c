"""A booking's paper: what the printer's template says, in the citizen's language."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from api.messages.views import Names
from api.text.catalogue import TextCatalogue
from kiosk.flow.issued import IssuedTicket
from kiosk.flow.numbers.ports import Later
from kiosk.flow.printing import PrinterReadiness, PrintReport
from kiosk.ports.paper import ADDRESS_SCHEMES, DEFAULT_LANGUAGE, MONGOLIAN, SECTION

TEMPLATE, LATER_TEMPLATE = "booking", "memo"
NUMBERS = "numbers"
"""Section of the texts."""


class PaperPrinter(Protocol):
    """What of the printer is needed."""

    def readiness(self) -> PrinterReadiness: ...

    async def print_paper(self, print_id: str, template: str, fields: Mapping[str, str], language: str) -> PrintReport: ...


class BookingPaper:
    """Implements `kiosk.flow.numbers.ports.BookingPaperPort`."""

    def __init__(
        self,
        printer: PaperPrinter,
        texts: TextCatalogue,
        local: Callable[[int], datetime],
        *,
        hall_names: Callable[[], Names],
        now_ms: Callable[[], int],
    ) -> None:
        """
        Args:
            local: UTC ms → the hall's local time.
            hall_names: empty while the hall is unknown.
            now_ms: the hall's time, UTC.
        """
        self._printer = printer
        self._texts = texts
        self._local = local
        self._hall_names = hall_names
        self._now_ms = now_ms

    def readiness(self) -> PrinterReadiness:
        return self._printer.readiness()

    async def print(self, paper_id: str, ticket: IssuedTicket, language: str) -> PrintReport:
        fields = booking_fields(ticket, language, self._texts, self._local)
        return await self._printer.print_paper(paper_id, TEMPLATE, fields, language)

    async def print_later(self, paper_id: str, later: Later, language: str) -> PrintReport:
        now = self._local(self._now_ms())
        fields = later_fields(later, language, self._texts, self._hall_names(), now)
        return await self._printer.print_paper(paper_id, LATER_TEMPLATE, fields, language)


def later_fields(later: Later, language: str, texts: TextCatalogue, hall_names: Names, now: datetime) -> dict[str, str]:
    """Fields of the template `memo`: what was wanted, and that it may be asked for again."""

    def text(key: str, **arguments: object) -> str:
        return texts.text(NUMBERS, key, language, **arguments)

    lines = [text(f"later.{later.wish}", number=later.number)]
    if later.service:
        lines.append(later.service.get(language) or later.service.get(DEFAULT_LANGUAGE, ""))
    if later.day:
        lines.append(f"{later.day} {later.slot}")
    return {
        "hall": hall_names.get(language) or hall_names.get(DEFAULT_LANGUAGE, ""),
        "hall_mn": hall_names.get(MONGOLIAN, ""),
        "title": text("later.title"),
        "figure_label": "",
        "figure": later.number,
        "lines": "\n".join(lines),
        "next": text("later.next"),
        "place": "",
        "issued": now.strftime("%Y-%m-%d %H:%M"),
    }


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
