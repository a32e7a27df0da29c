"""What a running agent knows of its devices, in findings. Pure: the agent's own diagnosis comes in."""

from collections.abc import Mapping
from typing import Any

from tingtang.doctor.finding import Finding, Sure

WELL = "ok"
_CODES = {
    "link.portMissing": "port-missing",
    "link.inUse": "port-taken",
    "link.noRight": "port-not-ours",
    "link.openFailed": "port-broken",
    "link.refused": "unreachable",
    "link.noAnswer": "unreachable",
    "link.unreachable": "unreachable",
    "link.unknownHost": "unreachable",
    "link.deviceAway": "unreachable",
    "device.silent": "silent",
    "link.writeTimeOut": "silent",
    "device.garbage": "garbage",
    "bus.garbled": "garbage",
    "board.checksum": "garbage",
    "bus.addressCollision": "address-twice",
    "link.lost": "lost",
    "link.closed": "lost",
    "device.misconfigured": "wrong-settings",
    "link.settings": "wrong-settings",
    "link.ambiguous": "wrong-settings",
    "link.console": "wrong-settings",
    "link.wrongType": "wrong-settings",
}
"""By the reason that drivers give (`docs/devices/faults.md`)."""
_NEVER_WRONG = frozenset(
    {"printer.neverAnswers", "relay.neverAnswers", "board.neverAnswers", "device.starting", "pad.notHeardYet"}
)
"""As built, or not known yet."""
LEAST_FOR_A_LINE = 2
"""One silent device on a line may be itself; when all of several are silent it is what they share."""


def judge_diagnosis(diagnosis: Mapping[str, Any]) -> list[Finding]:
    """`diagnosis`: as `drivers.agent.diagnosis` makes it."""
    devices: Mapping[str, Mapping[str, Any]] = diagnosis.get("devices", {})
    dead = dead_lines(devices)
    found = [Finding("device.line-dead", {"line": line, "devices": ", ".join(names)}) for line, names in sorted(dead.items())]
    of_dead = {name for names in dead.values() for name in names}
    for name, device in devices.items():
        if name not in of_dead:
            found += judge_device(name, device)
    return found


def judge_device(name: str, device: Mapping[str, Any]) -> list[Finding]:
    reason = str(device.get("status", {}).get("reason", WELL))
    port = str(device.get("link") or device.get("bus") or "-")
    said: dict[str, object] = {"device": name, "place": str(device.get("place") or "-"), "port": port}
    if not device.get("alive", True):
        return [Finding("device.hangs", said)]
    if reason == WELL or reason in _NEVER_WRONG:
        return []
    code = _CODES.get(reason, "not-well")
    if code == "not-well":
        return [Finding("device.not-well", said | {"reason": reason})]
    if code == "port-taken":
        said |= {"program": "?", "pid": "?"}
    if code == "silent" and device.get("bytes_received", 0):
        # It has spoken since the agent began: the port and the speed are right, so the device or its power went.
        return [Finding("device.silent", said, sure=Sure.LIKELY)]
    return [Finding(f"device.{code}", said)]


def dead_lines(devices: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    """Shared lines on which every device is silent."""
    lines: dict[str, list[str]] = {}
    for name, device in devices.items():
        if device.get("bus"):
            lines.setdefault(str(device["bus"]), []).append(name)
    return {
        line: sorted(names)
        for line, names in lines.items()
        if len(names) >= LEAST_FOR_A_LINE and all(_code(devices[name]) in ("silent", "lost", "port-missing") for name in names)
    }


def _code(device: Mapping[str, Any]) -> str:
    return _CODES.get(str(device.get("status", {}).get("reason", WELL)), "")
