"""`config.txt` and `cmdline.txt` of a Raspberry Pi's start partition, written whole: what isn't there isn't on.

Keys by the Raspberry Pi documentation of config.txt; kernel parameters by the kernel's and systemd's (kernel-command-line(7)).
"""

from tingtang.provision.machines import MachineSection
from tingtang.provision.site import DisplayPart

QUARTER = 90
"""Degrees of one step of the console's rotation."""

CONFIG_HEAD = """\
# Made by `tingtang provision`; change the site file, not this.
[all]
# The initramfs makes the root read-only; without it the unit starts with a root that a power cut can damage.
auto_initramfs=1
arm_64bit=1
# The board's own timer restarts a unit that hangs; systemd feeds it.
dtparam=watchdog=on
dtparam=audio=on
# Display by the kernel (KMS), as the terminal draws without a window system.
dtoverlay=vc4-kms-v3d
max_framebuffers=2
disable_fw_kms_setup=1
disable_overscan=1
# No rainbow at the start.
disable_splash=1
# Nothing is on the camera connector; terminals' cameras are on USB.
camera_auto_detect=0
arm_boost=1
"""


def config_txt(machine: MachineSection, display: DisplayPart | None) -> str:
    """Raises:
    ValueError: the machine doesn't start from such a file.
    """
    if machine.firmware != "raspberry-pi":
        raise ValueError("only a Raspberry Pi starts from config.txt")
    # A panel on the DSI connector and its touch layer are found by themselves; on HDMI looking for one costs a second.
    found = "1" if display is not None and display.output.startswith("DSI") else "0"
    return f"{CONFIG_HEAD}display_auto_detect={found}\n"


def cmdline_txt(display: DisplayPart | None) -> str:
    """One line. The root is named by its label: that is the same in every image of Raspberry Pi OS."""
    words = [
        # The one in front: what the first start misses, and why a unit can't start, is written there.
        "console=tty1",
        "root=LABEL=rootfs",
        "rootfstype=ext4",
        "fsck.repair=yes",
        "rootwait",
        "quiet",
        "loglevel=3",
        "logo.nologo",
        "vt.global_cursor_default=0",
        "consoleblank=0",
        # A kernel that fell over is started anew after 10 s.
        "panic=10",
        # Limits of memory of single services (MemoryMax=) need it; the firmware turns it off.
        "cgroup_enable=memory",
        # The root's partition isn't grown over the whole card: our first start divides it.
        "systemd.mask=rpi-resize.service",
    ]
    if display is not None:
        words += _picture(display)
    return " ".join(words) + "\n"


def _picture(display: DisplayPart) -> list[str]:
    """The panel's own mode, always on, and the console upright. What the kiosk draws it turns itself."""
    width, height = display.width, display.height
    if display.rotation % 180:
        width, height = height, width
    mode = f"video={display.output}:{width}x{height}@{display.hz}D"
    # A panel that is turned clockwise needs its text turned back by as much.
    turn = -display.rotation // QUARTER % 4
    return [mode, *([f"fbcon=rotate:{turn}"] if turn else [])]
