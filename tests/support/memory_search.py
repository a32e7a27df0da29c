"""Looks for what a session must not leave behind: in a process's memory, page by page, and in files."""

from collections.abc import Iterator
from pathlib import Path


def found_in(process_id: int, needles: dict[str, bytes]) -> set[str]:
    """Names of what lies in the process's memory.

    Raises:
        PermissionError: this account may not read it; the vision process lets nobody but root.
    """
    found: set[str] = set()
    with Path(f"/proc/{process_id}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{process_id}/maps").read_text().splitlines():
            place, rights = line.split()[:2]
            if "r" not in rights or line.endswith(("[vvar]", "[vsyscall]", "[vdso]")):
                continue
            low, high = (int(part, 16) for part in place.split("-"))
            try:
                memory.seek(low)
                page = memory.read(high - low)
            except OSError:
                continue
            found |= {name for name, piece in needles.items() if piece in page}
    return found


def spellings(name: str, text: str) -> dict[str, bytes]:
    """A text as files, Python's strings, Mosquitto and printers hold it."""
    held = {f"{name} ({code})": text.encode(code) for code in ("utf-8", "utf-16-le", "utf-32-le", "gb18030")}
    return {spelling: piece for spelling, piece in held.items() if len(piece) > 3}


def found_in_files(folder: Path, needles: dict[str, bytes]) -> set[str]:
    """`file: name` for each file below the folder that holds one."""
    found: set[str] = set()
    for path in _files(folder):
        try:
            content = path.read_bytes()
        except OSError:
            # Gone meanwhile, as journals are.
            continue
        found |= {f"{path.relative_to(folder)}: {name}" for name, piece in needles.items() if piece in content}
    return found


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
