"""What a person reads of an installation, in their language."""

from api.text.catalogue import TextCatalogue, read_catalogue

SECTION = "install"


class Words:
    """Args: language: one of the catalogue's."""

    def __init__(self, language: str, catalogue: TextCatalogue | None = None) -> None:
        self._language = language
        self._catalogue = catalogue or read_catalogue()

    def __call__(self, key: str, /, **arguments: object) -> str:
        return self._catalogue.text(SECTION, key, self._language, **arguments)


class Refused(Exception):
    """It can't begin; a text of the catalogue says why and what to do."""

    def __init__(self, key: str, **arguments: object) -> None:
        super().__init__(key)
        self.key = key
        self.arguments = arguments
