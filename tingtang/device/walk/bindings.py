"""Which device the hall's own file binds to which window. Only that is read, so that a device's host needs nothing of the
controller.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from api.process.settings_file import load_file


class _Table(BaseModel):
    """The other keys are the controller's."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class BoundWindow(_Table):
    number: int = Field(ge=1, le=999)
    leds: tuple[str, ...] = ()
    rating_pad: str | None = None
    call_pad: str | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """`node/device` of everything at the window."""
        return tuple(address for address in (*self.leds, self.rating_pad, self.call_pad) if address is not None)


class HallBindings(_Table):
    windows: tuple[BoundWindow, ...] = ()

    def windows_of(self, node: str) -> dict[str, int]:
        """Device → window, of one agent's devices."""
        pairs = ((address.partition("/"), window.number) for window in self.windows for address in window.addresses)
        return {device: number for (owner, _, device), number in pairs if owner == node}


def load_bindings(path: Path) -> HallBindings:
    """
    Raises:
        ConfigurationError: it can't be read, isn't TOML, or its windows are wrong.
    """
    return load_file(path, HallBindings)
