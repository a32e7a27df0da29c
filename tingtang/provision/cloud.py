"""cloud-init's three files of one unit (NoCloud): who it is in the network, who may sign in, and what its first start does.

Raspberry Pi OS reads them from the start partition, Debian's cloud image from a stick or disk labelled CIDATA.
"""

import base64
import gzip
import hashlib
from collections.abc import Mapping
from ipaddress import IPv4Address
from typing import Any

import yaml

from tingtang.provision.site import Site

HEAD = "#cloud-config\n# Made by `tingtang provision`; change the site file, not this.\n"
FOLDER = "/usr/local/lib/tingtang-first-boot"
"""Where everything for the first start lies; it outlives it, for whoever wants to see what was done."""
SERVICE = "/etc/systemd/system/tingtang-first-boot.service"
LONGEST_PLAIN = 32_000
"""Characters of a file that stands there as it is."""
FIRST_CARD = "eth0"
"""Raspberry Pi OS names the board's own network card so."""


def user_data(site: Site, node: str, files: Mapping[str, tuple[str, str]]) -> str:
    """`files`: path on the unit → text and mode (`0644`)."""
    keys = list(site.technician.ssh_keys)
    document: dict[str, Any] = {
        "hostname": node,
        "fqdn": f"{node}.{site.network.domain}",
        "manage_etc_hosts": False,
        "timezone": site.site.timezone,
        # Always there; any other would have to be made, which a bare image may not be able to.
        "locale": "C.UTF-8",
        "users": [
            {
                "name": site.technician.account,
                "gecos": "Technician",
                "groups": ["adm", "systemd-journal"],
                "sudo": "ALL=(ALL) NOPASSWD:ALL",
                "shell": "/bin/bash",
                "lock_passwd": True,
                "ssh_authorized_keys": keys,
            }
        ],
        "disable_root": True,
        "ssh_pwauth": False,
        # Our first start divides the card.
        "growpart": {"mode": "off"},
        "resize_rootfs": False,
        "package_update": False,
        "package_upgrade": False,
        "bootcmd": [f"systemctl enable {SERVICE.rpartition('/')[2]} || true"],
        "write_files": [_file(path, text, mode) for path, (text, mode) in sorted(files.items())],
        "runcmd": [
            ["systemctl", "daemon-reload"],
            ["systemctl", "enable", SERVICE.rpartition("/")[2]],
            ["systemctl", "start", "--no-block", SERVICE.rpartition("/")[2]],
        ],
    }
    return HEAD + _yaml(document)


def _file(path: str, text: str, mode: str) -> dict[str, str]:
    """Long ones are packed: cloud-init reads a quarter of a megabyte of YAML for half a minute on a slow board."""
    file = {"path": path, "owner": "root:root", "permissions": mode}
    if len(text) <= LONGEST_PLAIN:
        return file | {"content": text}
    # Without a time stamp, so that the same text is the same file.
    packed = base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode("ascii")
    return file | {"encoding": "gz+b64", "content": packed}


def network_config(site: Site, address: IPv4Address, mac: str | None) -> str:
    """A fixed address; nothing waits for the cable."""
    card: dict[str, Any] = {
        "dhcp4": False,
        "dhcp6": False,
        "optional": True,
        "addresses": [f"{address}/{site.network.subnet.prefixlen}"],
        "routes": [{"to": "0.0.0.0/0", "via": str(site.network.gateway)}],
        "nameservers": {"addresses": [str(server) for server in site.network.dns], "search": [site.network.domain]},
    }
    name = FIRST_CARD
    if mac is not None:
        name = "hall0"
        card |= {"match": {"macaddress": mac}, "set-name": name}
    return HEAD.partition("\n")[2] + _yaml({"network": {"version": 2, "ethernets": {name: card}}})


def meta_data(site: Site, node: str, user_data: str) -> str:
    """cloud-init takes a unit with another id for a new one; the same files are the same unit."""
    digest = hashlib.sha256(user_data.encode()).hexdigest()[:12]
    return _yaml({"instance-id": f"{site.site.id}-{node}-{digest}", "local-hostname": node})


def _text(dumper: Any, text: str) -> Any:
    """Texts of several lines stay readable."""
    block = "\n" in text and not any(line.endswith((" ", "\t")) for line in text.split("\n"))
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if block else None)


_DUMPER: Any = type("Dumper", (yaml.CSafeDumper,), {})
"""A kind of our own, so that the library's keeps its ways for others."""
_DUMPER.add_representer(str, _text)


def _yaml(document: Any) -> str:
    return str(yaml.dump(document, Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=1000))
