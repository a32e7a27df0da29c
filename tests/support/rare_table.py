"""`python -m tests.support.rare_table`: writes the kiosk's table of rare characters by their sound anew.

From pypinyin's sounds of single characters and from what the kiosk's own face draws: it has all rare characters of the national
list (通用规范汉字表), which are those that names and places use.
"""

from collections import defaultdict
from pathlib import Path

from pypinyin import Style, pinyin

from kiosk.input_methods.rare_characters import TABLE
from kiosk.theme.rare import OWN_CHARACTERS
from tests.support.kiosk import test_fonts


def table() -> str:
    """One syllable a line, with its characters in the order of Unicode."""
    by_sound: dict[str, list[str]] = defaultdict(list)
    for character in (test_fonts() / OWN_CHARACTERS).read_text("utf-8"):
        for sound in pinyin(character, style=Style.NORMAL, heteronym=True, v_to_u=False, errors="ignore")[:1]:
            for syllable in dict.fromkeys(sound):
                by_sound[syllable].append(character)
    return "".join(f"{syllable} {''.join(characters)}\n" for syllable, characters in sorted(by_sound.items()))


if __name__ == "__main__":
    Path(TABLE).write_text(table(), "utf-8")
