"""Debian packages by role, each with what it is for. Standard library only: the set-up of a source tree reads this too."""

from collections.abc import Mapping

BASE: Mapping[str, str] = {
    "python3": "runs the product",
    "python3-venv": "an environment of its own for each release",
    "ca-certificates": "authorities for HTTPS to platforms and departments",
    "chrony": "the right time, without which no certificate is valid",
    "openssl": "checks the signature of a bundle before anything of it runs",
    "procps": "tells a service to read its settings again (kill)",
    "systemd": "starts and watches the services",
    "tzdata": "the hall's time zone",
    "udev": "names of ports by their socket",
}
BROKER: Mapping[str, str] = {"mosquitto": "the MQTT broker between kiosks, agents and controller"}
TYPE: Mapping[str, str] = {
    "fonts-noto-cjk": "Chinese type on kiosk, receipts and boards",
    "fonts-noto-core": "Mongolian and other scripts",
    "fonts-hanazono": "rare characters of names",
}
VOICE: Mapping[str, str] = {
    "espeak-ng": "the voice that the spoken calls are made with",
}
SOUND: Mapping[str, str] = {"alsa-utils": "plays the calls (aplay)"}
TYPING: Mapping[str, str] = {
    "libpinyin15": "typing Chinese by its sound",
    "libzinnia0": "writing Chinese by hand on the screen",
    "tegaki-zinnia-simplified-chinese": "how handwritten characters look",
}
DRAWING: Mapping[str, str] = {
    "libgl1": "drawing of the kiosk",
    "libegl1": "drawing of the kiosk without a screen",
    "libgles2": "drawing of the kiosk without a screen",
    "libmtdev1": "touch screens",
}
DISPLAY: Mapping[str, str] = {
    "libgbm1": "buffers of the display without a window system (KMS)",
    "libdrm2": "the display without a window system (KMS)",
    "libgl1-mesa-dri": "the graphics chip's driver",
    "kbd": "frees the console that the kiosk draws on",
}
SCREEN: Mapping[str, str] = {
    "cage": "shows one program on the whole television",
    "seatd": "hands screen and input over to it",
    "xwayland": "cage as Debian builds it does not start without it",
    "chromium": "shows the controller's page on the television",
    "fonts-noto-cjk": "Chinese type on the page",
}

SET_UP: Mapping[str, str] = {**BROKER, **VOICE, **TYPE, **TYPING, **DRAWING}
"""Of a source tree, for `make run`."""

BY_ROLE: Mapping[str, Mapping[str, str]] = {
    "controller": {**BROKER, **VOICE, **TYPE},
    "agent": {**VOICE, **SOUND, **TYPE},
    "kiosk": {**BROKER, **VOICE, **SOUND, **TYPE, **TYPING, **DRAWING, **DISPLAY},
    "screen": SCREEN,
}
READ_ONLY: Mapping[str, str] = {
    "overlayroot": "a root file system that a power cut can't damage",
    "busybox": "its helper while the machine starts",
}
"""For a terminal whose root is read-only."""


RENAMED: Mapping[str, Mapping[str, str]] = {"13": {"libmtdev1": "libmtdev1t64"}}
"""Names that differ, by Debian's version. 13 changed the names of libraries whose times grew to 64 bit."""


def packages_of(roles: frozenset[str], release: str, *, read_only: bool = False) -> dict[str, str]:
    """Name to purpose, in the order they are told; each once.

    Args:
        release: Debian's version, such as `12`.
    """
    wanted = dict(BASE)
    for role in BY_ROLE:
        if role in roles:
            wanted |= BY_ROLE[role]
    wanted |= READ_ONLY if read_only else {}
    renamed = RENAMED.get(release, {})
    return {renamed.get(name, name): purpose for name, purpose in wanted.items()}
