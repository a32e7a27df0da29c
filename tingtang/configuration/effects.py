"""What becomes of a difference on a running machine: taken over while it works, when nobody is there, or by a restart."""

from collections.abc import Sequence

from pydantic import BaseModel

from drivers.agent.changes import changes_between
from drivers.agent.settings import AgentSettings
from hall_controller.config import HallConfig
from hall_controller.reloading import refusal
from kiosk.settings import KioskSettings
from tingtang.configuration.differences import Difference


def effects(old: BaseModel, new: BaseModel, found: Sequence[Difference]) -> list[str]:
    """One line for each thing that a technician must know."""
    if not found:
        return ["nothing differs that means anything"]
    if isinstance(old, AgentSettings) and isinstance(new, AgentSettings):
        return _agent(old, new)
    if isinstance(old, HallConfig) and isinstance(new, HallConfig):
        refused = refusal(old, new)
        if refused:
            return [f"not taken over while the hall works: {refused}", "restart the controller outside opening hours"]
        return ["`systemctl reload tingtang-controller` takes it over: about two seconds without calls; no number is lost"]
    if isinstance(old, KioskSettings):
        return ["the kiosk takes it over by itself as soon as nobody stands there; `systemctl restart tingtang-kiosk` at once"]
    return ["takes effect at the next start of what reads this file"]


def _agent(old: AgentSettings, new: AgentSettings) -> list[str]:
    changes = changes_between(old, new)
    lines = [f"device {name}: ends" for name in sorted(changes.removed)]
    lines += [f"device {name}: ends and begins anew" for name in sorted(changes.ended & changes.made)]
    lines += [f"device {name}: begins" for name in sorted(changes.made - changes.ended)]
    lines += [f"line {name}: begins anew with all its devices" for name in sorted(changes.ended_buses & changes.made_buses)]
    kept = len(new.devices) - len(changes.made)
    lines.append(f"{kept} of {len(new.devices)} devices keep their connection; the agent takes it over by itself within seconds")
    lines += [f"[{table}] needs a restart of the agent" for table in changes.needs_restart]
    return lines
