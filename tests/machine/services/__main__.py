"""`python -m tests.machine.services`: all services of a hall under a real systemd, natively; some minutes, as root.

Namespaces and a layer in memory over this machine's files: nothing of the machine changes, nothing is reachable from outside.
Says what was shown, and ends with 1 where something wasn't. Everything it starts ends with it.
"""

import contextlib
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
FOLDER = ROOT / "var" / "services"
LIMIT_S = 1200
GROUP = "tingtang-services"
"""As in outer.sh."""


def main() -> int:
    if os.geteuid() != 0:
        print("namespaces and mounts need root", file=sys.stderr)
        return 2
    (FOLDER / "layers").mkdir(parents=True, exist_ok=True)
    for name in ("out.txt", "console.txt"):
        (FOLDER / name).write_text("", "utf-8")
    values = {
        "root": str(ROOT),
        "base": sys.base_prefix,
        "python": f"python{sysconfig.get_python_version()}",
    }
    layer = (HERE / "layer.sh.in").read_text("utf-8")
    for name, value in values.items():
        layer = layer.replace(f"{{{name}}}", value)
    (FOLDER / "layer.sh").write_text(layer, "utf-8")
    with (FOLDER / "console.txt").open("ab") as console:
        ended = subprocess.run(
            ["timeout", "--kill-after=5", str(LIMIT_S), "bash", str(HERE / "outer.sh"), str(FOLDER)],
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=console,
            check=False,
        )
    _leave_no_groups()
    said = (FOLDER / "out.txt").read_text("utf-8")
    print(said, end="")
    if "ok  " not in said:
        print(f"systemd didn't get so far (code {ended.returncode}); see {FOLDER / 'console.txt'}", file=sys.stderr)
        return 1
    return 1 if any(line.startswith("NOT ") for line in said.splitlines()) else 0


def _leave_no_groups() -> None:
    """What outer.sh made, from the innermost on; nobody is in them any more."""
    for top in Path("/sys/fs/cgroup").rglob(GROUP):
        groups = sorted((path for path in top.rglob("*") if path.is_dir()), key=lambda path: -len(path.parts))
        for group in (*groups, top):
            with contextlib.suppress(OSError):
                group.rmdir()


if __name__ == "__main__":
    sys.exit(main())
