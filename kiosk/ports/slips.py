"""Short papers of the duty desk, on the kiosk's receipt printer."""

from collections.abc import Callable
from datetime import datetime

from api.messages.names import Names
from api.text.catalogue import TextCatalogue
from kiosk.flow.duty.ports import CaseSlip, DeskNotice, HelpSlip, Slip
from kiosk.flow.printing import PrintReport
from kiosk.ports.booking_paper import PaperPrinter
from kiosk.ports.paper import DEFAULT_LANGUAGE, MONGOLIAN

TEMPLATE = "memo"
SECTION = "duty"


class PaperSlips:
    """Implements `kiosk.flow.duty.ports.SlipsPort`."""

    def __init__(
        self,
        printer: PaperPrinter,
        texts: TextCatalogue,
        *,
        place: str,
        hall_names: Callable[[], Names],
        now_ms: Callable[[], int],
        local: Callable[[int], datetime],
        new_id: Callable[[], str],
    ) -> None:
        """
        Args:
            place: where the terminal stands.
            now_ms: the hall's time, UTC.
            local: UTC ms → the hall's local time.
        """
        self._printer = printer
        self._texts = texts
        self._place = place
        self._hall_names = hall_names
        self._now_ms = now_ms
        self._local = local
        self._new_id = new_id

    def ready(self) -> bool:
        return self._printer.readiness().ready

    async def print(self, slip: Slip, language: str) -> PrintReport:
        now = self._local(self._now_ms())
        fields = slip_fields(slip, language, self._texts, self._hall_names(), self._place, now, self._local)
        return await self._printer.print_paper(self._new_id(), TEMPLATE, fields, language)


def slip_fields(
    slip: Slip,
    language: str,
    texts: TextCatalogue,
    hall_names: Names,
    place: str,
    now: datetime,
    local: Callable[[int], datetime],
) -> dict[str, str]:
    """Fields of the template `memo`. What a complaint says isn't on paper."""

    def text(key: str, **arguments: object) -> str:
        return texts.text(SECTION, key, language, **arguments)

    common = {
        "hall": hall_names.get(language) or hall_names.get(DEFAULT_LANGUAGE, ""),
        "hall_mn": hall_names.get(MONGOLIAN, ""),
        "place": f"{text('paper.place')} {place}" if place else "",
        "issued": now.strftime("%Y-%m-%d %H:%M"),
    }
    contact = _contact(slip.notice, local, text)
    match slip:
        case HelpSlip():
            return common | {
                "title": text("paper.help.title"),
                "figure_label": text("paper.help.number") if slip.number else "",
                "figure": slip.number,
                "lines": "\n".join([text(f"paper.help.{slip.phase}"), *contact]),
                "next": text("paper.help.next"),
            }
        case CaseSlip():
            return common | {
                "title": text("paper.case.title"),
                "figure_label": text(f"paper.case.{slip.kind.value}"),
                "figure": slip.case_number,
                "lines": "\n".join([text("paper.case.next"), *contact]),
                "next": "",
            }


def _contact(notice: DeskNotice, local: Callable[[int], datetime], text: Callable[..., str]) -> list[str]:
    lines = [text("phone", phone=notice.phone)] if notice.phone else []
    if notice.opens_at is not None:
        lines.append(text("opens", when=local(notice.opens_at).strftime("%m-%d %H:%M")))
    return lines
