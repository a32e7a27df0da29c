"""The pad's firmware as a Linux program: ESPHome makes its C++ from `host_test.yaml`, g++ compiles it, once per content."""

import hashlib
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "firmware_configs" / "esphome"
PROGRAM = ROOT / "var" / "esphome" / "venv" / "bin" / "esphome"
CACHE = ROOT / "var" / "esphome" / "built"
COMPILER = ["g++", "-std=gnu++20", "-O1", "-fno-exceptions", "-DUSE_HOST", "-DESPHOME_LOG_LEVEL=ESPHOME_LOG_LEVEL_INFO", "-Isrc"]
GENERATE_S = 60
COMPILE_S = 300


def esphome(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run ESPHome in a copy of the sources; it writes beside them."""
    return subprocess.run([str(PROGRAM), *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=GENERATE_S)


def copy_sources(folder: Path) -> Path:
    """The firmware's files, with the example's secrets."""
    copied = folder / "esphome"
    shutil.copytree(SOURCES, copied, ignore=shutil.ignore_patterns(".esphome", "secrets.yaml"))
    shutil.copy(copied / "secrets.example.yaml", copied / "secrets.yaml")
    return copied


def build(folder: Path, api_port: int) -> Path:
    """The program, listening on `api_port`. Objects that don't depend on the port come from the cache of an earlier run.

    Raises:
        AssertionError: ESPHome or g++ refuses; the text is theirs.
    """
    sources = copy_sources(folder)
    generated = esphome("-s", "api_port", str(api_port), "compile", "--only-generate", "host_test.yaml", folder=sources)
    assert generated.returncode == 0, generated.stdout + generated.stderr
    made = sources / ".esphome" / "build" / "rating-pad-host"
    files = sorted(made.glob("src/**/*.cpp"))
    headers = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(made.glob("src/**/*.h")))).hexdigest()
    CACHE.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        objects = list(pool.map(lambda file: _object(made, file, headers), files))
    program = folder / "pad"
    linked = subprocess.run(
        ["g++", *map(str, objects), "-o", str(program), "-lpthread"],
        capture_output=True,
        text=True,
        check=False,
        timeout=COMPILE_S,
    )
    assert linked.returncode == 0, linked.stderr
    return program


def _object(made: Path, file: Path, headers: str) -> Path:
    key = hashlib.sha256(f"{headers} {COMPILER}".encode() + file.read_bytes()).hexdigest()
    cached = CACHE / f"{key}.o"
    if not cached.exists():
        # Two test runs may build the same at once: each writes a file of its own and puts it in place whole.
        fresh = CACHE / f"{key}.{os.getpid()}.o"
        compiled = subprocess.run(
            [*COMPILER, "-c", str(file.relative_to(made)), "-o", str(fresh)],
            cwd=made,
            capture_output=True,
            text=True,
            check=False,
            timeout=COMPILE_S,
        )
        assert compiled.returncode == 0, compiled.stderr
        fresh.replace(cached)
    return cached
