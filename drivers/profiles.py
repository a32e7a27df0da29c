"""Device profiles: what differs between models of one class, one TOML file each in `firmware_configs/profiles/`."""

import re
import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from drivers.core.errors import Misconfigured

PROFILE_DIRECTORY = Path(__file__).resolve().parents[1] / "firmware_configs" / "profiles"
_NAME = re.compile(r"[a-z0-9-]{1,48}")


class Profile(BaseModel):
    """What every profile says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    """The driver's kind; a printer's profile can't be given to a board."""
    maker: str = ""
    model: str = ""
    verified_on: tuple[str, ...] = ()
    """Real hardware this profile was tried on, as "model, date"; empty: emulated only."""


P = TypeVar("P", bound=Profile)


def load_profile(model: type[P], name: str, *, kind: str, directory: Path = PROFILE_DIRECTORY) -> P:
    """The profile called `name`, checked whole.

    Raises:
        Misconfigured: no such profile, not TOML, a key unknown, missing or wrong, or it is of another kind.
    """
    if not _NAME.fullmatch(name):
        raise Misconfigured(f"profile {name!r}: a-z, 0-9 and '-' only", reason="profile.invalid")
    path = directory / f"{name}.toml"
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        profile = model.model_validate(document)
    except OSError as error:
        known = ", ".join(sorted(entry.stem for entry in directory.glob("*.toml"))) or "none"
        raise Misconfigured(f"profile {name!r}: no file {path}; there are: {known}", reason="profile.missing") from error
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"{path}: isn't valid TOML: {error}", reason="profile.invalid") from error
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors()[:5])
        raise Misconfigured(f"{path}: {problems}", reason="profile.invalid") from error
    if profile.kind != kind:
        raise Misconfigured(f"{path} is of kind {profile.kind!r}, not {kind!r}", reason="profile.wrongKind")
    return profile
