"""Clock, disk, memory, power."""

import os
import pwd
import resource
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.doctor.registry import produces
from tests.support.doctor.small_disk import fill, overlay, tmpfs
from tingtang.doctor import clock, disk, memory, power
from tingtang.doctor.finding import Finding
from tingtang.doctor.mounts import read_mounts
from tingtang.ports import free_port

NO_ROOT = disk.RootFacts("ext4", wants_overlay=False)
AHEAD_S = 5


@contextmanager
def time_server(ahead_s: float) -> Iterator[int]:
    """A real SNTP server on a loopback port whose clock goes wrong; it answers one question."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(10)

        def answer() -> None:
            _, asker = server.recvfrom(512)
            now_s = time.time() + ahead_s + clock.NTP_EPOCH_S
            stamp = struct.pack(">II", int(now_s), int(now_s % 1 * 2**32))
            server.sendto(bytes([0b00_100_100, 2]) + bytes(30) + stamp + stamp, asker)

        thread = threading.Thread(target=answer, name="time server")
        thread.start()
        try:
            yield int(server.getsockname()[1])
        finally:
            thread.join()


@produces("clock.off")
def the_hall_has_another_time(folder: Path) -> list[Finding]:
    with time_server(AHEAD_S) as port:
        facts = clock.look_at_clock("127.0.0.1", clock.release_mark(), time.time, port=port)
    assert facts.offset_s is not None
    assert abs(facts.offset_s - AHEAD_S) < 1
    return clock.judge_clock(facts)


@produces("clock.hall-silent")
def nobody_gives_the_time(folder: Path) -> list[Finding]:
    return clock.judge_clock(clock.look_at_clock("127.0.0.1", clock.release_mark(), time.time, port=free_port()))


@produces("clock.before-release", "clock.no-chip")
def a_machine_without_a_battery_after_a_power_cut(folder: Path) -> list[Finding]:
    return clock.judge_clock(clock.look_at_clock("", clock.release_mark(), lambda: 0.0, chips=folder))


@produces("clock.unsynchronised")
def nothing_keeps_the_clock(folder: Path) -> list[Finding]:
    assert isinstance(clock.kernel_synchronised(), bool)
    return clock.judge_clock(clock.ClockFacts(now_s=1.0, released_s=0.0, synchronised=False, chip=True))


def of_folder(folder: Path, account: str = "", health: Path = disk.EXT4) -> list[Finding]:
    facts = disk.look_at_folder(folder, account, read_mounts(), health=health)
    return disk.judge_folder(facts, NO_ROOT)


@produces("disk.full")
def a_full_file_system(folder: Path) -> list[Finding]:
    with tmpfs(folder / "disk", "size=1m") as place:
        fill(place)
        return of_folder(place)


@produces("disk.little")
def a_nearly_full_file_system(folder: Path) -> list[Finding]:
    with tmpfs(folder / "disk", "size=100m") as place:
        return of_folder(place)


@produces("disk.no-inodes")
def too_many_small_files(folder: Path) -> list[Finding]:
    with tmpfs(folder / "disk", "size=100m,nr_inodes=20") as place:
        for number in range(19):
            (place / str(number)).touch()
        return of_folder(place)


@produces("disk.read-only")
def a_file_system_that_became_read_only(folder: Path) -> list[Finding]:
    with tmpfs(folder / "disk", "size=100m,ro") as place:
        return of_folder(place)


@produces("disk.not-written")
def a_disk_that_takes_nothing(folder: Path) -> list[Finding]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        return of_folder(folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@produces("disk.missing")
def no_data_folder(folder: Path) -> list[Finding]:
    return of_folder(folder / "gone")


@produces("disk.not-ours")
def a_folder_of_another_account(folder: Path) -> list[Finding]:
    wanted = "daemon" if pwd.getpwuid(os.geteuid()).pw_name != "daemon" else "bin"
    return of_folder(folder, wanted)


@produces("disk.failing")
def errors_counted_by_the_kernel(folder: Path) -> list[Finding]:
    """The kernel's file, as it stands for a damaged ext4."""
    source = next(Path(mount.source).name for mount in reversed(read_mounts()) if folder.resolve().is_relative_to(mount.place))
    (folder / "sys" / source).mkdir(parents=True)
    (folder / "sys" / source / "errors_count").write_text("3\n")
    mounts = [mount for mount in read_mounts() if Path(mount.source).name == source]
    return disk.judge_folder(disk.look_at_folder(folder, "", mounts, health=folder / "sys"), NO_ROOT)


@produces("disk.not-kept")
def data_on_a_root_that_forgets(folder: Path) -> list[Finding]:
    with overlay(folder) as root:
        (root / "data").mkdir()
        facts = disk.look_at_folder(root / "data", "", read_mounts())
        return disk.judge_folder(facts, disk.look_at_root(root))


@produces("disk.root-open")
def a_root_that_should_be_read_only(folder: Path) -> list[Finding]:
    (folder / "etc").mkdir()
    (folder / "etc/overlayroot.conf").write_text('# overlayroot="disabled"\noverlayroot="tmpfs:recurse=0"\n')
    return disk.judge_root(disk.look_at_root(folder))


@produces("memory.little", "memory.killed")
def a_machine_short_of_memory(folder: Path) -> list[Finding]:
    """The kernel's files, as they stand on a Pi with 1 GiB after a program was ended."""
    (folder / "meminfo").write_text("MemTotal:         949448 kB\nMemFree:           20312 kB\nMemAvailable:      61000 kB\n")
    (folder / "vmstat").write_text("nr_free_pages 5078\noom_kill 2\n")
    return memory.judge_memory(memory.look_at_memory(folder))


def of_pi(folder: Path, flags: int, millidegrees: int = 55_000) -> list[Finding]:
    """The firmware's file and the thermal zone, as a Raspberry Pi has them."""
    (folder / power.FIRMWARE).parent.mkdir(parents=True)
    (folder / power.FIRMWARE).write_text(f"{flags:x}\n")
    zone = folder / "class/thermal/thermal_zone0"
    zone.mkdir(parents=True)
    (zone / "temp").write_text(f"{millidegrees}\n")
    return power.judge_power(power.look_at_power(folder))


@produces("power.low-now")
def a_weak_power_supply(folder: Path) -> list[Finding]:
    return of_pi(folder, 0x50005)


@produces("power.low-before")
def a_power_supply_that_was_weak(folder: Path) -> list[Finding]:
    return of_pi(folder, 0x50000)


@produces("power.hot-now")
def a_unit_in_the_sun(folder: Path) -> list[Finding]:
    return of_pi(folder, 0x80008, 84_500)


@produces("power.hot-before")
def a_unit_that_was_in_the_sun(folder: Path) -> list[Finding]:
    return of_pi(folder, 0x80000)
