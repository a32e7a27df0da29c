"""Services: enabled by their links, also where no systemd runs; started only where it does."""

from dataclasses import dataclass

from tingtang.install.machine import Machine

NOT_ENABLED = frozenset({0, 1})
"""`systemctl is-enabled` ends with 1 for a unit that is off: an answer, not a failure."""


@dataclass(frozen=True, slots=True)
class Enabled:
    """A unit that systemd starts with the machine. systemctl only writes links here; it asks no running systemd."""

    unit: str

    @property
    def title(self) -> str:
        return f"unit {self.unit}, enabled"

    def is_done(self, machine: Machine) -> bool:
        return machine.run("systemctl", "--root=/", "is-enabled", self.unit, ok=NOT_ENABLED).strip() == "enabled"

    def do(self, machine: Machine) -> None:
        machine.run("systemctl", "--root=/", "--quiet", "enable", self.unit)
        if machine.systemd_runs:
            machine.run("systemctl", "daemon-reload")

    def undo(self, machine: Machine) -> str | None:
        if machine.systemd_runs:
            machine.run("systemctl", "stop", self.unit, ok=NOT_LOADED)
        machine.run("systemctl", "--root=/", "--quiet", "disable", self.unit, ok=NOT_ENABLED)
        return None


NOT_LOADED = frozenset({0, 5})
"""systemctl(1): 5 is a unit that isn't there."""
