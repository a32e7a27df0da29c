"""What another process uses, from /proc."""

from pathlib import Path


def resident_megabytes(process_id: int) -> float:
    """Resident memory, MiB (proc(5), VmRSS).

    Raises:
        OSError: there is no such process any more.
    """
    for line in Path(f"/proc/{process_id}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
