"""The kiosk's own texts in one language, and how dates, windows and reasons are said in it."""

from datetime import datetime

from api.messages.views import Names
from api.messages.words import TicketClass
from api.text.catalogue import TextCatalogue

SECTION = "kiosk"
DEFAULT_LANGUAGE = "zh-CN"

REASON_TEXTS = {
    "paper.out": "reason.paper.out",
    "paper.jammed": "reason.paper.jammed",
    "cover.open": "reason.cover.open",
    "toner.out": "reason.toner.out",
    "printer.outputFull": "reason.printer.outputFull",
    "printer.trayMissing": "reason.printer.trayMissing",
    "printer.paused": "reason.printer.paused",
    "printer.notFinished": "reason.printer.notFinished",
    "silent": "reason.silent",
}
"""Printer reasons that tell a citizen something; every other one is `reason.other`."""


class Texts:
    """One language's texts."""

    def __init__(self, catalogue: TextCatalogue, language: str, section: str = SECTION) -> None:
        self._catalogue = catalogue
        self._section = section
        self.language = language

    def __call__(self, key: str, **arguments: object) -> str:
        return self._catalogue.text(self._section, key, self.language, **arguments)

    def of(self, section: str) -> "Texts":
        """The texts of another section, in the same language."""
        return Texts(self._catalogue, self.language, section)

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        return key in self._catalogue.section(self._section, self.language)

    def refusal(self, code: str) -> str:
        """Why there is no number; a code without a text, such as a time-out's, gets a general one."""
        known = self._catalogue.section("refusals", self.language)
        return known.get(code) or self("refused.other")

    def name(self, names: Names) -> str:
        """A name in this language, or in Chinese, which is always there."""
        return names.get(self.language) or names.get(DEFAULT_LANGUAGE, "")

    def date(self, day: datetime) -> str:
        return self("date", month=self(f"month.{day.month}"), day=day.day, weekday=self(f"weekday.{day.weekday()}"))

    def time(self, moment: datetime) -> str:
        return moment.strftime("%H:%M")

    def forecast(self, low: datetime, high: datetime, word: str) -> str:
        """`word`: which of the catalogue's forecast words fits (`api.text.forecast_words`)."""
        return self(f"forecast.{word}", low=self.time(low), high=self.time(high))

    def ticket_class(self, ticket_class: TicketClass) -> str:
        return self(f"class.{ticket_class.value}")

    def reason(self, reason: str) -> str:
        return self(REASON_TEXTS.get(reason, "reason.other"))

    def windows(self, numbers: tuple[int, ...]) -> str:
        """`2、5至8号窗口`: runs of three and more are drawn together; empty when no window is known."""
        if not numbers:
            return ""
        spans: list[list[int]] = []
        for number in sorted(numbers):
            if spans and number == spans[-1][-1] + 1:
                spans[-1].append(number)
            else:
                spans.append([number])
        parts = [
            text
            for span in spans
            for text in ([self("ticket.window-range", first=span[0], last=span[-1])] if len(span) > 2 else [str(n) for n in span])
        ]
        return self("ticket.window-list", windows=self("ticket.window-separator").join(parts))
