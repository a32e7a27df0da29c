"""The head that all data fields from the host share, and dynamic areas as they stand in one."""

from dataclasses import dataclass

from drivers.led_board.onbon.area import DELETE_ALL, DynamicArea, decode_area, encode_area

REPLY_WANTED = 0x01
NO_REPLY = 0x02
_HEAD_BYTES = 5
UPDATE_AREAS = (0xA3, 0x06)


@dataclass(frozen=True, slots=True)
class Request:
    """Group, command, whether an answer is wanted, two bytes, the rest."""

    group: int
    command: int
    payload: bytes = b""
    reply: int = REPLY_WANTED
    reserved: bytes = b"\x00\x00"
    """Zero in new frames; in older ones the payload's length. Of A3 06 the first byte may say how the areas are cleared."""


@dataclass(frozen=True, slots=True)
class AreaUpdate:
    """The payload of A3 06: first delete, then write."""

    delete: tuple[int, ...] | None
    """None: all."""
    areas: tuple[DynamicArea, ...]


def encode_request(request: Request) -> bytes:
    return bytes((request.group, request.command, request.reply)) + request.reserved + request.payload


def parse_request(data: bytes) -> Request | None:
    """A data field from the host; None if it is too short to be one."""
    if len(data) < _HEAD_BYTES:
        return None
    return Request(data[0], data[1], bytes(data[_HEAD_BYTES:]), data[2], bytes(data[3:_HEAD_BYTES]))


def encode_update(update: AreaUpdate) -> bytes:
    deletion = bytes((DELETE_ALL,)) if update.delete is None else bytes((len(update.delete), *update.delete))
    encoded = [encode_area(area) for area in update.areas]
    return b"".join((deletion, bytes((len(encoded),)), *(len(one).to_bytes(2, "little") + one for one in encoded)))


def parse_update(payload: bytes) -> AreaUpdate | None:
    """None if a length in it is wrong: then no part of it can be trusted."""
    if not payload:
        return None
    everything = payload[0] == DELETE_ALL
    at = 1 if everything else 1 + payload[0]
    if len(payload) <= at:
        return None
    delete = None if everything else tuple(payload[1:at])
    count, at = payload[at], at + 1
    areas = []
    for _ in range(count):
        length = int.from_bytes(payload[at : at + 2], "little")
        area = decode_area(payload[at + 2 : at + 2 + length])
        if area is None or len(payload) < at + 2 + length:
            return None
        areas.append(area)
        at += 2 + length
    return AreaUpdate(delete, tuple(areas)) if at == len(payload) else None
