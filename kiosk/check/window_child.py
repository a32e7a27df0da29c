"""Opens the kiosk's window once, in a process of its own, and says what draws in it: a failed window ends only this process.

    python -m kiosk.check.window_child --home DIR --width 1080 --height 1920 [--fullscreen]

Writes one JSON object: driver, vendor, renderer, version, width, height.
"""

import argparse
import json
import os
import sys
from pathlib import Path

from kiosk.theme.kivy_setup import set_up_kivy


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip(), formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--width", type=int, required=True)
    parser.add_argument("--height", type=int, required=True)
    parser.add_argument("--fullscreen", action="store_true")
    options = parser.parse_args()
    set_up_kivy(options.home, options.width, options.height, fullscreen=options.fullscreen)
    from kivy.core.window import Window

    if Window is None:
        return 1
    from kivy.graphics.opengl import GL_RENDERER, GL_VENDOR, GL_VERSION, glGetString

    def said(name: int) -> str:
        return bytes(glGetString(name)).decode("ascii", "replace")

    width, height = Window.system_size
    found = {
        "driver": os.environ.get("SDL_VIDEODRIVER") or ("wayland" if os.environ.get("WAYLAND_DISPLAY") else "x11"),
        "vendor": said(GL_VENDOR),
        "renderer": said(GL_RENDERER),
        "version": said(GL_VERSION),
        "width": width,
        "height": height,
    }
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()
    # Without Kivy's own ending: the answer is given, and a driver may hang on its way out.
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
