"""Texts that people read, by language, section and key. Code passes keys and arguments, never sentences.

One folder per language (`catalogues/zh-CN`, `catalogues/en`), one flat JSON file per section (`refusals.json`, `web.json`,
`kiosk.json` …): key to text, with arguments as `{name}`. Both languages hold the same sections, keys and arguments; an
incomplete language holds some of them.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from string import Formatter

LANGUAGES = ("zh-CN", "en")
"""Chinese first: it is also what a language we don't have falls back to."""

INCOMPLETE_LANGUAGES = ("mn-Mong",)
"""Only what is attested; the rest is said in Chinese. Offered where a kiosk's `languages` names them."""

CATALOGUES = Path(__file__).parent / "catalogues"


class CatalogueError(Exception):
    """A catalogue file can't be used; the text names file, key and what is wrong."""


class TextCatalogue:
    """All sections in all languages, read once."""

    def __init__(self, sections: Mapping[str, Mapping[str, Mapping[str, str]]]) -> None:
        """`sections`: language → section → key → text, complete as `read_catalogue` checks it."""
        self._sections = sections

    def text(self, section: str, key: str, language: str = LANGUAGES[0], **arguments: object) -> str:
        """The text for `key`, with its arguments filled in.

        A key without a text comes back as it is: a hall goes on working with an unpolished line, and tests find the gap.
        """
        template = self.section(section, language).get(key)
        return key if template is None else template.format_map(arguments)

    def texts(self, section: str, key: str, **arguments: object) -> dict[str, str]:
        """The same in every language, as the `names` of messages are."""
        return {language: self.text(section, key, language, **arguments) for language in LANGUAGES}

    def section(self, section: str, language: str = LANGUAGES[0]) -> Mapping[str, str]:
        """Key to text of one section, such as a page needs whole; empty when there is no such section."""
        return self._sections.get(language, self._sections[LANGUAGES[0]]).get(section, {})

    def sections(self) -> tuple[str, ...]:
        return tuple(sorted(self._sections[LANGUAGES[0]]))


def arguments_of(template: str) -> frozenset[str]:
    """Names of the arguments that a text takes."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def read_catalogue(folder: Path = CATALOGUES) -> TextCatalogue:
    """Read every section of every language.

    Raises:
        CatalogueError: a file isn't a flat JSON object of texts, or the languages don't agree on sections, keys, arguments.
    """
    sections = {
        language: {path.stem: _read_section(path) for path in sorted((folder / language).glob("*.json"))}
        for language in LANGUAGES
    }
    reference = sections[LANGUAGES[0]]
    for language in LANGUAGES[1:]:
        _compare(reference, sections[language], language)
    for language in INCOMPLETE_LANGUAGES:
        attested = {path.stem: _read_section(path) for path in sorted((folder / language).glob("*.json"))}
        _check_attested(reference, attested, language)
        sections[language] = {name: {**texts, **attested.get(name, {})} for name, texts in reference.items()}
    return TextCatalogue(sections)


def _read_section(path: Path) -> dict[str, str]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path}: can't be read as JSON: {error}") from error
    if not isinstance(document, dict):
        raise CatalogueError(f"{path}: must be one flat object of key to text")
    for key, text in document.items():
        if not isinstance(text, str) or not text.strip():
            raise CatalogueError(f"{path}: {key!r} needs a text")
        try:
            arguments_of(text)
        except ValueError as error:
            raise CatalogueError(f"{path}: {key!r}: {error}") from error
    return document


def _check_attested(reference: Mapping[str, Mapping[str, str]], attested: Mapping[str, Mapping[str, str]], language: str) -> None:
    for section, texts in attested.items():
        for key, text in texts.items():
            known = reference.get(section, {}).get(key)
            if known is None:
                raise CatalogueError(f"{language}/{section}.json: {key!r} isn't in {LANGUAGES[0]}")
            if arguments_of(text) != arguments_of(known):
                raise CatalogueError(f"{language}/{section}.json: {key!r} takes other arguments than in {LANGUAGES[0]}")


def _compare(reference: Mapping[str, Mapping[str, str]], other: Mapping[str, Mapping[str, str]], language: str) -> None:
    if apart := sorted(reference.keys() ^ other.keys()):
        raise CatalogueError(f"{language}: sections that only one language has: {', '.join(apart)}")
    for section, texts in reference.items():
        if apart := sorted(texts.keys() ^ other[section].keys()):
            raise CatalogueError(f"{language}/{section}.json: keys that only one language has: {', '.join(apart[:10])}")
        for key, text in texts.items():
            if arguments_of(text) != arguments_of(other[section][key]):
                raise CatalogueError(f"{language}/{section}.json: {key!r} takes other arguments than in {LANGUAGES[0]}")
