"""A camera's settings, as they stand in a terminal's file."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class CameraSettings(BaseModel):
    """A device, or in its place a video file, a folder of pictures, or a program's frames."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    device: Path | None = None
    """`/dev/v4l/by-id/…-video-index0`: `/dev/video0` may be another camera after the next restart."""
    video: Path | None = None
    """For the demo and for tests: played at its own speed, again and again."""
    images: Path | None = None
    """Folder of pictures, in the order of their names, `fps` of them a second: what a technician took, or a test set."""
    generator: str | None = Field(default=None, pattern=r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$")
    """`module:function` whose iterator gives the frames, `fps` of them a second. For the demo and for tests."""
    repeat: bool = True
    """Of a video, pictures or a generator; a device has no end."""
    width: int = Field(default=1280, ge=160, le=3840)
    height: int = Field(default=720, ge=120, le=2160)
    fps: int = Field(default=15, ge=1, le=60)
    stale_s: float = Field(default=2.0, ge=0.2, le=10)
    """No new frame for so long: nothing is known of what stands before the camera, and it is opened anew."""
    frozen_s: float = Field(default=5.0, ge=0.5, le=60)
    """The same frame, to the last bit, for so long. A living sensor has noise."""
    judged_frames: int = Field(default=10, ge=3, le=100)
    """All of so many in a row must look wrong before a word is said: a hand before the lens is no fault."""
    dark_below: float = Field(default=22.0, ge=0, le=255)
    """Mean brightness, 0 to 255."""
    bright_above: float = Field(default=235.0, ge=0, le=255)
    flat_below: float = Field(default=6.0, ge=0, le=128)
    """Standard deviation of brightness: a finger, a sticker or a lens cap has next to none."""

    @model_validator(mode="after")
    def _one_stable_source(self) -> Self:
        if sum(source is not None for source in (self.device, self.video, self.images, self.generator)) != 1:
            raise ValueError("give one of `device`, `video`, `images` and `generator`")
        if self.device is not None and self.device.parent == Path("/dev") and self.device.name.startswith("video"):
            raise ValueError(f"{self.device} may be another camera after the next restart; use /dev/v4l/by-id/… or by-path/…")
        return self

    @property
    def name(self) -> str:
        """For logs."""
        return str(self.device or self.video or self.images or self.generator)
