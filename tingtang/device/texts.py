"""The words of these commands, in the technician's language."""

from collections.abc import Mapping

from api.text.catalogue import LANGUAGES, TextCatalogue, read_catalogue

SECTION = "device"
WEB = "web"
"""Where reasons and kinds of devices are named, for pages and for here."""


class Texts:
    """Args: language: one of the catalogue's."""

    def __init__(self, language: str, catalogue: TextCatalogue | None = None) -> None:
        self.language = language
        self._catalogue = catalogue or read_catalogue()

    def __call__(self, key: str, /, **arguments: object) -> str:
        return self._catalogue.text(SECTION, key, self.language, **arguments)

    def kind(self, kind: str) -> str:
        return self._named("kind", kind)

    def reason(self, reason: str) -> str:
        """A status' or an error's dotted key in words; the key itself when nobody has written words for it."""
        return self._named("reason", reason)

    def has(self, key: str) -> bool:
        return key in self._catalogue.section(SECTION, self.language)

    def _named(self, group: str, name: str) -> str:
        key = f"{group}.{name}"
        text = self._catalogue.text(WEB, key, self.language)
        return name if text == key else text


def choose_language(wanted: str | None, environment: Mapping[str, str]) -> str:
    """`wanted`, or what the environment says as other programs read it; English where it says nothing of ours."""
    if wanted is not None:
        return wanted
    # LC_ALL beats LC_MESSAGES beats LANG (POSIX, locale environment variables).
    told = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return LANGUAGES[0] if told.lower().startswith("zh") else "en"
