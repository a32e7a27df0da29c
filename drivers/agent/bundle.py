"""The diagnosis bundle: everything a technician or the maker wants to see of one host, in one file that may be sent away.

Holds no personal data and no secret: settings with secret-sounding values masked, states and counters, black boxes (whose
frames were masked before they were kept), versions, ports, and how many commands and events the journal holds. Works while the
agent runs, which then adds its present state, and while it doesn't.
"""

import io
import json
import platform
import re
import sqlite3
import sys
import tarfile
import time
from collections.abc import Iterable
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from api.process.version import product_version
from drivers.agent.local_port import ask_running_agent
from drivers.agent.settings import AgentSettings
from drivers.agent.store import DATABASE
from drivers.core.black_box import FOLDER, black_boxes, newest_first_within
from drivers.core.serial_ports import HostPort, host_consoles, stable_names

MOST_BLACK_BOX_BYTES = 20_000_000
"""Before packing; some two hundred files."""
MASK = "***"
_SECRET = re.compile(r"(password|passphrase|secret|token|psk|credential|private)|(^|_)(key|pin|code)$", re.IGNORECASE)
_USER_INFO = re.compile(r"(?<=//)[^/@\s]+(?=@)")
_OPEN = "under way"


def write_bundle(settings: AgentSettings, config: Path, out: Path, ports: Iterable[HostPort]) -> list[str]:
    """Write the bundle; the names of what it holds.

    Raises:
        OSError: `out` can't be written.
    """
    data_dir = settings.agent.data_dir
    running = ask_running_agent(data_dir)
    documents: dict[str, Any] = {
        "settings.json": {"file": str(config), **masked(settings.model_dump(mode="json"))},
        "versions.json": _versions(),
        "ports.json": {"usb": [_port(port) for port in ports], "consoles": sorted(host_consoles())},
        "store.json": _store_summary(data_dir / DATABASE),
        "agent.json": running if running is not None else {"running": False},
    }
    with tarfile.open(out, "w:gz") as bundle:
        for name, document in documents.items():
            _add(bundle, name, json.dumps(document, ensure_ascii=False, indent=1).encode())
        for path in newest_first_within(black_boxes(data_dir / FOLDER), MOST_BLACK_BOX_BYTES):
            try:
                _add(bundle, f"{FOLDER}/{path.name}", path.read_bytes())
            except OSError:
                # The running agent has just pruned it.
                continue
        return bundle.getnames()


def masked(value: Any, name: str = "") -> Any:
    """The same document with the values of secret-sounding keys, and what stands before an `@` in addresses, masked."""
    if isinstance(value, dict):
        return {key: masked(inner, str(key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [masked(inner, name) for inner in value]
    if isinstance(value, str):
        # A file's name tells where a secret is, not what it is.
        if value and _SECRET.search(name) and not name.endswith("_file"):
            return MASK
        return _USER_INFO.sub(MASK, value)
    return value


def _versions() -> dict[str, Any]:
    return {
        "tingtang": product_version(),
        "python": sys.version,
        "system": platform.platform(),
        "machine": platform.machine(),
        "packages": sorted(f"{d.name} {d.version}" for d in distributions()),
    }


def _port(port: HostPort) -> dict[str, Any]:
    return {
        "device": port.device,
        "vid": f"{port.vid:04x}",
        "pid": f"{port.pid:04x}",
        "serial": port.serial,
        "path": port.path,
        "interface": port.interface,
        "stable_names": stable_names(port.device),
    }


def _store_summary(path: Path) -> dict[str, Any]:
    """Counts only: neither what was printed nor when somebody rated leaves the host."""
    if not path.exists():
        return {"present": False}
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            journal = connection.execute(
                "SELECT name, coalesce(code, ?), coalesce(error_code, ''), count(*) FROM bus_journal"
                " GROUP BY 1, 2, 3 ORDER BY 1, 2",
                (_OPEN,),
            ).fetchall()
            outbox = connection.execute(
                "SELECT topic, parked, count(*), min(created_at) FROM bus_outbox GROUP BY topic, parked ORDER BY topic"
            ).fetchall()
        finally:
            connection.close()
    except sqlite3.Error as error:
        return {"present": True, "unreadable": type(error).__name__}
    now_ms = time.time_ns() // 1_000_000
    return {
        "present": True,
        "bytes": path.stat().st_size,
        "journal": [{"command": name, "code": code, "error": error, "count": count} for name, code, error, count in journal],
        "outbox": [
            {"topic": topic, "parked": bool(parked), "count": count, "oldest_s": max(0, now_ms - oldest) // 1000}
            for topic, parked, count, oldest in outbox
        ],
    }


def _add(bundle: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    entry.mtime = int(time.time())
    entry.mode = 0o600
    bundle.addfile(entry, io.BytesIO(data))
