"""C-Power frames as others publish them, in `vendor_frames.json` with their sources; none was made by this project's encoder."""

import json
from pathlib import Path

_FRAMES = json.loads(Path(__file__).with_name("vendor_frames.json").read_text(encoding="utf-8"))


def _group(name: str) -> dict[str, bytes]:
    return {frame["name"]: bytes.fromhex(frame["hex"]) for frame in _FRAMES[name]}


SERIAL = _group("serial")
NETWORK = _group("network")
REFUSED = _group("refused")
"""Copied round the web with a wrong length or sum."""


def echo(kind: int, check: str) -> bytes:
    """All byte values, as a card was asked to repeat them and did: recorded in 2014, published in a Node.js driver's comments."""
    payload = bytes(range(256)).replace(b"\xaa", b"\xaa\x0a").replace(b"\xa5", b"\xaa\x05").replace(b"\xae", b"\xaa\x0e")
    return b"\xa5" + bytes((kind, 0x32, 0x01, 0x01, 0x01)) + payload + bytes.fromhex(check) + b"\xae"
