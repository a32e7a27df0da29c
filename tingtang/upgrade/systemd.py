"""This machine's services, by systemctl(1), and what they say of themselves on their health pages."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.releases.orders import Trouble
from tingtang.install.machine import CommandFailed, Run
from tingtang.upgrade.gate import ServiceLook
from tingtang.upgrade.trouble import Failed

PROPERTIES = "Id,ActiveState,NRestarts,ConditionResult,UnitFileState"
HEALTH_S = 3.0
HEALTH_MAX_BYTES = 256 * 1024
_SOME_ARE_DOWN = frozenset({0, 3, 4})
"""systemctl(1): not all are active, or one isn't there. Its words count, not its code."""
_SOME_FAILED = frozenset({0, 1})
"""What failed is seen afterwards."""


@dataclass(frozen=True, slots=True)
class SystemdServices:
    """Args: names: in a fixed order. health: address of the health page by service, on this machine."""

    names: Sequence[str]
    health: Mapping[str, str]
    run: Run

    def restart(self) -> None:
        try:
            self.run("systemctl", "daemon-reload")
            self.run("systemctl", "reset-failed", *self.names, ok=frozenset({0, 1, 5}))
            # Waits until each one is ready or has failed: what is seen afterwards is the new process.
            self.run("systemctl", "restart", *self.names, ok=_SOME_FAILED)
        except CommandFailed as error:
            raise Failed(Trouble.NOT_STARTED, str(error).splitlines()[-1]) from error

    def look(self) -> tuple[ServiceLook, ...]:
        try:
            said = self.run("systemctl", "show", f"--property={PROPERTIES}", *self.names, ok=_SOME_ARE_DOWN)
        except CommandFailed:
            said = ""
        states = parse_show(said)
        return tuple(self._look(name, states.get(name, {})) for name in self.names)

    def _look(self, name: str, state: Mapping[str, str]) -> ServiceLook:
        active = state.get("ActiveState") == "active"
        if not active and _stands_aside(state):
            return ServiceLook(name, active=True)
        restarts = state.get("NRestarts", "0")
        asked = active and name in self.health
        page = read_health(self.health[name]) if asked else None
        return ServiceLook(
            name=name,
            active=active,
            failed=state.get("ActiveState") == "failed",
            restarts=int(restarts) if restarts.isdigit() else 0,
            # A page that its settings promise and that doesn't answer is a process that hangs, or hasn't got so far yet.
            well=(page is not None and page.well) if asked else None,
        )

    def occupied(self) -> bool:
        pages = [read_health(address) for address in self.health.values()]
        return any(page is not None and page.occupied for page in pages)


def _stands_aside(state: Mapping[str, str]) -> bool:
    """Not meant to run here: switched off, or what it waits for isn't there (a condition of its unit)."""
    switched_off = state.get("UnitFileState") in ("disabled", "masked")
    return switched_off or (state.get("ActiveState") == "inactive" and state.get("ConditionResult") == "no")


def parse_show(text: str) -> dict[str, dict[str, str]]:
    """What `systemctl show` says of several units, an empty line between two: by unit, by property."""
    units = {}
    for block in text.split("\n\n"):
        pairs = dict(line.partition("=")[::2] for line in block.splitlines() if "=" in line)
        if "Id" in pairs:
            units[pairs["Id"]] = pairs
    return units


@dataclass(frozen=True, slots=True)
class HealthPage:
    well: bool
    occupied: bool = False


def read_health(address: str) -> HealthPage | None:
    """None: nobody answers there. Answered with an error status: not well."""
    try:
        with urllib.request.urlopen(address, timeout=HEALTH_S) as answer:  # noqa: S310 (a loopback address of our settings)
            return _page(answer.read(HEALTH_MAX_BYTES), well=True)
    except urllib.error.HTTPError as error:
        with error:
            return _page(error.read(HEALTH_MAX_BYTES), well=False)
    except (OSError, ValueError):
        return None


def _page(body: bytes, *, well: bool) -> HealthPage:
    try:
        document = json.loads(body)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        return HealthPage(well)
    return HealthPage(well and document.get("well", True) is True, document.get("occupied") is True)
