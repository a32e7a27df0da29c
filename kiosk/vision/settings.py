"""What a kiosk's vision process is told at its start. Paths and switches only; nothing about people."""

from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from drivers.camera.settings import CameraSettings
from kiosk.vision.bands import check_accept_from


class RegistrySettings(BaseModel):
    """The local register of residents who agreed to it. Left out of a kiosk's file, it is off."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Path
    """SQLite; templates in it are encrypted. Made when it isn't there."""
    key: Path
    """64 hexadecimal digits, readable by this account alone (0600). Made together with `file`."""
    keep_days: int = Field(default=365, ge=1, le=1_095)
    """After so many days without a renewal a person is deleted."""


class VisionSettings(BaseModel):
    """See `docs/identity/vision-process.md`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    camera: CameraSettings | None = None
    """None: no camera at this kiosk; the other ways are offered."""
    models: Path = Path("var/assets/models")
    """Folder that `tingtang models fetch` fills."""
    engine: Literal["sface", "dlib"] = "sface"
    accept_from: float | None = Field(default=None, gt=0, lt=1)
    """The hall's own threshold, from `tingtang vision calibrate`; never less than the shipped step-up band. Left out: the shipped
    bands.
    """
    liveness_modules: tuple[str, ...] = ()
    """Infrared or depth judges, see `kiosk.vision.liveness.modules`. One that can't be loaded: no face at this kiosk."""
    registry: RegistrySettings | None = None
    nice: int = Field(default=5, ge=0, le=19)
    """Added to the kiosk's own: the screen goes first when the machine is busy."""
    log_format: Literal["json", "console"] = "json"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @model_validator(mode="after")
    def _threshold_is_no_slip(self) -> Self:
        check_accept_from(self.engine, self.accept_from)
        return self
