"""Is there a touch screen, and may the kiosk read it? From the kernel's list of input devices."""

import os
from dataclasses import dataclass
from pathlib import Path

from kiosk.check.finding import Finding, Part, Verdict

DEVICES = Path("/proc/bus/input/devices")
INPUT = Path("/dev/input")
ABS_MT_POSITION_X = 0x35
"""linux/input-event-codes.h: a panel that tells fingers apart."""
ABS_X = 0x00
BTN_TOUCH = 0x14A
WORD_BITS = 64
"""The kernel prints bitmaps as words of a long; a 32-bit kernel's are half as wide, and a Pi's runs 64 bits."""


@dataclass(frozen=True, slots=True)
class TouchPanel:
    name: str
    event: str
    """`event3`."""


def look_at_touch(driver: str, devices: Path = DEVICES, folder: Path = INPUT) -> Finding:
    """`driver`: what opens the window (`kiosk.check.renderer.video_driver`)."""
    if driver == "offscreen":
        return Finding(Part.TOUCH, Verdict.WELL, "not-needed")
    try:
        panels = touch_panels(devices.read_text("utf-8", "replace"))
    except OSError:
        panels = []
    if not panels:
        # A desk with a mouse will do for trying things out.
        return Finding(Part.TOUCH, Verdict.BROKEN if driver == "kmsdrm" else Verdict.LOOK, "none")
    panel = panels[0]
    if driver == "kmsdrm" and not os.access(folder / panel.event, os.R_OK):
        return Finding(Part.TOUCH, Verdict.BROKEN, "not-ours", {"name": panel.name, "device": folder / panel.event})
    if len(panels) > 1:
        return Finding(Part.TOUCH, Verdict.LOOK, "several", {"names": ", ".join(panel.name for panel in panels)})
    return Finding(Part.TOUCH, Verdict.WELL, "well", {"name": panel.name})


def touch_panels(text: str) -> list[TouchPanel]:
    """Of `/proc/bus/input/devices`: those with fingers' positions."""
    found = []
    for block in text.split("\n\n"):
        name, event, absolute, keys = "", "", 0, 0
        for line in block.splitlines():
            if line.startswith("N: Name="):
                name = line.removeprefix("N: Name=").strip('"')
            elif line.startswith("H: Handlers="):
                event = next((word for word in line.split("=", 1)[1].split() if word.startswith("event")), "")
            elif line.startswith("B: ABS="):
                absolute = bitmap(line.split("=", 1)[1])
            elif line.startswith("B: KEY="):
                keys = bitmap(line.split("=", 1)[1])
        one_finger = absolute >> ABS_X & 1 and keys >> BTN_TOUCH & 1
        if event and (absolute >> ABS_MT_POSITION_X & 1 or one_finger):
            found.append(TouchPanel(name, event))
    return found


def bitmap(words: str) -> int:
    """The kernel's words, most significant first."""
    value = 0
    for word in words.split():
        value = value << WORD_BITS | int(word, 16)
    return value
