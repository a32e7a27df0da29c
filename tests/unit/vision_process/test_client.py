"""The kiosk's end of the vision process: orders and reports, and every way a process can go."""

import asyncio
import os
import resource
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from api.messages.identity_words import IdentityOutcome
from kiosk.vision.client import CRASHED, HANGS, OFF, VisionClient, VisionGone
from kiosk.vision.messages import Guided
from tests.support.vision_process import CODE, draw_code, face_order, ignore, settings, started, until

MakeClient = Callable[..., VisionClient]


def no_jitter() -> float:
    return 0.0


@pytest.fixture
async def make_client() -> AsyncIterator[MakeClient]:
    """`make_client(camera settings, …)`: stopped at the end, and its process gone."""
    clients: list[VisionClient] = []

    def make(camera: dict[str, object], **more: Any) -> VisionClient:
        client = VisionClient(settings(camera), jitter=no_jitter, **more)
        clients.append(client)
        return client

    yield make
    for client in clients:
        process_id = client.process_id
        await client.stop()
        assert process_id is None or not _runs(process_id)


@pytest.fixture
def code_camera(tmp_path: Path) -> dict[str, object]:
    return {"images": draw_code(tmp_path / "code"), "fps": 30}


@pytest.fixture
def wall_camera(tmp_path: Path) -> dict[str, object]:
    """Nothing to read in its pictures: a scan goes on until it is ended."""
    return {"images": draw_code(tmp_path / "wall", shown=False), "fps": 30}


def impostor(body: str) -> tuple[str, ...]:
    """A process that speaks the protocol, and then goes wrong in its own way."""
    head = "import socket,sys,time,os\ns=socket.socket(fileno=int(sys.argv[1]))\nf=s.makefile('rb')\nf.readline()\n"
    ready = 's.sendall(b\'{"report":"ready","engine":"sface","level":1}\\n\')\n'
    return sys.executable, "-c", head + body.replace("READY", ready)


async def test_a_code_before_the_camera_is_handed_over_with_a_preview_beside(
    make_client: MakeClient, code_camera: dict[str, object]
) -> None:
    client = await started(make_client(code_camera))
    preview = client.preview
    assert preview is not None
    assert await client.scan("scan-1") == CODE
    await until(lambda: preview.newest() is None, "the preview is dark again")

    codes: list[bytes] = []
    gone: list[str] = []
    client.start_scan("scan-2", codes.append, gone.append)
    await until(lambda: preview.newest() is not None, "a picture")
    picture = preview.newest()
    assert picture is not None
    assert (picture.width, picture.height, len(picture.rgb)) == (640, 480, 640 * 480 * 3)
    await until(lambda: (newest := preview.newest()) and newest.number > picture.number + 5, "pictures go on")
    client.stop_scan("scan-2")
    await until(lambda: preview.newest() is None, "the preview is dark again")
    assert codes == [CODE]
    assert gone == []


async def test_a_process_that_is_killed_ends_what_ran_and_comes_back(
    make_client: MakeClient, code_camera: dict[str, object]
) -> None:
    client = await started(make_client(code_camera))
    gone: list[str] = []
    client.start_scan("scan-1", lambda _: None, gone.append)
    preview = client.preview
    assert preview is not None
    await until(lambda: preview.newest() is not None, "a picture")
    first = client.process_id
    assert first is not None
    os.kill(first, signal.SIGKILL)
    await until(lambda: gone, "the scan has ended")
    assert gone == [CRASHED]
    assert client.lack == CRASHED
    assert client.camera.reason == CRASHED
    assert preview.newest() is None
    await until(lambda: client.ready is not None, "it is back")
    assert client.process_id != first
    assert await client.scan("scan-2") == CODE


async def test_orders_to_a_process_that_is_away_end_at_once(make_client: MakeClient, code_camera: dict[str, object]) -> None:
    client = make_client(code_camera, command=("/nonexistent/python",))
    await client.start()
    await until(lambda: client.lack == CRASHED, "it can't be started")
    done = await client.compare(face_order(), ignore)
    assert (done.outcome, done.reason) == (IdentityOutcome.UNAVAILABLE, CRASHED)
    with pytest.raises(VisionGone, match=CRASHED):
        await client.scan("scan-1")
    assert await client.forget(["p" * 43]) is None


async def test_a_process_that_says_nothing_to_a_comparison_is_killed(
    make_client: MakeClient, code_camera: dict[str, object]
) -> None:
    client = await started(make_client(code_camera, command=impostor("READY\ntime.sleep(600)"), grace_s=0.2))
    first = client.process_id
    done = await client.compare(face_order(time_limit_s=0.1), ignore)
    assert (done.outcome, done.reason) == (IdentityOutcome.UNAVAILABLE, HANGS)
    await until(lambda: client.process_id not in (None, first), "another process")


