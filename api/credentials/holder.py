"""Who a code speaks of, and how few bytes that takes."""

from dataclasses import dataclass, field

from api.credentials.refusal import CodeRefused, Reason
from api.identity.documents import RESIDENT_CARD
from api.identity.id_number import LENGTH, check_character

_NUMBER_BYTES = 8
"""17 digits are below 2^57."""
_DIGITS = LENGTH - 1
LONGEST_DOCUMENT, LONGEST_NUMBER, LONGEST_NAME = 3, 30, 60


@dataclass(frozen=True, slots=True)
class CodeHolder:
    document: str = field(repr=False)
    number: str = field(repr=False)
    name: str = field(default="", repr=False)


def pack(holder: CodeHolder) -> bytes | list[str]:
    """A resident as the number's 17 digits (8 bytes; the 18th follows from them) and the name in UTF-16; else three texts."""
    number = holder.number.upper()
    digits = number[:_DIGITS]
    sound = len(number) == LENGTH and digits.isascii() and digits.isdigit() and check_character(digits) == number[_DIGITS:]
    if holder.document == RESIDENT_CARD and sound:
        return int(digits).to_bytes(_NUMBER_BYTES) + holder.name.encode("utf-16-be")
    return [holder.document, holder.number, holder.name]


def unpack(packed: object) -> CodeHolder:
    """
    Raises:
        CodeRefused: `code.malformed`.
    """
    match packed:
        case bytes() if len(packed) >= _NUMBER_BYTES:
            digits = f"{int.from_bytes(packed[:_NUMBER_BYTES]):0{_DIGITS}d}"
            if len(digits) > _DIGITS:
                raise CodeRefused(Reason.MALFORMED)
            try:
                name = packed[_NUMBER_BYTES:].decode("utf-16-be")
            except UnicodeDecodeError:
                raise CodeRefused(Reason.MALFORMED) from None
            return checked(RESIDENT_CARD, digits + check_character(digits), name)
        case [str() as document, str() as number, str() as name]:
            return checked(document, number, name)
        case _:
            raise CodeRefused(Reason.MALFORMED)


def checked(document: str, number: str, name: str) -> CodeHolder:
    """
    Raises:
        CodeRefused: `code.malformed`: empty, too long, or with characters that no document has.
    """
    fits = (
        document.isascii()
        and document.isdigit()
        and len(document) == LONGEST_DOCUMENT
        and 0 < len(number) <= LONGEST_NUMBER
        and number.isascii()
        and number.isprintable()
        and len(name) <= LONGEST_NAME
        and name.isprintable()
    )
    if not fits:
        raise CodeRefused(Reason.MALFORMED)
    return CodeHolder(document, number, name)
