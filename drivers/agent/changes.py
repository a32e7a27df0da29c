"""What new settings change: which devices and lines end, which begin, which keep their connection. Pure."""

from dataclasses import dataclass

from drivers.agent.settings import AgentSettings


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids. A changed device or bus ends and begins."""

    ended: frozenset[str] = frozenset()
    made: frozenset[str] = frozenset()
    ended_buses: frozenset[str] = frozenset()
    made_buses: frozenset[str] = frozenset()
    needs_restart: tuple[str, ...] = ()
    """Tables that a running agent can't change: who it is, where its broker is, how it logs, where it is watched."""

    @property
    def removed(self) -> frozenset[str]:
        """Devices that are gone altogether."""
        return self.ended - self.made

    def __bool__(self) -> bool:
        return bool(self.ended or self.made or self.ended_buses or self.made_buses)


def changes_between(old: AgentSettings, new: AgentSettings) -> Changes:
    """Devices of a changed line change with it; those of a line that only gets another member don't."""
    old_buses, new_buses = {bus.id: bus for bus in old.buses}, {bus.id: bus for bus in new.buses}
    ended_buses = frozenset(name for name, bus in old_buses.items() if new_buses.get(name) != bus)
    made_buses = frozenset(name for name, bus in new_buses.items() if old_buses.get(name) != bus)
    old_devices, new_devices = {d.id: d for d in old.devices}, {d.id: d for d in new.devices}
    ended = frozenset(n for n, d in old_devices.items() if new_devices.get(n) != d or d.bus in ended_buses)
    made = frozenset(n for n, d in new_devices.items() if old_devices.get(n) != d or d.bus in made_buses)
    tables = ("agent", "broker", "log", "metrics")
    return Changes(
        ended, made, ended_buses, made_buses, tuple(name for name in tables if getattr(old, name) != getattr(new, name))
    )
