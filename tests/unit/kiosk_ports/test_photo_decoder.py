"""A decoder of the deployer's: a real process, bounded, and whatever it does wrong is no picture and nothing else."""

import asyncio
import resource
from base64 import b64decode
from pathlib import Path

import pytest

from kiosk.ports import photo_decoder
from kiosk.ports.photo_decoder import PhotoDecoder

PNG = b"\x89PNG\r\n\x1a\n"
CODE = f"""
import os, sys

PNG = {PNG!r}

def good(wlt): return PNG + wlt
def prints(wlt): print("a face"); return PNG + wlt
def raises(wlt): raise ValueError(wlt)
def leaves(wlt): os._exit(3)
def no_picture(wlt): return b"GIF89a"
def too_large(wlt): return PNG + bytes(300_000)
def floods(wlt):
    try:
        while True: os.write(1, bytes(1_000_000))
    except OSError: os._exit(0)
def nothing(wlt): return None
def writes(wlt): open({{path!r}}, "w").write("a face"); return PNG
def hungry(wlt): return PNG + bytes(len(bytearray(2_000_000_000)) % 7)
def stands(wlt):
    while True: pass
def environment(wlt): return PNG + repr(sorted(os.environ)).encode()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "decoders.py").write_text(CODE.replace("{path!r}", repr(str(tmp_path / "kept"))))
    return tmp_path


async def decoded(folder: Path, name: str) -> bytes:
    return b64decode(await PhotoDecoder(f"decoders:{name}", folder).decode(b"wlt"))


def children() -> set[int]:
    """This process's children, zombies too; other tests may have left some that help Python (proc_pid_task_children(5))."""
    return {int(pid) for listing in Path("/proc/self/task").glob("*/children") for pid in listing.read_text().split()}


@pytest.mark.parametrize("name", ["good", "prints"])
async def test_a_decoder_that_works(folder: Path, name: str) -> None:
    assert await decoded(folder, name) == PNG + b"wlt"


@pytest.mark.parametrize("name", ["raises", "leaves", "no_picture", "too_large", "nothing", "hungry", "missing"])
async def test_one_that_doesnt_is_no_picture(folder: Path, name: str) -> None:
    assert await decoded(folder, name) == b""


async def test_one_that_would_keep_the_picture_writes_nothing(folder: Path) -> None:
    await decoded(folder, "writes")
    assert not (folder / "kept").exists() or (folder / "kept").read_bytes() == b""


async def test_a_module_that_isnt_there(folder: Path) -> None:
    assert await PhotoDecoder("nowhere:decode", folder).decode(b"wlt") == ""


async def test_no_python_no_picture(folder: Path) -> None:
    assert await PhotoDecoder("decoders:good", folder, python=str(folder / "nowhere")).decode(b"wlt") == ""


async def test_one_that_never_ends_is_ended(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo_decoder, "DECODE_S", 0.5)
    assert await decoded(folder, "stands") == b""


async def test_one_that_writes_without_end_fills_no_memory(folder: Path) -> None:
    """It is ended at the first byte too many, not when its time is over."""
    loop = asyncio.get_running_loop()
    began_s, held = loop.time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert await decoded(folder, "floods") == b""
    assert loop.time() - began_s < photo_decoder.DECODE_S
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held < 16_384


async def test_who_goes_another_way_ends_it(folder: Path) -> None:
    before = children()
    task = asyncio.create_task(decoded(folder, "stands"))
    while not children() - before:  # noqa: ASYNC110 (nothing tells when a process has begun)
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not children() - before


async def test_it_learns_nothing_of_the_kiosks_surroundings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_KIOSK", "1")
    assert b"SECRET_OF_THE_KIOSK" not in await decoded(folder, "environment")


async def test_no_photo_no_process(folder: Path) -> None:
    assert await PhotoDecoder("decoders:good", folder).decode(b"") == ""


@pytest.mark.parametrize("function", ["", "module", "module:", ":function", "a b:c", "module:f()", "-m:x"])
def test_what_names_no_function_is_refused(function: str) -> None:
    with pytest.raises(ValueError, match="module:function"):
        PhotoDecoder(function)
