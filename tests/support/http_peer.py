"""An emulator's control port as the controller meets it: gives a picture, takes posts. Speaks HTTP bytes on a loopback port."""

import asyncio
import json
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

WIDTH, HEIGHT = 200, 100


def grey_png() -> bytes:
    """A grey picture of `WIDTH` × `HEIGHT` (PNG specification, ISO/IEC 15948)."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    lines = zlib.compress((b"\x00" + b"\x80" * WIDTH) * HEIGHT)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


@dataclass
class HttpPeer:
    base_url: str = ""
    status: int = 200
    menu: dict[str, Any] = field(default_factory=lambda: {"keys": [], "faults": [], "fault": "none"})
    """What it says at `/{device}/menu`."""
    posts: list[tuple[str, Any]] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode("latin-1").split("\r\n")
                method, path, _ = first.split(" ")
                length = next((int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length:")), 0)
                body = await reader.readexactly(length)
                if method == "POST":
                    self.posts.append((path, json.loads(body)))
                    self.heard.set()
                    answer, kind = b"{}", "application/json"
                elif path.endswith("/menu"):
                    answer, kind = json.dumps(self.menu).encode(), "application/json"
                else:
                    answer, kind = grey_png(), "image/png"
                writer.write(
                    f"HTTP/1.1 {self.status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(answer)}\r\n\r\n".encode() + answer
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()


@asynccontextmanager
async def http_peer() -> AsyncIterator[HttpPeer]:
    peer = HttpPeer()
    server = await asyncio.start_server(peer.serve, "127.0.0.1", 0)
    peer.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield peer
    finally:
        server.close()
