"""A networked loudspeaker: takes raw PCM (16 bit, mono) over TCP until end of file, plays it in real time, then closes.

Plays into nothing, but listens to itself: its state holds the words it heard in the sound.
"""

import asyncio
import random
import socket
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from drivers.emulators.clip_ear import ClipEar
from drivers.emulators.device import REBOOT_S
from drivers.emulators.faults import DROP_LINK, GARBAGE, HALF_FRAME, NONE, REBOOT, SILENT, SLOW, STOP_READING, UnknownFault
from drivers.emulators.menu import Key
from drivers.emulators.speaker_picture import draw_caption
from drivers.emulators.streams import StreamServer

CHUNK_BYTES = 4096
HEARD_KEPT = 50
SLOW_FACTOR = 0.05
"""Fault `slow`: plays at a twentieth of its speed."""
HALF_BYTES = 8_000
"""Fault `half-frame`: hangs up after this much sound."""
FAULTS = (SILENT, DROP_LINK, GARBAGE, HALF_FRAME, SLOW, STOP_READING, REBOOT, NONE)


class SpeakerEmulator:
    """One loudspeaker.

    Args:
        port: 0 takes a free one; `port` says which after `start`.
        clips: folder with the recordings it may recognise.
        speed: 1 plays in real time, 10 ten times as fast, 0 without any waiting.
    """

    kind = "speaker"

    def __init__(
        self,
        id: str,  # noqa: A002
        clips: Path,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        speed: float = 1.0,
        reboot_s: float = REBOOT_S,
    ) -> None:
        self.id = id
        self.port = port
        self._host = host
        self._speed = speed
        self._reboot_s = reboot_s
        self._ear = ClipEar(clips)
        self._fault = NONE
        self._server = StreamServer(self._accept)
        self._connections: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._playing = asyncio.Lock()
        self._fault_changed = asyncio.Event()
        self._heard: deque[dict[str, Any]] = deque(maxlen=HEARD_KEPT)
        self._utterances = 0
        self._cut_off = 0
        self._bytes = 0

    async def start(self) -> None:
        await self._listen()

    async def stop(self) -> None:
        await self._refuse()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def state(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "tcp": self.port,
            "fault": self._fault,
            "connections": len(self._connections),
            "playing": self._playing.locked(),
            "bytes": self._bytes,
            "utterances": self._utterances,
            "cut_off": self._cut_off,
            "caption": self._heard[-1]["text"] if self._heard else "",
            "heard": list(self._heard),
        }

    def picture(self) -> bytes | None:
        """PNG with the last words."""
        return draw_caption(self._heard[-1]["text"] if self._heard else "", playing=self._playing.locked(), fault=self._fault)

    def key_menu(self) -> Sequence[Key]:
        return ()

    def fault_menu(self) -> Sequence[str]:
        return FAULTS

    def press(self, key: str) -> None:
        raise ValueError(f"a loudspeaker has no key {key!r}")

    def fault(self, name: str) -> None:
        """`none`, `silent` (takes sound, never finishes), `drop-link` (unplugged), `garbage` (talks back), `half-frame` (hangs up
        in the middle), `slow`, `stop-reading`, `reboot`.
        """
        if name not in FAULTS:
            raise UnknownFault(f"{self.id} has no fault {name!r}; it has {', '.join(FAULTS)}")
        was, self._fault = self._fault, NONE if name == REBOOT else name
        self._fault_changed.set()
        self._fault_changed = asyncio.Event()
        if name == DROP_LINK:
            self._spawn(self._refuse())
        elif name == REBOOT:
            self._spawn(self._reboot())
        elif was == DROP_LINK:
            self._spawn(self._listen())

    async def _reboot(self) -> None:
        await self._refuse()
        await asyncio.sleep(self._reboot_s)
        if self._fault != DROP_LINK and not self._server.listening:
            await self._listen()

    async def _listen(self) -> None:
        if not self._server.listening:
            self.port = self._server.listen(self._host, self.port)

    async def _refuse(self) -> None:
        await self._server.stop()

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.add(writer)
        try:
            await self._utterance(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            self._cut_off += 1
        except asyncio.CancelledError:
            self._cut_off += 1
            raise
        finally:
            self._connections.discard(writer)

    async def _utterance(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.read(CHUNK_BYTES)
        if not first:
            return
        async with self._playing:
            sound = await self._play(first, reader, writer)
            if sound is None:
                self._cut_off += 1
                return
            if not any(sound):
                # Silence, by which a host finds out whether anything plays at all.
                return
            # Recognition at another volume takes 0.2 s of work, in which the other emulators must not stand still.
            text = await asyncio.to_thread(self._ear.text, sound)
            self._utterances += 1
            self._heard.append({"text": text, "seconds": round(len(sound) / 2 / self._ear.rate_hz, 2)})

    async def _play(self, first: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes | None:
        """The whole sound; None when it was cut off by a fault."""
        loop = asyncio.get_running_loop()
        sound = bytearray()
        chunk = first
        played_until_s = loop.time()
        while chunk:
            sound += chunk
            self._bytes += len(chunk)
            if _was_reset(writer):
                # The host took back what isn't heard yet.
                return None
            if self._fault == HALF_FRAME and len(sound) >= HALF_BYTES:
                return None
            if self._fault == GARBAGE:
                writer.write(random.randbytes(40))
            speed = self._speed * (SLOW_FACTOR if self._fault == SLOW else 1.0)
            if self._fault == SLOW and not speed:
                speed = SLOW_FACTOR
            if speed:
                played_until_s = max(played_until_s, loop.time() - 0.2) + len(chunk) / 2 / self._ear.rate_hz / speed
                await self._wait(played_until_s - loop.time())
            while self._fault == STOP_READING:
                await self._fault_changed.wait()
            chunk = await reader.read(CHUNK_BYTES)
        while self._fault == SILENT:
            await self._fault_changed.wait()
        return bytes(sound)

    async def _wait(self, seconds: float) -> None:
        """Time passes while sound plays; a changed fault ends the wait."""
        if seconds > 0:
            try:
                await asyncio.wait_for(self._fault_changed.wait(), seconds)
            except TimeoutError:
                return


def _was_reset(writer: asyncio.StreamWriter) -> bool:
    """asyncio looks at a connection no more once its end was read; a reset after that shows in the socket only."""
    connection = writer.get_extra_info("socket")
    return bool(connection is not None and connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))
