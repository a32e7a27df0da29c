"""Receipts and slips of items: what the receipt printer's templates say, in the citizen's language."""

from collections.abc import Callable, Sequence
from datetime import datetime

from api.messages.names import Names
from api.text.catalogue import TextCatalogue
from api.text.masking import mask_name
from kiosk.flow.items.ports import ItemPaper
from kiosk.flow.printing import PrinterReadiness, PrintReport
from kiosk.ports.booking_paper import PaperPrinter
from kiosk.ports.paper import DEFAULT_LANGUAGE, MONGOLIAN
from kiosk.view_models.item_values import column_text, day_text
from kiosk.view_models.texts import Texts

SECTION = "items"
LINES_MAX, CHARACTERS_MAX = 60, 4_000
"""Of one list on the paper; the printer's templates take no more."""


class ItemPapers:
    """Implements `kiosk.flow.items.ports.ItemPapersPort`."""

    def __init__(
        self,
        printer: PaperPrinter,
        texts: TextCatalogue,
        local_now: Callable[[], datetime],
        hall_names: Callable[[], Names],
        place: str,
    ) -> None:
        """
        Args:
            hall_names: the hall's, as far as they are known; else empty.
            place: where this terminal stands.
        """
        self._printer = printer
        self._texts = texts
        self._local_now = local_now
        self._hall_names = hall_names
        self._place = place

    def readiness(self) -> PrinterReadiness:
        return self._printer.readiness()

    async def print(self, paper_id: str, paper: ItemPaper, language: str) -> PrintReport:
        fields = paper_fields(paper, Texts(self._texts, language), self._hall_names(), self._local_now(), self._place)
        return await self._printer.print_paper(paper_id, paper.template, fields, language)


def paper_fields(paper: ItemPaper, texts: Texts, hall: Names, now: datetime, place: str) -> dict[str, str]:
    """Every field that templates of items have; empty where there is nothing to say, and the template leaves its line out."""
    words = texts.of(SECTION)
    rows = [f"{texts.name(row.names)}：{column_text(row.kind, row.value, texts)}" for row in paper.rows if row.value]
    lines = [texts.name(line) for line in paper.lines]
    done = [words(f"paper.done.{key}") for key in paper.done] or [words("paper.done.none")]
    title = texts.name(paper.title) or words("paper.title.records" if rows else "paper.title")
    fields = {
        "hall": texts.name(hall),
        "hall_mn": hall.get(MONGOLIAN, ""),
        "item": texts.name(paper.item),
        "item_zh": paper.item.get(DEFAULT_LANGUAGE, "") if texts.language != DEFAULT_LANGUAGE else "",
        "department": texts.name(paper.department),
        "issued": now.strftime("%Y-%m-%d %H:%M"),
        "place": place,
    }
    if paper.template == "application":
        ready = day_text(paper.ready_on, texts) if paper.ready_on else words("accepted.at-once")
        return {**fields, "case": paper.case, "applicant": mask_name(paper.applicant), "ready": ready}
    return {
        **fields,
        "title": title,
        "why": words(f"paper.slip.{paper.why}") if paper.why else "",
        "done": "\n".join(done) if paper.why else "",
        "rows": _list(rows),
        "lines": _list(lines),
        "next": words(f"paper.next.{paper.why}") if paper.why else "",
    }


def _list(lines: Sequence[str]) -> str:
    """As many of the lines as the paper takes, the first ones first."""
    taken = "\n".join(lines[:LINES_MAX])
    return taken if len(taken) <= CHARACTERS_MAX else taken[:CHARACTERS_MAX].rpartition("\n")[0]
