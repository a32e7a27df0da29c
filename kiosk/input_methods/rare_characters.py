"""Rare characters by their sound: those beyond U+20000, which libpinyin doesn't know, and which names and places have."""

from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("rare_characters.txt")
"""Made from pypinyin's sounds (MIT) and what Noto Sans CJK SC draws."""


def rare_characters(syllable: str) -> str:
    """Characters of one whole syllable, v for ü; empty for anything else."""
    return _table().get(syllable, "")


@cache
def _table() -> dict[str, str]:
    table = {}
    for line in TABLE.read_text("utf-8").splitlines():
        syllable, characters = line.split()
        table[syllable] = characters
    return table
