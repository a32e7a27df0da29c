"""Files of a unit's system that aren't the product's: time, hardware watchdog, journal, names, read-only root."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from tingtang.provision.access import controller_name
from tingtang.provision.machines import MachineSection
from tingtang.provision.site import Site
from tingtang.provision.templates import FOLDER, PI, fill, read

READ_ONLY = PI / "readonly-root"
FSTAB = READ_ONLY / "fstab.tingtang"
"""Lines for fstab, not a file of its own."""
VOLATILE_JOURNAL = FOLDER.parent / "systemd" / "journald.conf.d" / "tingtang-volatile.conf"
EXECUTABLE = frozenset({PurePosixPath("etc/initramfs-tools/hooks/tingtang-readonly")})


def always(site: Site, machine: MachineSection, *, controller: bool) -> Mapping[str, str]:
    """Path on the unit, without the first slash → text."""
    if controller:
        pools = "\n".join(f"pool {server} iburst" for server in site.network.time_servers) + "\n"
        time = fill(read(PI / "chrony-controller.conf.in"), {"pools": pools, "subnet": str(site.network.subnet)})
    else:
        time = fill(read(PI / "chrony-unit.conf.in"), {"controller": str(site.controller.address)})
    watchdog = fill(read(PI / "watchdog.conf.in"), {"watchdog_s": str(machine.watchdog_s)})
    return {"etc/chrony/chrony.conf": time, "etc/systemd/system.conf.d/tingtang-watchdog.conf": watchdog}


def when_locked() -> Mapping[str, str]:
    """What makes the root read-only; put in place last, when everything else is there."""
    found = {str(path.relative_to(READ_ONLY)): read(path) for path in sorted(READ_ONLY.rglob("*")) if path.is_file()}
    found.pop(FSTAB.name)
    # Last by its name: it wins over the usual limits.
    found["etc/systemd/journald.conf.d/tingtang-volatile.conf"] = read(VOLATILE_JOURNAL)
    return found


def hosts_line(site: Site) -> str:
    """For /etc/hosts: the controller is found without a name server. The mark keeps it from being added twice."""
    return f"{site.controller.address} {controller_name(site)} {site.controller.node} # tingtang\n"
