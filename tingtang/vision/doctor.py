"""Camera, exposure, focus and light in words; models, memory and speed. Ends with 0 when all is good, 1 when something isn't.

Opens the camera for five seconds. Nobody is looked for and nothing is kept: a technician's face needs a consent as well.
What it says of focus is best with a printed page held where faces will be.

Examples:
  tingtang vision doctor --config kiosk-01.toml
  tingtang vision doctor --device /dev/v4l/by-id/usb-Camera-video-index0
  tingtang vision doctor --no-camera --json
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from api.process.logs import configure_logs
from api.process.settings_file import ConfigurationError
from drivers.camera.settings import CameraSettings
from kiosk.settings import IdentitySection, load_settings
from kiosk.vision.settings import VisionSettings
from tingtang.vision.checks import Check, Level
from tingtang.vision.places import MODELS

GOOD, NOT_ALL, CANT = 0, 1, 2
MARKS = {Level.GOOD: "✓", Level.LOOK: "!", Level.BAD: "✗"}
NAME_WIDTH = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--config", type=Path, metavar="FILE", help="a kiosk's file: its camera, models and recogniser")
    source.add_argument("--device", type=Path, help="a camera, /dev/v4l/by-id/…")
    source.add_argument("--video", type=Path, help="a video file in its place")
    source.add_argument("--no-camera", action="store_true", help="models, speed and memory only")
    parser.add_argument("--models", type=Path, default=None, metavar="FOLDER", help=f"default: the kiosk's file's, or {MODELS}")
    parser.add_argument("--json", action="store_true", help="print one JSON object last")


def run(arguments: argparse.Namespace) -> int:
    configure_logs("console", "error")
    try:
        section = IdentitySection() if arguments.config is None else load_settings(arguments.config).identity
        camera = _camera(arguments, section)
    except (ConfigurationError, ValueError) as error:
        print(f"tingtang vision doctor: {_said(error)}", file=sys.stderr)
        return CANT
    checks: list[Check] = []
    if camera is not None:
        # OpenCV is loaded only now, so that a wrong file is said at once.
        from tingtang.vision import camera_checks

        checks += camera_checks.checks_of(camera, camera_checks.look(camera))
    elif not arguments.no_camera:
        checks.append(Check("camera", Level.LOOK, "none named", "give --config, --device or --video"))
    from tingtang.vision import machine_checks

    models = arguments.models or (MODELS if arguments.config is None else section.models)
    checks += machine_checks.checks_of(VisionSettings(models=models, engine=section.engine, accept_from=section.accept_from))
    for check in checks:
        print(_line(check))
    if arguments.json:
        print(json.dumps({"good": _all_good(checks), "checks": [asdict(check) for check in checks]}))
    return GOOD if _all_good(checks) else NOT_ALL


def _camera(arguments: argparse.Namespace, section: IdentitySection) -> CameraSettings | None:
    if arguments.device is not None:
        return CameraSettings(device=arguments.device)
    if arguments.video is not None:
        return CameraSettings(video=arguments.video)
    return section.camera


def _all_good(checks: list[Check]) -> bool:
    return all(check.level is Level.GOOD for check in checks)


def _line(check: Check) -> str:
    line = f"{MARKS[check.level]} {check.name:{NAME_WIDTH}} {check.said}"
    return line + (f"\n  {'':{NAME_WIDTH}} → {check.do}" if check.do else "")


def _said(error: Exception) -> str:
    """Of a pydantic error only what is wrong, not how the library says it."""
    errors = getattr(error, "errors", None)
    return str(error) if errors is None else "; ".join(str(problem["msg"]) for problem in errors())
