"""What was found, in words: what it is, what to do, who, how sure."""

from dataclasses import dataclass

from api.text.catalogue import TextCatalogue
from tingtang.doctor.finding import Explained, Finding

SECTION = "doctor"
CHECK = "check"
"""The kiosk's own start-up check; a sentence of it holds what to do as well."""
WEB = "web"
_OF_KIOSK = "kiosk."


@dataclass(frozen=True, slots=True)
class Words:
    """Args: language: one of the catalogue's."""

    texts: TextCatalogue
    language: str

    def __call__(self, key: str, /, **arguments: object) -> str:
        return self.texts.text(SECTION, key, self.language, **arguments)

    def what(self, finding: Finding) -> str:
        arguments = dict(finding.arguments)
        if "reason" in arguments:
            key = f"reason.{arguments['reason']}"
            said = self.texts.text(WEB, key, self.language)
            arguments["reason"] = arguments["reason"] if said == key else said
        if finding.code.startswith(_OF_KIOSK):
            return self.texts.text(CHECK, finding.code.removeprefix(_OF_KIOSK), self.language, **arguments)
        return self(f"what.{finding.code}", **arguments)

    def do(self, finding: Finding) -> str:
        """Empty where `what` says it already."""
        return "" if finding.code.startswith(_OF_KIOSK) else self(f"do.{finding.code}", **finding.arguments)

    def area(self, name: str) -> str:
        return self(f"area.{name}")

    def because(self, explained: Explained) -> str:
        """Which other findings it follows from, by their parts' names; empty: none."""
        areas = dict.fromkeys(self.area(code.partition(".")[0]) for code in explained.because)
        return self("because", areas=self("and").join(areas)) if areas else ""
