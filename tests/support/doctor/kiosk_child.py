"""Runs in a mount namespace of its own, in which the fonts and input methods of this machine aren't there.

unshare --mount python -m tests.support.doctor.kiosk_child
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from api.text.catalogue import LANGUAGES, read_catalogue
from kiosk.check.fonts import look_at_fonts
from kiosk.check.typing import look_at_typing
from tingtang.doctor.kiosk_parts import judge_checked


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/usr/share/fonts"], check=True)
        looks = {"fonts": look_at_fonts(Path(folder) / "fonts", read_catalogue(), LANGUAGES), "typing": look_at_typing()}
        for step, checked in looks.items():
            told = [[one.code, {name: str(value) for name, value in one.arguments.items()}] for one in judge_checked([checked])]
            sys.stdout.write(json.dumps({"step": step, "findings": told}) + "\n")


if __name__ == "__main__":
    main()
