"""Against software that isn't ours: CUPS reads the pages, and its own printer, `ippeveprinter`, takes the jobs.

Debian: `cups-ipp-utils` (which brings libcups2). `ippeveprinter` 2.4 announces itself and doesn't start without a running Avahi.
"""

import ctypes
import hashlib
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from api.messages.device_commands import Print
from drivers.core.errors import Misconfigured
from drivers.core.tcp_link import TcpLink
from drivers.document_printer.driver import DocumentPrinter
from drivers.document_printer.pwg import HEAD_BYTES, MODES, RasterType, encode
from drivers.emulators.page_reader import read_pages
from tests.support.emulated import Bench
from tests.support.peers import eventually
from tingtang.ports import free_port

LIBRARY = "libcups.so.2"
PRINTS_AT_ONCE = "/bin/true"
"""Without a command of its own for printing it waits for 5 to 15 s with each job."""
FORMATS = "image/pwg-raster,image/jpeg,application/pdf"
READ = 0
"""CUPS_RASTER_READ."""
CERTIFICATE = Print(template="certificate", data={"title": "证明", "issuer": "县中心", "issued": "2026-11-22", "name": "李春生"})


@pytest.fixture
def cups() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(LIBRARY)
    except OSError:
        pytest.skip(f"{LIBRARY} isn't installed")
    library.cupsRasterOpen.restype = ctypes.c_void_p
    library.cupsRasterReadHeader2.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    library.cupsRasterReadPixels.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint]
    library.cupsRasterReadPixels.restype = ctypes.c_uint
    library.cupsRasterClose.argtypes = [ctypes.c_void_p]
    return library


@pytest.mark.parametrize("kind", list(RasterType))
def test_cups_sees_the_same_dots(cups: ctypes.CDLL, kind: RasterType, tmp_path: Path) -> None:
    sheet = Image.new("RGB", (600, 90), "white")
    pen = ImageDraw.Draw(sheet)
    for place in range(40):
        pen.ellipse((place * 15, place % 7 * 9, place * 15 + 22, place % 7 * 9 + 30), outline=(place * 6, 40, 255 - place * 6))
    page = sheet.convert(MODES[kind])
    file = tmp_path / "page.pwg"
    file.write_bytes(encode([page, page], kind, 300))
    descriptor = os.open(file, os.O_RDONLY)
    raster = cups.cupsRasterOpen(descriptor, READ)
    try:
        for _ in range(2):
            head = ctypes.create_string_buffer(HEAD_BYTES)
            assert cups.cupsRasterReadHeader2(raster, head) == 1
            words = {at: int.from_bytes(head.raw[at : at + 4], "little") for at in (276, 280, 340, 372, 376, 392, 452)}
            assert (words[276], words[280], words[340], words[372], words[376], words[452]) == (300, 300, 1, 600, 90, 2)
            pixels = ctypes.create_string_buffer(words[392] * 90)
            assert cups.cupsRasterReadPixels(raster, pixels, len(pixels.raw)) == len(pixels.raw)
            seen = pixels.raw if kind is not RasterType.BLACK else bytes(byte ^ 0xFF for byte in pixels.raw)
            assert seen == page.tobytes()
        assert cups.cupsRasterReadHeader2(raster, ctypes.create_string_buffer(HEAD_BYTES)) == 0
    finally:
        cups.cupsRasterClose(raster)
        os.close(descriptor)


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """Its port, and the folder where it keeps what it was sent."""
    program = shutil.which("ippeveprinter", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        pytest.skip("ippeveprinter isn't installed")
    port = free_port()
    spool = tmp_path / "spool"
    spool.mkdir()
    command = [program, "-k", "-p", str(port), "-d", str(spool), "-K", str(tmp_path), "-c", PRINTS_AT_ONCE, "-f", FORMATS, "Test"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: process.poll() is not None or _answers(port), "started")
        if process.poll() is not None:
            pytest.skip("ippeveprinter doesn't start here: it needs a running Avahi")
        yield port, spool
    finally:
        process.terminate()
        process.wait(10)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("options", [{}, {"plain_tray": "main"}, {"profile": "ipp-pdf"}], ids=["raster", "tray", "pdf"])
def test_a_paper_goes_through_cups_own_printer(printer: tuple[int, Path], options: dict[str, str], tmp_path: Path) -> None:
    port, spool = printer
    bench = Bench(DocumentPrinter, options, tmp_path)
    with bench.connected(TcpLink("127.0.0.1", port)) as driver:
        driver.check()
        assert driver.status().reason == "ok"
        assert (bench.perform(CERTIFICATE) or {})["pages"] == 1
        assert driver.status().reason == "ok"
    (kept,) = (path for path in spool.iterdir() if path.suffix in (".pwg", ".pdf"))
    assert "document" in kept.name
    kind = "application/pdf" if options.get("profile") else "image/pwg-raster"
    pages = read_pages(kind, kept.read_bytes())
    assert len(pages) == 1
    assert kind == "application/pdf" or pages[0].getextrema()[0] == 0


def test_a_paper_goes_to_the_printer_with_the_known_certificate_only(printer: tuple[int, Path], tmp_path: Path) -> None:
    port, spool = printer
    seen = hashlib.sha256(ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", port)))).hexdigest()
    bench = Bench(DocumentPrinter, {"tls_fingerprint": seen}, tmp_path)
    with bench.connected(TcpLink("127.0.0.1", port)):
        assert (bench.perform(CERTIFICATE) or {})["pages"] == 1
    kept = [path for path in spool.iterdir() if path.suffix == ".pwg"]
    assert len(kept) == 1
    another = Bench(DocumentPrinter, {"tls_fingerprint": "00" * 32}, tmp_path)
    with pytest.raises(Misconfigured, match=seen), another.connected(TcpLink("127.0.0.1", port)):
        pass


def test_a_tray_it_lacks_is_found_by_its_own_list(printer: tuple[int, Path], tmp_path: Path) -> None:
    bench = Bench(DocumentPrinter, {"blank_tray": "tray-9"}, tmp_path)
    with pytest.raises(Exception, match="by-pass-tray"), bench.connected(TcpLink("127.0.0.1", printer[0])):
        pass