async def test_a_process_that_never_gets_ready_is_killed(make_client: MakeClient, code_camera: dict[str, object]) -> None:
    client = make_client(code_camera, command=impostor("time.sleep(600)"), ready_within_s=0.3)
    await client.start()
    await until(lambda: client.restarts > 1, "started anew")
    assert client.lack == HANGS


@pytest.mark.parametrize(
    "line", [b"nothing of ours", b'{"report":"code-seen"}', b'{"report":"code-seen","id":"scan-1","data":"A"}', b"x" * (2 << 20)]
)
async def test_what_is_not_understood_ends_the_process_and_not_the_kiosk(
    make_client: MakeClient, code_camera: dict[str, object], line: bytes, tmp_path: Path
) -> None:
    (tmp_path / "line").write_bytes(line + b"\n")
    say = f"READY\nf.readline()\ns.sendall(open({str(tmp_path / 'line')!r},'rb').read())\nf.read()"
    client = await started(make_client(code_camera, command=impostor(say)))
    with pytest.raises(VisionGone, match=CRASHED):
        await client.scan("scan-1")


async def test_cancelling_a_scan_switches_the_camera_off(make_client: MakeClient, wall_camera: dict[str, object]) -> None:
    client = await started(make_client(wall_camera))
    preview = client.preview
    assert preview is not None
    scanning = asyncio.create_task(client.scan("scan-1"))
    await until(lambda: preview.newest() is not None, "a picture")
    scanning.cancel()
    await asyncio.gather(scanning, return_exceptions=True)
    await until(lambda: preview.newest() is None, "dark")


async def test_a_new_order_ends_the_one_before(make_client: MakeClient, code_camera: dict[str, object]) -> None:
    client = await started(make_client(code_camera))
    gone: list[str] = []
    client.start_scan("scan-1", lambda _: None, gone.append)
    assert await client.scan("scan-2") == CODE
    assert gone == ["vision.otherOrder"]


async def test_a_camera_that_is_missing_is_said_and_nothing_waits_for_it(make_client: MakeClient, tmp_path: Path) -> None:
    client = await started(make_client({"images": tmp_path / "later"}))
    await until(lambda: client.camera.reason == "camera.missing", "missing")
    assert client.lack == "camera.missing"
    with pytest.raises(VisionGone, match=r"camera\.missing"):
        await client.scan("scan-1")


async def test_after_stop_nothing_is_left_and_orders_end(make_client: MakeClient, wall_camera: dict[str, object]) -> None:
    client = await started(make_client(wall_camera))
    process_id = client.process_id
    scanning = asyncio.create_task(client.scan("scan-1"))
    await until(lambda: client.preview is not None and client.preview.newest() is not None, "a picture")
    await client.stop()
    with pytest.raises(VisionGone, match=OFF):
        await scanning
    assert process_id is not None
    assert not _runs(process_id)
    assert client.preview is None
    assert client.lack == OFF


async def test_the_process_ends_with_the_kiosk(tmp_path: Path, code_camera: dict[str, object]) -> None:
    """A kiosk that is killed leaves no camera running."""
    kiosk = (
        "import asyncio,sys\n"
        "from kiosk.vision.client import VisionClient\n"
        "from tests.support.vision_process import settings,started\n"
        "async def main():\n"
        f"    client = await started(VisionClient(settings({{'images':{str(code_camera['images'])!r}}})))\n"
        "    print(client.process_id, flush=True)\n"
        "    await asyncio.sleep(600)\n"
        "asyncio.run(main())\n"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", kiosk, stdout=asyncio.subprocess.PIPE, cwd=Path.cwd())
    assert process.stdout is not None
    child = int(await asyncio.wait_for(process.stdout.readline(), 30))
    process.kill()
    await process.wait()
    await until(lambda: not _runs(child), "the vision process has ended")
    # Its pipe's transport is closed once it was read to its end.
    await process.stdout.read()


def _runs(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


async def test_low_priority_and_no_core_dump(make_client: MakeClient, code_camera: dict[str, object]) -> None:
    client = await started(make_client(code_camera))
    process_id = client.process_id
    assert process_id is not None
    assert os.getpriority(os.PRIO_PROCESS, process_id) == os.getpriority(os.PRIO_PROCESS, 0) + 5
    assert resource.prlimit(process_id, resource.RLIMIT_CORE) == (0, 0)


def test_guidance_of_no_order_goes_nowhere() -> None:
    client = VisionClient(settings({"images": Path("/nowhere")}))
    client._take(Guided(id="old", guidance="look-here"))  # type: ignore[arg-type]
    assert client.ready is None
