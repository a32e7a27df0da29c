"""A disk that refuses writes: reads go on, writes are refused clearly, nothing is half-written, and it heals by itself."""

import os
import resource
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from api.ids import new_id
from api.messages.completion import Completion
from api.messages.hall_commands import Next, OpenWindow, Take
from api.messages.words import CompletionCode, HandOver, Refusal
from api.ports import Submission
from hall_controller.domain.rules import Rules
from hall_controller.store.audit import audit
from hall_controller.store.hall_store import RETRY_S
from hall_controller.store.load import load_hall
from hall_controller.store.schema import connect, connect_reader
from tests.support.hall_core import KIOSK, MANAGER, PLAIN_WINDOW
from tests.support.hall_store import StoreHall, remembered, store_hall

TAKE = Take(service="s-a", hand_over=HandOver.SCREEN)
ROOM_LEFT = 64 * 1024
"""For some takes more, so that the disk fills up while the hall works."""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MiB of its own."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root; the test of the file size limit covers the same path")
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def no_file_grows_beyond(size: int) -> Iterator[None]:
    """Writes past `size` bytes fail with EFBIG, for this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def state(hall: StoreHall) -> dict[str, object]:
    reader = connect_reader(hall.path)
    try:
        return remembered(load_hall(reader, Rules(hall.config)))
    finally:
        reader.close()


def unavailable(completion: Completion) -> bool:
    return (completion.code, completion.error_code) == (CompletionCode.NOT_ENOUGH_SPACE, Refusal.STORE_UNAVAILABLE.value)


def test_a_full_disk_refuses_and_heals(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    with store_hall(small_disk / "hall.db") as hall:
        hall.do(OpenWindow(window=PLAIN_WINDOW))
        hall.do(TAKE)
        left = os.statvfs(small_disk)
        ballast.write_bytes(bytes(left.f_bavail * left.f_frsize - ROOM_LEFT))
        accepted = 1
        while not unavailable(refused := hall.submit(TAKE, KIOSK, ident := new_id())):
            accepted += 1
            assert accepted < 10_000
        assert hall.writer.failing
        before = state(hall)
        batch = [Submission(new_id(), KIOSK, TAKE) for _ in range(20)]
        assert all(unavailable(answer) for answer in hall.submit_together(batch))
        assert unavailable(hall.submit(Next(window=PLAIN_WINDOW)))
        assert state(hall) == before
        assert refused.result == {}
        ballast.unlink()
        again = hall.submit(TAKE, KIOSK, ident)
        assert again.result["ticket"]["number"] == f"A{accepted + 1:03d}"
        assert not hall.writer.failing
        answers = hall.submit_together(batch)
        assert [answer.result["ticket"]["number"] for answer in answers] == [f"A{accepted + 2 + n:03d}" for n in range(20)]
        assert hall.do(Next(window=PLAIN_WINDOW)).result["ticket"]["number"] == "A001"
    assert audit(small_disk / "hall.db", hall.config) == []


def test_a_full_disk_is_said_once_and_well_again_only_after_a_write(path: Path) -> None:
    """Also when nobody comes: the writer tries by itself. Old rows are left alone meanwhile."""
    with store_hall(path) as hall:
        known = new_id()
        first = hall.submit(TAKE, KIOSK, known)
    connection = connect(path)
    connection.execute("INSERT INTO command (id, name, at, answer) VALUES ('old', 'rate', 0, x'')")
    connection.close()
    with capture_logs() as logs, store_hall(path) as hall:
        wal = path.with_name(f"{path.name}-wal")
        with no_file_grows_beyond(wal.stat().st_size):
            for _ in range(3):
                assert unavailable(hall.submit(TAKE, KIOSK))
                hall.writer.wake()
                assert hall.submit(TAKE, KIOSK, known) == first
                assert hall.writer.failing
        ends_at = time.monotonic() + 10 * RETRY_S
        while hall.writer.failing and time.monotonic() < ends_at:
            time.sleep(RETRY_S / 50)
        assert not hall.writer.failing
    assert [log["event"] for log in logs] == ["hall store refuses writes", "hall store takes writes again"]


def test_a_write_error_in_the_middle_of_a_batch_leaves_no_half(path: Path) -> None:
    with store_hall(path) as hall:
        hall.do(OpenWindow(window=PLAIN_WINDOW))
        hall.do(TAKE)
        before = state(hall)
        wal = path.with_name(f"{path.name}-wal")
        batch = [Submission(new_id(), KIOSK, TAKE) for _ in range(200)]
        with no_file_grows_beyond(wal.stat().st_size + 3 * 4096):
            assert all(unavailable(answer) for answer in hall.submit_together(batch))
            assert state(hall) == before
        assert all(answer.succeeded for answer in hall.submit_together(batch))
        assert hall.submit(TAKE, MANAGER).result["ticket"]["number"] == "A202"
    assert audit(path, hall.config) == []
