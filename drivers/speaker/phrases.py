"""The phrases of `phrases.toml`, checked when they are first used."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, model_validator

FILE = Path(__file__).with_name("phrases.toml")
TICKET, WINDOW = "{ticket}", "{window}"
ARGUMENTS = frozenset({TICKET, WINDOW})
_KEY = re.compile(r"[a-z-]{1,32}")


class Phrases(BaseModel):
    """Words of recordings, and which of them make a phrase, by language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    clips: Mapping[str, Mapping[str, str]]
    phrases: Mapping[str, Mapping[str, tuple[str, ...]]]
    urgent: frozenset[str] = frozenset()
    """Phrases that no volume holds back."""
    plain: frozenset[str] = frozenset()
    """Phrases without the chime: a terminal guides the person before it."""

    @model_validator(mode="after")
    def _holds_together(self) -> "Phrases":
        for language, clips in self.clips.items():
            for key, text in clips.items():
                if not _KEY.fullmatch(key) or not text.strip():
                    raise ValueError(f"clips.{language}.{key}: a key is a-z and '-', its text isn't empty")
        for name, marked in (("urgent", self.urgent), ("plain", self.plain)):
            if unknown := marked - self.phrases.keys():
                raise ValueError(f"{name}: there are no phrases {sorted(unknown)}")
        for name, languages in self.phrases.items():
            for language, parts in languages.items():
                missing = [part for part in parts if part not in ARGUMENTS and part not in self.clips.get(language, {})]
                if missing or not parts:
                    raise ValueError(f"phrases.{name}.{language}: there are no clips {missing}")
        return self


@cache
def phrases() -> Phrases:
    """The shipped phrases."""
    return Phrases.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
