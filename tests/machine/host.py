"""What this machine needs for the machine test, and how it gets it: it says so, as `make run` does."""

from tests.machine.record import Record
from tingtang.machine_setup import install_debian_packages

PACKAGES = {
    "qemu-system-x86": "the machine under test",
    "debootstrap": "a bare Debian in a folder",
    "fdisk": "partitions of its disk",
    "e2fsprogs": "file systems of its disk",
}


def set_up(record: Record) -> None:
    """Debian packages that are missing here.

    Raises:
        CannotSetUp: they need an administrator; the text holds the command.
    """
    install_debian_packages(PACKAGES)
    record.say(f"this machine has {', '.join(PACKAGES)}")
