"""A root folder with systemd's own units and ours, as an installation leaves it, for `systemd-analyze --root`."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

SYSTEMD = Path(__file__).parents[2] / "systemd"
HOST_UNITS = Path("/usr/lib/systemd/system")
INSTALLED = "etc/systemd/system"
BROKER = """\
[Unit]
Description=Mosquitto, as Debian's unit starts it
After=network.target
Wants=network.target

[Service]
Type=notify
NotifyAccess=main
ExecStart=/usr/sbin/mosquitto -c /etc/mosquitto/mosquitto.conf
ExecReload=/bin/kill -HUP $MAINPID
Restart=on-failure
ExecStartPre=/bin/mkdir -m 740 -p /run/mosquitto
ExecStartPre=/bin/chown mosquitto /run/mosquitto

[Install]
WantedBy=multi-user.target
"""
SEAT = "[Unit]\nDescription=Seat management daemon\n\n[Service]\nExecStart=/usr/sbin/seatd -g video\n"


class Unit(configparser.RawConfigParser):
    """One unit file. Of a key that stands several times the last one is kept; `all_of` gives each."""

    def __init__(self, path: Path) -> None:
        super().__init__(strict=False, delimiters=("=",), comment_prefixes=("#",))
        self.optionxform = str  # type: ignore[assignment,method-assign]
        self.text = path.read_text(encoding="utf-8")
        self.read_string(self.text)

    def all_of(self, key: str) -> list[str]:
        return re.findall(rf"^{re.escape(key)}=(.*)$", self.text, re.MULTILINE)


def unit_root(folder: Path, broker_drop_in: Path) -> Path:
    """Make it. Every program that a unit starts is there, empty and executable."""
    units = folder / INSTALLED
    shutil.copytree(HOST_UNITS, folder / "usr/lib/systemd/system", symlinks=True)
    shutil.copytree(SYSTEMD, units)
    drop_ins = units / "mosquitto.service.d"
    shutil.rmtree(drop_ins)
    drop_ins.mkdir()
    shutil.copy(broker_drop_in, drop_ins / "tingtang.conf")
    for name, text in (("mosquitto.service", BROKER), ("seatd.service", SEAT)):
        (folder / "usr/lib/systemd/system" / name).write_text(text, encoding="utf-8")
    for unit in (*units.glob("*.service"), *(folder / "usr/lib/systemd/system").glob("*.service")):
        for program in re.findall(r"^Exec\w+=[-@:+!]*(/\S+)", unit.read_text(encoding="utf-8"), re.MULTILINE):
            place = folder / program.lstrip("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch(mode=0o755)
    return folder


def analyze(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *arguments[:1], f"--root={root}", *arguments[1:]],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "SYSTEMD_LOG_LEVEL": "warning"},
    )
