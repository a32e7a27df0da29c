"""How long the kiosk's screen is held while a face is verified; started by `bench.vision`, prints one JSON object.

    python -m bench.vision_stall FOLDER_OF_MODELS

Here runs the kiosk's own end: its event loop (Kivy draws on the same one), the vision client, and the reader of the preview,
asked thirty times a second as the screen's widget does. The vision process is a real one before a drawn person who turns.
A heartbeat every 5 ms notes how late the loop comes; what the machine itself kept the thread waiting for a core (schedstat of
proc(5)) is taken off, since this says nothing about the program. Drawing isn't in it: that is the graphics chip's. For comparison
the same loop with face_recognition called in a thread of the same process, which is what this design avoids. Beside it the vision
process's resident memory.
"""

import asyncio
import base64
import itertools
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from api.messages.identity_words import Assurance
from bench.process_cost import resident_megabytes
from bench.statistics_of import percentile
from kiosk.vision.client import VisionClient
from kiosk.vision.messages import StartFace
from kiosk.vision.settings import VisionSettings

BEAT_S = 0.005
LOOKS_PER_S = 30
IDLE_S = 3.0
COMPARISONS = 3
TIME_LIMIT_S = 40.0
"""Of one: a machine that is busy with other work takes its time."""
READY_S = 60.0
FPS, FILM_S, PERSON = 15.0, 8.0, 4
THEIR_FRAMES = 4


def waited_for_a_core_s() -> float:
    """Of this thread, since it began."""
    return int(Path("/proc/thread-self/schedstat").read_text(encoding="ascii").split()[1]) / 1e9


class Heartbeat:
    """How late the loop comes to a call that is due, ms."""

    def __init__(self) -> None:
        self.late_ms: list[float] = []
        self.raw_ms: list[float] = []

    async def beat(self) -> None:
        while True:
            due, queued = time.monotonic() + BEAT_S, waited_for_a_core_s()
            await asyncio.sleep(BEAT_S)
            late = time.monotonic() - due
            self.raw_ms.append(late * 1000)
            self.late_ms.append(max(0.0, late - (waited_for_a_core_s() - queued)) * 1000)

    def figures(self) -> dict[str, float]:
        return {
            "beats": len(self.late_ms),
            "p50_ms": round(percentile(self.late_ms, 0.5), 2),
            "p99_ms": round(percentile(self.late_ms, 0.99), 2),
            "max_ms": round(max(self.late_ms, default=0.0), 2),
            "max_with_waiting_for_a_core_ms": round(max(self.raw_ms, default=0.0), 2),
        }


@asynccontextmanager
async def beating() -> AsyncIterator[Heartbeat]:
    heart = Heartbeat()
    task = asyncio.create_task(heart.beat(), name="heartbeat")
    try:
        yield heart
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def look_at(client: VisionClient) -> None:
    """As the screen's preview does."""
    number = -1
    while client.preview is not None:
        picture = client.preview.newest(number)
        number = picture.number if picture is not None else number
        await asyncio.sleep(1 / LOOKS_PER_S)


async def until_ready(client: VisionClient) -> None:
    async with asyncio.timeout(READY_S):
        while client.ready is None or client.lack:  # noqa: ASYNC110 (another process's word)
            await asyncio.sleep(0.05)


async def measure(models: Path, frames: Path, photo: bytes) -> dict[str, object]:
    # Single JPEG pictures, as a USB camera sends them: a film would load FFmpeg, 10 MB that no camera needs.
    camera = {"images": frames, "fps": FPS, "width": 640, "height": 480, "repeat": True}
    client = VisionClient(VisionSettings.model_validate({"camera": camera, "models": models, "log_level": "error"}))
    outcomes: list[str] = []
    memory = 0.0
    await client.start()
    try:
        await until_ready(client)
        async with beating() as idle:
            await asyncio.sleep(IDLE_S)
        looking = asyncio.create_task(look_at(client), name="preview")
        async with beating() as verifying:
            for number in range(COMPARISONS):
                done = await client.compare(order(number, photo), lambda _: None)
                outcomes.append(done.outcome.value)
                memory = max(memory, resident_megabytes(client.process_id) if client.process_id else 0.0)
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
    finally:
        await client.stop()
    return {**verifying.figures(), "idle": idle.figures(), "outcomes": outcomes, "vision_process_mib": round(memory, 1)}


def order(number: int, photo: bytes) -> StartFace:
    return StartFace(
        id=f"bench-{number}",
        consent="bench",
        level=Assurance.L1,
        photo=base64.b64encode(photo).decode("ascii"),
        seed=number,
        time_limit_s=TIME_LIMIT_S,
    )


async def in_one_process() -> dict[str, float]:
    """The same heartbeat while face_recognition works in a thread beside it."""
    from bench.vision_ours import frame_of
    from bench.vision_theirs import TheirPath

    theirs, frame = TheirPath(), frame_of(640, 480)
    reference = theirs.embed(frame, theirs.find(frame))[0]
    async with beating() as heart:
        for _ in range(THEIR_FRAMES):
            await asyncio.to_thread(theirs.whole, frame, reference)
    return heart.figures()


def draw_person(folder: Path) -> tuple[Path, bytes]:
    """A folder of frames of the invented person before the camera, and another picture of them as a card would carry it."""
    import cv2

    from drivers.emulators.persons.scenes import Scene, View, frames

    pictures = folder / "frames"
    pictures.mkdir()
    for number, frame in enumerate(itertools.islice(frames(Scene.TURNING, PERSON, View(fps=FPS)), int(FPS * FILM_S))):
        cv2.imwrite(str(pictures / f"{number:04}.jpg"), frame)
    portrait = next(itertools.islice(frames(Scene.FRONT, PERSON, View(fps=FPS), picture="a"), 8, None))
    return pictures, cv2.imencode(".jpg", portrait)[1].tobytes()


def main(models: Path) -> None:
    # Whoever started this may be bound to one core; screen and vision process have all of them.
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    with tempfile.TemporaryDirectory(prefix="tingtang-bench-") as folder:
        frames, photo = draw_person(Path(folder))
        document = asyncio.run(measure(models, frames, photo))
    try:
        document["face_recognition_in_a_thread"] = asyncio.run(in_one_process())
    except Exception as error:
        document["face_recognition_in_a_thread"] = f"not measured: {type(error).__name__}"
    print(json.dumps(document))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
