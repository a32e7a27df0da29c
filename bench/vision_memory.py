"""Memory of a process with all of the vision process's parts at work: started by `bench.vision`, prints MiB.

python -m bench.vision_memory FOLDER_OF_MODELS
"""

import os
import sys
from pathlib import Path

import cv2
import numpy as np

from bench.process_cost import resident_megabytes
from bench.vision_ours import OurPath, frame_of
from kiosk.vision.code_reader import CodeReader
from kiosk.vision.model_list import ModelRole
from kiosk.vision.model_store import ModelStore
from kiosk.vision.opencv import prepare

FRAMES = 30
NETS = ((ModelRole.LIVENESS_PASSIVE, (1, 3, 128, 128)), (ModelRole.LANDMARKS, (1, 1, 64, 64)))
"""Further models and the shape of their input."""


def main(models: Path) -> None:
    prepare()
    path, store, codes = OurPath(models), ModelStore(models), CodeReader()
    nets = [(cv2.dnn.readNetFromONNX(np.frombuffer(store.read(role), np.uint8)), shape) for role, shape in NETS]
    print(f"loaded {resident_megabytes(os.getpid()):.1f}", file=sys.stderr)
    for number in range(FRAMES):
        pixels = frame_of(1280, 720, number)
        path.whole(pixels, path.embed(pixels, path.find(pixels)[0]))
        codes.read(pixels)
        for net, shape in nets:
            net.setInput(np.zeros(shape, np.float32))
            net.forward()
    print(f"{resident_megabytes(os.getpid()):.1f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
