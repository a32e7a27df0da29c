"""`python -m tests.support.canary_kiosk VIDEO REGISTER KEY`: compares one person twice, says how it ended, and stays.

A process of its own, so that its memory can be searched for what a session must not leave behind. Reads the card's photo and the
person's hash from standard input.
"""

import asyncio
import sys
from pathlib import Path

from api.messages.identity_words import Assurance
from kiosk.vision.client import VisionClient
from tests.support.vision_process import face_order, ignore, settings, started


async def session(client: VisionClient, number: int) -> str:
    photo, person = sys.stdin.readline().strip(), sys.stdin.readline().strip()
    by_photo = await client.compare(face_order(Assurance.L1, photo=photo, id=f"photo-{number}"), ignore)
    by_register = await client.compare(face_order(Assurance.L1, person=person, id=f"kept-{number}"), ignore)
    return f"{by_photo.outcome} {by_register.outcome}"


async def main(video: Path, register: Path, key: Path) -> None:
    camera: dict[str, object] = {"video": video}
    client = VisionClient(settings(camera, registry={"file": register, "key": key}, log_level="debug"))
    await started(client)
    outcome = await session(client, 1)
    print(client.process_id, outcome, flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    await client.stop()


if __name__ == "__main__":
    asyncio.run(main(*(Path(argument) for argument in sys.argv[1:])))
