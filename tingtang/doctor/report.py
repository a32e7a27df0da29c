"""The findings on a terminal or as JSON."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from tingtang.doctor.finding import Explained, Level, worst
from tingtang.doctor.words import Words

MARKS = {Level.NOTE: "·", Level.LOOK: "!", Level.BROKEN: "✗"}
WELL = "✓"


def lines(found: Sequence[Explained], looked_at: Iterable[str], words: Words) -> list[str]:
    """For a person: what isn't well, worst first, then what is, in one line."""
    written = []
    for one in found:
        sure = words(f"sure.{one.sure}")
        written.append(f"{MARKS[one.level]} {words.area(one.finding.area)}: {words.what(one.finding)}")
        if do := words.do(one.finding):
            written.append(f"    → {do}")
        if because := words.because(one):
            written.append(f"    {because}")
        written.append(f"    {words('sure-and-who', sure=sure, who=words(f'who.{one.who}'))}")
    touched = {one.finding.area for one in found}
    well = [words.area(area) for area in looked_at if area not in touched]
    if well:
        written.append(f"{WELL} {words('well-parts', areas=words('comma').join(well))}")
    written.append(words(f"all.{worst(found)}"))
    return written


def document(found: Sequence[Explained], looked_at: Iterable[str], words: Words) -> dict[str, Any]:
    """For a program: the same, with codes."""
    return {
        "verdict": "well" if worst(found) is Level.NOTE else worst(found).value,
        "looked_at": list(looked_at),
        "findings": [
            {
                "code": one.finding.code,
                "level": one.level.value,
                "sure": one.sure.value,
                "who": one.who.value,
                "because": list(one.because),
                "arguments": {name: str(value) for name, value in one.finding.arguments.items()},
                "what": words.what(one.finding),
                "do": words.do(one.finding),
            }
            for one in found
        ],
    }


def as_json(found: Sequence[Explained], looked_at: Iterable[str], words: Words) -> str:
    return json.dumps(document(found, looked_at, words), ensure_ascii=False, indent=1)
