"""Which program has a device file open, as the kernel's list of open files tells (proc(5))."""

from pathlib import Path

PROC = Path("/proc")


def holders(device: Path, proc: Path = PROC) -> list[tuple[int, str]]:
    """Process ids and names; of other accounts' processes only root sees the files."""
    wanted = str(device.resolve())
    processes = sorted((path for path in proc.iterdir() if path.name.isdigit()), key=lambda path: int(path.name))
    return [(int(process.name), _name(process)) for process in processes if _has_open(process, wanted)]


def _has_open(process: Path, wanted: str) -> bool:
    try:
        return any(str(file.readlink()) == wanted for file in (process / "fd").iterdir())
    except OSError:
        # Gone meanwhile, or not ours to see.
        return False


def _name(process: Path) -> str:
    try:
        return (process / "comm").read_text("utf-8", "replace").strip()
    except OSError:
        return "?"
