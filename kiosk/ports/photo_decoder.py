"""A decoder of the chip's photo, brought by the deployer: WLT is a closed format, and nothing that decodes it is shipped.

It is foreign code that is fed a stranger's picture, so it runs in a process of its own for each picture: with limits on time and
memory, without a file that it could write, and whatever it does wrong only means that there is no picture.
"""

import asyncio
import contextlib
import sys
from base64 import b64encode
from pathlib import Path

DECODE_S = 5.0
"""Decoders of this format take milliseconds; a person waits."""
PICTURE_MAX_BYTES = 200_000
"""A chip's picture is 102 × 126 pixels: 38 kB even as a bitmap."""
PIECE_BYTES = 64 * 1024
PICTURE_HEADS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
"""JPEG, PNG."""
RUNNER = "kiosk.ports.photo_decoder_child"


class PhotoDecoder:
    """Runs `function(wlt: bytes) -> bytes` of a named module; it returns a JPEG or PNG."""

    def __init__(self, function: str, folder: Path | None = None, *, python: str = sys.executable) -> None:
        """
        Args:
            function: `module:function`.
            folder: where the module is, when it isn't installed.

        Raises:
            ValueError: not `module:function`.
        """
        module, _, name = function.partition(":")
        if not module.replace(".", "_").isidentifier() or not name.isidentifier():
            raise ValueError("a photo decoder is named as module:function")
        self._command = (python, "-P", "-s", "-m", RUNNER, function, str(folder.resolve()) if folder else "")

    async def decode(self, photo_wlt: bytes) -> str:
        """The picture as base64; empty when it couldn't be decoded, for whatever reason. Cancelling it ends the process."""
        if not photo_wlt:
            return ""
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                # What it writes about a picture may hold a piece of it.
                stderr=asyncio.subprocess.DEVNULL,
                env={},
            )
        except OSError:
            return ""
        try:
            async with asyncio.timeout(DECODE_S):
                picture = await _picture(process, photo_wlt)
        except TimeoutError:
            return ""
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        sound = process.returncode == 0 and picture.startswith(PICTURE_HEADS)
        return b64encode(picture).decode("ascii") if sound else ""


async def _picture(process: asyncio.subprocess.Process, photo_wlt: bytes) -> bytes:
    """What the process writes until it ends. Empty as soon as it is more than a picture: nothing of that is kept."""
    if process.stdin is None or process.stdout is None:
        return b""
    with contextlib.suppress(ConnectionError):
        # A decoder may end before it has read anything.
        process.stdin.write(photo_wlt)
        await process.stdin.drain()
    process.stdin.close()
    picture = bytearray()
    while piece := await process.stdout.read(PIECE_BYTES):
        picture += piece
        if len(picture) > PICTURE_MAX_BYTES:
            return b""
    await process.wait()
    return bytes(picture)
