"""IPP messages: requests to bytes, answers from bytes (RFC 8010). No HTTP, no port, no meaning.

An answer's every length is checked against what is there; collections are walked over, since nothing here needs them.
"""

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from drivers.document_printer.ipp_words import FIRST_ERROR, LAST_DELIMITER, VERSION, Group, Tag

Value = int | bool | str | bytes
"""Numbers, booleans and texts; what has no shape of its own here, such as a resolution, stays bytes."""
DEEPEST_COLLECTION = 8
_TEXTS = frozenset(range(0x40, 0x60)) - {Tag.MEMBER_NAME}
"""RFC 8010: character-string tags."""


class Garbled(ValueError):
    """These bytes are no IPP message."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One of a request, with one or more values of the same kind, or with members of its own (a collection)."""

    name: str
    tag: Tag
    values: tuple[Value, ...] = ()
    members: "tuple[Attribute, ...]" = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """`groups`: (delimiter, attributes by name), in order; each attribute with all its values."""

    status: int
    request_id: int
    groups: tuple[tuple[int, Mapping[str, tuple[Value, ...]]], ...]

    @property
    def succeeded(self) -> bool:
        return self.status < FIRST_ERROR

    def group(self, delimiter: Group) -> Mapping[str, tuple[Value, ...]]:
        """The first group of this kind; empty when there is none."""
        return next((attributes for found, attributes in self.groups if found == delimiter), {})

    def each(self, delimiter: Group) -> list[Mapping[str, tuple[Value, ...]]]:
        """All groups of this kind, such as one for each job."""
        return [attributes for found, attributes in self.groups if found == delimiter]


def attribute(name: str, tag: Tag, *values: Value) -> Attribute:
    return Attribute(name, tag, values)


def collection(name: str, *members: Attribute) -> Attribute:
    """RFC 8010 3.1.6: attributes within an attribute; each member has one value, or is a collection itself."""
    return Attribute(name, Tag.BEGIN_COLLECTION, members=members)


def encode(operation: int, request_id: int, groups: Iterable[tuple[Group, Iterable[Attribute]]]) -> bytes:
    """A request up to its end tag; a document goes right behind it.

    Raises:
        ValueError: a value doesn't fit its tag.
    """
    out = bytearray(VERSION + struct.pack(">HI", operation, request_id))
    for delimiter, attributes in groups:
        out.append(delimiter)
        for one in attributes:
            if one.tag is Tag.BEGIN_COLLECTION:
                out += _field(one.tag, one.name.encode("ascii"), b"") + _members(one)
            for place, value in enumerate(one.values):
                # Further values of the same attribute have an empty name.
                out += _field(one.tag, b"" if place else one.name.encode("ascii"), _encoded(one.tag, value))
    out.append(Group.END)
    return bytes(out)


def _members(of: Attribute) -> bytes:
    out = b""
    for member in of.members:
        out += _field(Tag.MEMBER_NAME, b"", member.name.encode("ascii"))
        if member.tag is Tag.BEGIN_COLLECTION:
            out += _field(member.tag, b"", b"") + _members(member)
        else:
            out += _field(member.tag, b"", _encoded(member.tag, member.values[0]))
    return out + _field(Tag.END_COLLECTION, b"", b"")


def _field(tag: Tag, name: bytes, body: bytes) -> bytes:
    return struct.pack(">BH", tag, len(name)) + name + struct.pack(">H", len(body)) + body


def _encoded(tag: Tag, value: Value) -> bytes:
    if tag is Tag.BOOLEAN:
        return b"\x01" if value else b"\x00"
    if tag in (Tag.INTEGER, Tag.ENUM) and isinstance(value, int):
        return struct.pack(">i", value)
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode()
    raise ValueError(f"{value!r} is no value of tag {tag.name}")


def decode(body: bytes) -> Answer:
    """A whole answer.

    Raises:
        Garbled: it breaks off, or a length is wrong.
    """
    return _Reader(body).answer()


def is_whole_request(data: bytes) -> bool:
    """These bytes are one request with nothing behind it: attributes, and no byte of a document."""
    reader = _Reader(data)
    try:
        reader.answer()
    except Garbled:
        return False
    return reader.at_end


class _Reader:
    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    @property
    def at_end(self) -> bool:
        return self._at == len(self._body)

    def answer(self) -> Answer:
        if self._take(2)[:1] not in (b"\x01", b"\x02"):
            raise Garbled("neither IPP 1 nor 2")
        status, request_id = struct.unpack(">HI", self._take(6))
        groups: list[tuple[int, dict[str, tuple[Value, ...]]]] = []
        name = ""
        while (tag := self._take(1)[0]) != Group.END:
            if tag <= LAST_DELIMITER:
                groups.append((tag, {}))
                continue
            if not groups:
                raise Garbled("a value before the first group")
            name = self._text() or name
            value = self._value(tag)
            if not name:
                raise Garbled("a value without a name")
            attributes = groups[-1][1]
            attributes[name] = (*attributes.get(name, ()), *value)
        return Answer(status, request_id, tuple(groups))

    def _value(self, tag: int) -> tuple[Value, ...]:
        body = self._field()
        if tag == Tag.BEGIN_COLLECTION:
            self._skip_collection(1)
            return ()
        if tag in (Tag.INTEGER, Tag.ENUM):
            if len(body) != 4:
                raise Garbled("an integer has four bytes")
            return (int.from_bytes(body, "big", signed=True),)
        if tag == Tag.BOOLEAN:
            return (body == b"\x01",)
        if tag in _TEXTS:
            return (body.decode("utf-8", "replace"),)
        # Out-of-band values (no-value, unknown) say that there is none.
        return (body,) if body else ()

    def _skip_collection(self, depth: int) -> None:
        if depth > DEEPEST_COLLECTION:
            raise Garbled("collections too deep")
        while True:
            tag = self._take(1)[0]
            if tag <= LAST_DELIMITER:
                raise Garbled("a collection breaks off")
            self._field()
            self._field()
            if tag == Tag.END_COLLECTION:
                return
            if tag == Tag.BEGIN_COLLECTION:
                self._skip_collection(depth + 1)

    def _text(self) -> str:
        return self._field().decode("ascii", "replace")

    def _field(self) -> bytes:
        return self._take(int.from_bytes(self._take(2), "big"))

    def _take(self, count: int) -> bytes:
        part = self._body[self._at : self._at + count]
        if len(part) != count:
            raise Garbled("it breaks off")
        self._at += count
        return part
