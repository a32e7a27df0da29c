"""Chinese double-byte character sets as printers and boards have them in their font chips.

Python's codecs differ from those chips in two signs: its gb2312 table puts the dash of A1AA and the middle dot of A1A4 at
other code points than GBK does. Both readings are taken here.
"""

from enum import StrEnum

from drivers.private_use import is_private


class Charset(StrEnum):
    """A four-byte GB 18030 character is never sent: devices show its bytes as rubbish."""

    GB2312 = "gb2312"
    GBK = "gbk"
    GB18030_TWO_BYTE = "gb18030-two-byte"


_CODECS = {
    Charset.GB2312: ("gbk", "gb2312"),
    Charset.GBK: ("gbk", "gb2312"),
    Charset.GB18030_TWO_BYTE: ("gb18030", "gb2312"),
}
PAIR_BYTES = 2


def encode_character(character: str, charset: Charset) -> bytes | None:
    """One byte of printable ASCII or two of the set; None for what the set lacks and for control characters.

    Python's GB 18030 has private code points at two-byte places (FE 59, A6 D9 …) that later versions of the standard gave to
    other ones: what a font chip shows there depends on its year, so they are never sent.
    """
    if " " <= character <= "~":
        return character.encode("ascii")
    if is_private(character):
        return None
    for codec in _CODECS[charset]:
        try:
            encoded = character.encode(codec)
        except UnicodeEncodeError:
            continue
        if len(encoded) == PAIR_BYTES and (charset is not Charset.GB2312 or _in_gb2312(encoded)):
            return encoded
    return None


def _in_gb2312(pair: bytes) -> bool:
    try:
        pair.decode("gb2312")
    except UnicodeDecodeError:
        return False
    return True
