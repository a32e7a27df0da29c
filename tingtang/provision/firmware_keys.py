"""Reads `config.txt` and `cmdline.txt` as the firmware and the kernel do, and names what they wouldn't understand.

The firmware passes over a key it doesn't know without a word, so a slip shows only as a unit that hangs without being restarted.
"""

import re
from collections.abc import Iterator

CONFIG_KEYS = frozenset(
    {
        "arm_64bit",
        "arm_boost",
        "auto_initramfs",
        "camera_auto_detect",
        "disable_fw_kms_setup",
        "disable_overscan",
        "disable_splash",
        "display_auto_detect",
        "dtoverlay",
        "dtparam",
        "max_framebuffers",
    }
)
"""Those we use, by the Raspberry Pi documentation of config.txt."""
OVERLAYS = frozenset({"vc4-kms-v3d"})
PARAMETERS = frozenset({"watchdog", "audio"})
FILTERS = frozenset({"all", "pi4", "pi5", "cm4", "cm5"})
"""`[pi4]` and the like: lines for one board only."""
LONGEST_LINE = 98
"""What the firmware reads of a line of config.txt."""
ONCE = frozenset({"root", "rootfstype", "rootwait", "quiet", "loglevel"})
PARAMETER = re.compile(r"[A-Za-z0-9_.-]+(=\S+)?")
VIDEO = re.compile(r"(HDMI-A-[12]|DSI-1):\d+x\d+@\d+D")
"""drm_mode modes (the kernel's fb/modedb documentation); D: on, whether something is plugged in or not."""


def config_problems(text: str) -> Iterator[str]:
    """Of a whole `config.txt`, each with its line's number."""
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if stripped.startswith("["):
            if stripped.strip("[]") not in FILTERS:
                yield f"config.txt line {number}: no board is called {stripped}"
            continue
        key, equals, value = stripped.partition("=")
        if len(stripped) > LONGEST_LINE:
            yield f"config.txt line {number}: longer than {LONGEST_LINE} characters, the rest isn't read"
        if key not in CONFIG_KEYS or not equals or not value:
            yield f"config.txt line {number}: {stripped!r} isn't known"
        elif key == "dtoverlay" and value.partition(",")[0] not in OVERLAYS:
            yield f"config.txt line {number}: there is no overlay {value!r}"
        elif key == "dtparam" and value.partition("=")[0] not in PARAMETERS:
            yield f"config.txt line {number}: there is no parameter {value!r}"


def cmdline_problems(text: str) -> Iterator[str]:
    """Of a whole `cmdline.txt`: one line, and what a unit can't start without."""
    if text.count("\n") != 1 or not text.endswith("\n"):
        yield "cmdline.txt: must be one line"
    words = text.split()
    names = [word.partition("=")[0] for word in words]
    yield from (f"cmdline.txt: {word!r} isn't a parameter" for word in words if not PARAMETER.fullmatch(word))
    yield from (f"cmdline.txt: {name} stands twice" for name in sorted(ONCE) if names.count(name) > 1)
    yield from (f"cmdline.txt: {name} is missing" for name in ("root", "rootwait", "rootfstype") if name not in names)
    if "ro" in words:
        # overlayroot would then leave the writable layer read-only too, and Debian 13 doesn't undo it.
        yield "cmdline.txt: `ro` makes the whole system read-only, memory too"
    yield from (
        f"cmdline.txt: {word!r} isn't a mode of a display"
        for word in words
        if word.startswith("video=") and not VIDEO.fullmatch(word.removeprefix("video="))
    )
