"""What turns a bare Debian folder into this test's unit, beside the product itself: read-only root, network, the test's own line.

The read-only root is the one that provisioning brings (`firmware_configs/pi/readonly-root`): whatever is written goes to memory,
but for what is mounted from the data partition.
"""

import shutil
from pathlib import Path

from api.process.layout import DATA_PARTITION
from tests.machine.debian import Inside
from tests.machine.image import ROOT_LABEL

GUEST = Path(__file__).parent / "guest"
READ_ONLY = Path(__file__).resolve().parents[2] / "firmware_configs" / "pi" / "readonly-root"
FSTAB = "fstab.tingtang"
TEST_FILES = "usr/local/lib/machine-test"
HOST_NAME = "kiosk-01"
SLOW_START_S = {"tingtang-controller": 900, "tingtang-agent": 900, "tingtang-kiosk": 900, "tingtang-units": 900}
SLOW_WATCHDOG_S = 120
NETWORK = "[Match]\nName=en*\n\n[Network]\nDHCP=yes\n"


def write_system(root: Path) -> None:
    """Files of the system; the product's come from its installer."""
    for file in (file for file in READ_ONLY.rglob("*") if file.is_file() and file.name != FSTAB):
        target = root / file.relative_to(READ_ONLY)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
        if "hooks" in target.parts:
            target.chmod(0o755)
    (root / "etc/fstab").write_text(f"LABEL={ROOT_LABEL} / ext4 noatime 0 1\n" + (READ_ONLY / FSTAB).read_text("utf-8"))
    (root / "etc/hostname").write_text(f"{HOST_NAME}\n")
    (root / "etc/hosts").write_text(f"127.0.0.1 localhost {HOST_NAME}\n")
    (root / DATA_PARTITION.relative_to("/")).mkdir(exist_ok=True)
    network = root / "etc/systemd/network/20-wired.network"
    network.parent.mkdir(parents=True, exist_ok=True)
    network.write_text(NETWORK)


def write_test_line(root: Path, width: int, height: int) -> None:
    """The order line and the touch panel of `guest/orders.py`."""
    folder = root / TEST_FILES
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(GUEST / "orders.py", folder)
    unit = (GUEST / "machine-test-orders.service").read_text()
    (root / "etc/systemd/system/machine-test-orders.service").write_text(
        unit.replace("WIDTH", str(width)).replace("HEIGHT", str(height))
    )


def give_time(root: Path) -> None:
    """An emulated processor is ten to twenty times slower, and shared: so much longer may a start take, or a frame."""
    for service, seconds in SLOW_START_S.items():
        drop_in = root / f"etc/systemd/system/{service}.service.d/emulated.conf"
        drop_in.parent.mkdir(exist_ok=True)
        drop_in.write_text(f"[Service]\nTimeoutStartSec={seconds}\nWatchdogSec={SLOW_WATCHDOG_S}\n")


def enable(inside: Inside) -> None:
    inside.run("systemctl", "enable", "systemd-networkd.service", "machine-test-orders.service")
