"""避头尾: where a line of Chinese and Latin text may break.

Rules after GB/T 15834 and the W3C's clreq: no line starts with a closing mark or a stop, none ends with an opening mark;
Latin words and numbers stay whole as long as a line holds them. The caller measures: this knows no font.
"""

import re
from collections.abc import Callable

NOT_AT_START = frozenset("，。、；：？！…—·～％%）】》〉」』”’〕］｝),.;:?!]}>°℃")
"""Closing marks, stops and signs that belong to what stands before them."""
NOT_AT_END = frozenset("（【《〈「『“‘〔［｛([{<￥¥$№")

_WORDS = re.compile(r"[^\W\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+(?:[-'’/.:][^\W\u2e80-\u9fff]+)*|\s+|.", re.DOTALL)
"""A Latin word or number with what joins it, a run of spaces, or one character."""

Fits = Callable[[str], bool]


def break_lines(text: str, fits: Fits) -> list[str]:
    """`text` in lines that `fits` accepts; a piece too long for any line is cut where it must be. Keeps its own newlines."""
    return [line for paragraph in text.split("\n") for line in _break_paragraph(paragraph, fits)]


def unbreakable_pieces(text: str) -> list[str]:
    """The pieces between which a line may break: joined, they are `text`."""
    pieces: list[str] = []
    for word in _WORDS.findall(text):
        stays = pieces and (word[0] in NOT_AT_START or pieces[-1].rstrip()[-1:] in NOT_AT_END or word.isspace())
        if stays:
            pieces[-1] += word
        else:
            pieces.append(word)
    return pieces


def _break_paragraph(text: str, fits: Fits) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in unbreakable_pieces(text):
        if fits((line + piece).rstrip()):
            line += piece
            continue
        if line:
            lines.append(line.rstrip())
        line = piece
        while not fits(line.rstrip()):
            head = _longest_head(line, fits)
            lines.append(line[:head])
            line = line[head:]
    lines.append(line.rstrip())
    return lines


def _longest_head(piece: str, fits: Fits) -> int:
    """How much of a piece fits on one line; at least one character, so that it ends."""
    low, high = 1, len(piece) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if fits(piece[:middle]):
            low = middle
        else:
            high = middle - 1
    return max(1, low)
