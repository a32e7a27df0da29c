"""An agent's TOML file, checked whole: an unknown key is an error that names file, section and key."""

import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from api.messages.base import Id
from api.messages.topics import NODE_DEVICE
from drivers.core.links import LinkConfig
from drivers.core.worker import QUEUE_LIMIT

Model = TypeVar("Model", bound=BaseModel)


class SettingsError(Exception):
    """The file can't be used; the text says what, where and what to do."""


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AgentSection(Section):
    site: Id
    node: Id
    data_dir: Path
    """Journal, outbox and this installation's client id; survives updates."""
    log_format: Literal["json", "console"] = "json"
    log_level: Literal["debug", "info", "warning", "error"] = "info"


class BrokerSection(Section):
    host: str = "127.0.0.1"
    port: int = Field(default=1883, ge=1, le=65_535)
    username: str | None = None
    """The node's name when left out."""
    password_file: Path | None = None
    """Holds the password and nothing else."""
    ca_file: Path | None = None
    """Certificate authority of the broker: turns TLS on."""
    certificate_file: Path | None = None
    key_file: Path | None = None


class BusSection(Section):
    """A line that several devices share."""

    id: Id
    kind: str
    link: LinkConfig
    answer_within_ms: int = Field(default=100, ge=10, le=5_000)
    """How long the line waits for one device's answer before the next device's turn."""


class DeviceSection(BaseModel):
    """What every device has; the rest of its keys are its driver's own and checked by the driver's model."""

    model_config = ConfigDict(frozen=True, extra="allow")

    id: Id
    kind: str
    place: str = ""
    """Where a person finds it."""
    link: LinkConfig | None = None
    bus: Id | None = None
    address: int | None = Field(default=None, ge=0, le=65_535)
    """On the bus."""
    queue_limit: int = Field(default=QUEUE_LIMIT, ge=1, le=200)
    picture: str | None = Field(default=None, pattern=r"^http://(127\.0\.0\.1|localhost)(:[0-9]+)?/")
    """Loopback address of an emulated device's live picture."""

    @property
    def options(self) -> Mapping[str, Any]:
        """The driver's own keys."""
        return self.model_extra or {}

    @model_validator(mode="after")
    def _one_way_to_the_device(self) -> Self:
        if (self.link is None) == (self.bus is None):
            raise ValueError("give either `link`, or `bus` and `address`")
        if (self.bus is None) != (self.address is None):
            raise ValueError("`bus` and `address` go together")
        if self.id == NODE_DEVICE:
            raise ValueError(f"{NODE_DEVICE!r} stands for the host itself")
        return self


class AgentSettings(Section):
    agent: AgentSection
    broker: BrokerSection = BrokerSection()
    buses: tuple[BusSection, ...] = ()
    devices: tuple[DeviceSection, ...] = ()

    @model_validator(mode="after")
    def _references_hold(self) -> Self:
        problems = [f"devices.id: {name!r} stands more than once" for name in _twice(d.id for d in self.devices)]
        problems += [f"buses.id: {name!r} stands more than once" for name in _twice(b.id for b in self.buses)]
        buses = {bus.id for bus in self.buses}
        problems += [f"devices.{d.id}.bus: there is no bus {d.bus!r}" for d in self.devices if d.bus and d.bus not in buses]
        places = _twice(f"{d.bus} address {d.address}" for d in self.devices if d.bus)
        problems += [f"devices.address: {place} is given to two devices" for place in places]
        if problems:
            raise ValueError("; ".join(problems[:10]))
        return self


def _twice(names: Any) -> list[str]:
    return sorted(name for name, count in Counter(names).items() if count > 1)


def load_settings(path: Path) -> AgentSettings:
    """Read and check an agent's file; relative paths in it start at its folder.

    Raises:
        SettingsError: it can't be read, isn't TOML, or a key is unknown, missing or wrong.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: can't be read ({error.strerror}); `--config` names the agent's TOML file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: isn't valid TOML: {error}") from error
    try:
        settings = AgentSettings.model_validate(document)
    except ValidationError as error:
        raise SettingsError(f"{path}: not usable:\n{explain(error)}") from error
    folder = path.resolve().parent
    return settings.model_copy(
        update={"agent": from_folder(settings.agent, folder), "broker": from_folder(settings.broker, folder)}
    )


def from_folder(model: Model, folder: Path) -> Model:
    """The same settings with every relative path starting at `folder`."""
    paths = {name: folder / value for name in type(model).model_fields if isinstance(value := getattr(model, name), Path)}
    return model.model_copy(update=paths)


def explain(error: ValidationError) -> str:
    """One line per problem: section.key, what is wrong. Values stay out: one may be a password."""
    return "\n".join(f"  {'.'.join(str(part) for part in e['loc']) or 'file'}: {e['msg']}" for e in error.errors()[:10])
