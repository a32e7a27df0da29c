"""`python -m drivers.emulators.persons turning --person 4 --out person.avi`: a video for a kiosk's camera."""

import argparse
import sys
from pathlib import Path

from drivers.emulators.persons import motion, video
from drivers.emulators.persons.portraits import PEOPLE, VIEWS
from drivers.emulators.persons.scenes import Scene, View, frames

EXIT_CONFIG = 2


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m drivers.emulators.persons",
        description="Video of an invented person, for `video = …` of a kiosk's camera. Nobody's photograph is in it.",
    )
    parser.add_argument("scene", choices=[scene.value for scene in Scene], help="what stands before the camera")
    parser.add_argument("--person", type=int, default=4, help=f"1 to {PEOPLE}")
    parser.add_argument("--picture", choices=VIEWS, default="b", help="which of the person's pictures")
    parser.add_argument("--out", type=Path, required=True, help="AVI file to write")
    parser.add_argument(
        "--seconds", type=float, default=motion.LOOP_S, help="one round of turns by default, so that it repeats well"
    )
    parser.add_argument("--fps", type=float, default=15.0)
    parser.add_argument("--width", type=int, default=640)
    parser.add_argument("--height", type=int, default=480)
    parser.add_argument("--seed", type=int, default=1, help="of noise and background")
    wish = parser.parse_args(arguments)
    view = View(wish.width, wish.height, wish.fps, wish.seed)
    try:
        count = video.write(wish.out, frames(Scene(wish.scene), wish.person, view, picture=wish.picture), wish.fps, wish.seconds)
    except (OSError, ValueError) as error:
        print(f"persons: {error}", file=sys.stderr)
        return EXIT_CONFIG
    print(f"persons: {count} frames of an invented person in {wish.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
