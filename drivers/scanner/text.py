"""What a code says as text. Pure."""

import re

from drivers.scanner.profile import Charset

_AIM = re.compile(rb"\][A-Za-z][0-9A-Za-z]")
"""AIM symbology identifier, ISO/IEC 15424: `]Q1` is a QR code."""
_CODECS = {Charset.UTF_8: ("utf-8",), Charset.GBK: ("gb18030",), Charset.AUTO: ("utf-8", "gb18030")}


def split_aim(code: bytes) -> tuple[str, bytes]:
    """The identifier before a code, and the code; empty when there is none."""
    found = _AIM.match(code)
    return (found[0].decode("ascii"), code[found.end() :]) if found else ("", code)


def decode(code: bytes, charset: Charset) -> str | None:
    """None for bytes that are no text in this charset; NUL never stands in text."""
    if b"\x00" in code:
        return None
    for codec in _CODECS[charset]:
        try:
            return code.decode(codec)
        except UnicodeDecodeError:
            continue
    return None
