"""What turns a bare Debian folder into this test's unit, beside the product itself: read-only root, network, the test's own line.

The read-only root is Debian's `overlayroot`, as provisioning sets it up: everything written goes to memory, but for what is mounted
from the data partition.
"""

import shutil
from pathlib import Path

from api.process.layout import DATA_PARTITION, DATA_PARTITION_LABEL
from tests.machine.debian import Inside
from tests.machine.image import ALWAYS_SYNCED, ON_DATA, ROOT_LABEL

GUEST = Path(__file__).parent / "guest"
TEST_FILES = "usr/local/lib/tingtang-test"
HOST_NAME = "kiosk-01"
OVERLAYROOT = 'overlayroot="tmpfs:recurse=0"\n'
"""`recurse=0`: other partitions stay what they are (overlayroot(8))."""
NETWORK = "[Match]\nName=en*\n\n[Network]\nDHCP=yes\n"


def fstab() -> str:
    lines = [f"LABEL={ROOT_LABEL} / ext4 noatime 0 1", f"LABEL={DATA_PARTITION_LABEL} {DATA_PARTITION} ext4 {ALWAYS_SYNCED} 0 2"]
    lines += [
        f"{DATA_PARTITION / name} /{place} none bind,x-systemd.requires-mounts-for={DATA_PARTITION} 0 0"
        for name, place in ON_DATA.items()
    ]
    return "\n".join(lines) + "\n"


def write_system(root: Path) -> None:
    """Files of the system; the product's come from its installer."""
    (root / "etc/overlayroot.local.conf").write_text(OVERLAYROOT)
    (root / "etc/fstab").write_text(fstab())
    (root / "etc/hostname").write_text(f"{HOST_NAME}\n")
    (root / "etc/hosts").write_text(f"127.0.0.1 localhost {HOST_NAME}\n")
    (root / "data").mkdir(exist_ok=True)
    network = root / "etc/systemd/network/20-wired.network"
    network.parent.mkdir(parents=True, exist_ok=True)
    network.write_text(NETWORK)


def write_test_line(root: Path, width: int, height: int) -> None:
    """The order line and the touch panel of `guest/orders.py`."""
    folder = root / TEST_FILES
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(GUEST / "orders.py", folder)
    unit = (GUEST / "tingtang-test-orders.service").read_text()
    (root / "etc/systemd/system/tingtang-test-orders.service").write_text(
        unit.replace("WIDTH", str(width)).replace("HEIGHT", str(height))
    )


def enable(inside: Inside) -> None:
    inside.run("systemctl", "enable", "systemd-networkd.service", "tingtang-test-orders.service")
