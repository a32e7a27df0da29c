"""Code that ran while libraries were loaded leaves the process's memory, and works when it is called again."""

import subprocess
import sys

PROGRAM = """
import hashlib
import cv2
import numpy as np
from kiosk.vision.library_pages import drop_code_pages

def of_files():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("RssFile"))

before = of_files()
looked_at = drop_code_pages()
after = of_files()
turned = cv2.rotate(np.arange(12, dtype=np.uint8).reshape(3, 4), cv2.ROTATE_180)
print(looked_at, before, after, int(turned[0, 0]), hashlib.sha256(b"x").hexdigest()[:8])
"""


def test_pages_go_and_come_back() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=120, check=True)
    looked_at, before, after, pixel, digest = done.stdout.split()
    assert int(looked_at) > 20_000_000, "OpenCV alone has more code"
    assert int(after) < int(before) - 5_000, f"kB: {before} → {after}"
    assert (int(pixel), digest) == (11, "2d711642")
