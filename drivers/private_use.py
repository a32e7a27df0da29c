"""Characters that old Chinese software keeps at private code points, at the places where Unicode has them today.

GBK came before Unicode had all of its characters; for those it used U+E000 to U+F8FF, and databases, ID cards and input
methods filled at that time still hold a name's 䶮 as U+E863. A printer's or board's font knows nothing of private code points.
Source: GB 18030-2005 appendix E and the changes of GB 18030-2022 (its table of formerly private characters).
"""

_FIRST_OF_TABLE = 0xE815
_TABLE = (
    "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹"
    "䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
)
"""Bytes FE 50 to FE A0, in their order."""
_SINGLE = {
    0xE76C: "€",
    0xE7C7: "ḿ",
    0xE7C8: "ǹ",
    0xE78D: "︐",
    0xE78E: "︒",
    0xE78F: "︑",
    0xE790: "︓",
    0xE791: "︔",
    0xE792: "︕",
    0xE793: "︖",
    0xE794: "︗",
    0xE795: "︘",
    0xE796: "︙",
    0xE7E7: "〾",
    **{0xE7E8 + place: chr(0x2FF0 + place) for place in range(12)},
}
_TODAY = {_FIRST_OF_TABLE + place: character for place, character in enumerate(_TABLE)} | _SINGLE


def is_private(character: str) -> bool:
    """A code point without a meaning of its own."""
    code = ord(character)
    return 0xE000 <= code <= 0xF8FF or code >= 0xF0000


def as_today(text: str) -> str:
    """`text` with every formerly private character at its present code point; others stay."""
    return text.translate(_TODAY)
