"""IPP as a printer hears and says it: a request's parts, an answer's bytes.

Written from RFC 8010 and RFC 8011, apart from the driver's own reading of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

OPERATION_GROUP, JOB_GROUP, END, PRINTER_GROUP = 1, 2, 3, 4
OK, BAD_REQUEST, NOT_POSSIBLE, NOT_FOUND = 0x0000, 0x0400, 0x0404, 0x0406
WRONG_FORMAT, NOT_SUPPORTED, NOT_ACCEPTING = 0x040A, 0x0501, 0x0506
PRINT_JOB, CREATE_JOB, SEND_DOCUMENT, CANCEL_JOB = 0x02, 0x05, 0x06, 0x08
GET_JOB, GET_JOBS, GET_PRINTER, IDENTIFY = 0x09, 0x0A, 0x0B, 0x3C

INTEGER, BOOLEAN, ENUM, OCTETS, RESOLUTION = 0x21, 0x22, 0x23, 0x30, 0x32
MEMBER, BEGIN, END_OF_COLLECTION = 0x4A, 0x34, 0x37
TEXT, NAME, KEYWORD, URI, CHARSET, LANGUAGE, MIME = 0x41, 0x42, 0x44, 0x45, 0x47, 0x48, 0x49

Said = tuple[str, int, tuple[Any, ...]]
"""Name, tag, values."""


class NotIpp(Exception):
    """The bytes can't be read."""


@dataclass(frozen=True, slots=True)
class Request:
    """`attributes`: of the operation and the job together, by name."""

    operation: int
    number: int
    attributes: Mapping[str, list[bytes]]
    document: bytes
    members: Mapping[str, bytes]
    """What stands within collections, by its own name."""

    def member(self, name: str) -> str:
        return self.members.get(name, b"").decode("utf-8", "replace")

    def text(self, name: str) -> str:
        values = self.attributes.get(name)
        return values[0].decode("utf-8", "replace") if values else ""

    def integer(self, name: str) -> int:
        values = self.attributes.get(name)
        return int.from_bytes(values[0], "big", signed=True) if values else 0

    def wanted(self) -> set[str]:
        """Names of `requested-attributes`; empty: all."""
        names = {value.decode("ascii", "replace") for value in self.attributes.get("requested-attributes", [])}
        return set() if "all" in names else names


def read(body: bytes) -> Request:
    """Raises NotIpp."""
    if len(body) < 9 or body[0] not in (1, 2):
        raise NotIpp
    operation, number = int.from_bytes(body[2:4], "big"), int.from_bytes(body[4:8], "big")
    attributes: dict[str, list[bytes]] = {}
    members: dict[str, bytes] = {}
    at, last, member = 8, "", ""
    try:
        while body[at] != END:
            tag = body[at]
            if tag < 0x10:
                at += 1
                continue
            name_length = int.from_bytes(body[at + 1 : at + 3], "big")
            name = body[at + 3 : at + 3 + name_length].decode("ascii")
            at += 3 + name_length
            value_length = int.from_bytes(body[at : at + 2], "big")
            value = body[at + 2 : at + 2 + value_length]
            if len(value) != value_length:
                raise NotIpp
            at += 2 + value_length
            last = name or last
            if tag == MEMBER:
                # What stands within a collection goes by the last two names.
                member = value.decode("ascii")
            elif not name and member and tag not in (BEGIN, END_OF_COLLECTION):
                members[member] = value
            else:
                member = "" if name else member
                attributes.setdefault(last, []).append(value)
    except (IndexError, UnicodeDecodeError) as error:
        raise NotIpp from error
    return Request(operation, number, attributes, body[at + 1 :], members)


def answer(status: int, number: int, groups: Iterable[tuple[int, Iterable[Said]]] = ()) -> bytes:
    """One whole answer."""
    head: tuple[Said, ...] = (("attributes-charset", CHARSET, ("utf-8",)), ("attributes-natural-language", LANGUAGE, ("en",)))
    out = bytearray(b"\x02\x00" + status.to_bytes(2, "big") + number.to_bytes(4, "big"))
    for group, attributes in ((OPERATION_GROUP, head), *groups):
        out.append(group)
        for name, tag, values in attributes:
            for place, value in enumerate(values):
                called = b"" if place else name.encode()
                said = _bytes(tag, value)
                out += bytes((tag,)) + len(called).to_bytes(2, "big") + called + len(said).to_bytes(2, "big") + said
    return bytes(out) + bytes((END,))


def _bytes(tag: int, value: Any) -> bytes:
    if tag in (INTEGER, ENUM):
        return int(value).to_bytes(4, "big", signed=True)
    if tag == BOOLEAN:
        return b"\x01" if value else b"\x00"
    if tag == RESOLUTION:
        return int(value).to_bytes(4, "big") * 2 + b"\x03"
    return value if isinstance(value, bytes) else str(value).encode()
