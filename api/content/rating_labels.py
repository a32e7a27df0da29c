"""The reasons a person may tick beside a rating. Versioned: an old rating keeps the text of its own set."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from api.messages.words import RatingLevel

MOST_LABELS = 8
"""Of one level, on any device and in any rating."""


@dataclass(frozen=True, slots=True)
class LabelSet:
    """One version of the labels."""

    version: str
    levels: Mapping[RatingLevel, Mapping[str, str]]
    """Code → text, in the order they are offered."""
    retired: Mapping[str, str]
    """Codes of old ratings that are offered no more."""

    def offered(self, *, most: int = MOST_LABELS, same_count: bool = False) -> dict[RatingLevel, dict[str, str]]:
        """What a device shows: at most `most` for each level; with `same_count` as many for each as the shortest level has."""
        counts = [len(labels) for labels in self.levels.values()]
        limit = min([most, MOST_LABELS, *(counts if same_count else [])])
        return {level: dict(list(labels.items())[:limit]) for level, labels in self.levels.items()}

    def sound(self, level: RatingLevel | None, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Those codes that belong to the level, each once, at most MOST_LABELS: a device's word isn't taken for more."""
        known = self.levels.get(level, {}) if level is not None else {}
        return tuple(dict.fromkeys(code for code in codes if code in known))[:MOST_LABELS]


@cache
def label_set() -> LabelSet:
    """The set that is offered now."""
    text = resources.files("api.content").joinpath("rating_labels.json").read_text(encoding="utf-8")
    content = json.loads(text)
    levels = {RatingLevel(level): MappingProxyType(dict(labels)) for level, labels in content["levels"].items()}
    return LabelSet(content["version"], MappingProxyType(levels), MappingProxyType(dict(content["retired"])))


@cache
def label_texts(language: str) -> Mapping[str, str]:
    """Texts of the present set's labels in another language than Chinese; none where nobody has translated them."""
    path = resources.files("api.content").joinpath(f"rating_labels.{language}.json")
    if not path.is_file():
        return {}
    content = json.loads(path.read_text(encoding="utf-8"))
    return MappingProxyType(dict(content["labels"]) if content["version"] == label_set().version else {})
