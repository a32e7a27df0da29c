"""Which models there are: `models.toml` beside this, read and checked. Reads nothing else."""

import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

LIST = Path(__file__).with_name("models.toml")


class ModelRole(StrEnum):
    """What a model is for; one model each."""

    DETECTOR = "detector"
    RECOGNISER_SFACE = "recogniser-sface"
    LIVENESS_PASSIVE = "liveness-passive"
    LANDMARKS = "landmarks"
    """68 points."""
    RECOGNISER_DLIB = "recogniser-dlib"
    POINTS_DLIB = "points-dlib"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Carrier(_Entry):
    """A package that has the model among its files. Never installed: only `member` is taken out."""

    client: Literal["pip", "npm"]
    package: str
    version: str
    member: str

    @field_validator("member")
    @classmethod
    def _stays_inside(cls, member: str) -> str:
        path = PurePosixPath(member)
        if path.is_absolute() or ".." in path.parts:
            raise ValueError("must be a path inside the package")
        return member


class Model(_Entry):
    """One model's file, by its content."""

    role: ModelRole
    name: str = Field(pattern=r"^[A-Za-z0-9_.-]+$")
    """File name, without a folder."""
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(gt=0)
    """Bytes."""
    licence: str
    origin: str
    purpose: str
    carriers: tuple[Carrier, ...] = ()
    installed_in: str = ""
    """Python package that brings the file; empty: it lies in the folder of models."""
    member: str = ""
    """Path inside that package."""

    @model_validator(mode="after")
    def _is_somewhere(self) -> "Model":
        if bool(self.installed_in) != bool(self.member):
            raise ValueError("installed_in and member belong together")
        if not self.installed_in and not self.carriers:
            raise ValueError("without a carrier and without a package nobody can fetch it")
        return self


class _List(_Entry):
    models: tuple[Model, ...]

    @model_validator(mode="after")
    def _one_for_each_role(self) -> "_List":
        if len({model.role for model in self.models}) != len(self.models):
            raise ValueError("two models have one role")
        return self


@cache
def all_models() -> dict[ModelRole, Model]:
    """The shipped list, by role."""
    return {model.role: model for model in read_list(LIST)}


def read_list(path: Path) -> tuple[Model, ...]:
    """
    Raises:
        OSError, tomllib.TOMLDecodeError, pydantic.ValidationError: there is no such list, or it isn't one.
    """
    return _List.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).models
