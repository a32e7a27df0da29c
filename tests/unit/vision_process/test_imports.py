"""The kiosk loads no OpenCV and no NumPy: a recogniser holds its interpreter for a tenth of a second at a time."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
SCRIPT = """
import sys
import kiosk.headless, kiosk.identification, kiosk.ports.camera, kiosk.ports.face, kiosk.vision.client
heavy = {"cv2", "numpy", "zxingcpp", "dlib", "face_recognition"} & set(sys.modules)
sys.exit(f"loaded: {sorted(heavy)}" if heavy else 0)
"""


def test_the_kiosk_without_its_glass_loads_no_recogniser() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
