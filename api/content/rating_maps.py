"""Codes that interfaces give the rating levels. They oppose each other: keep the named level, map at the edge."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from api.messages.words import RatingLevel

DECLINED = "DECLINED"
"""The key of a pad by which a person declines to rate."""


class UnknownLevelMap(Exception):
    """No interface of that name in `rating_maps.json`."""


@cache
def _content() -> dict[str, Any]:
    text = resources.files("api.content").joinpath("rating_maps.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def level_texts() -> Mapping[RatingLevel, str]:
    """What a person reads on a key or a screen, in Chinese."""
    texts: Mapping[str, str] = _content()["levels"]
    return {RatingLevel(name): text for name, text in texts.items()}


def levels_by_code(interface: str) -> Mapping[int, RatingLevel | None]:
    """Wire code → level; None stands for "declined".

    Raises:
        UnknownLevelMap: `rating_maps.json` has no such interface.
    """
    maps = _content()["level_maps"]
    if interface not in maps:
        raise UnknownLevelMap(f"rating_maps.json has no level map {interface!r}; it has {', '.join(sorted(maps))}")
    return {code: None if name == DECLINED else RatingLevel(name) for name, code in maps[interface].items()}
