"""`[identity.adapters.NAME]` of the controller's file: how each platform is reached. Secrets stand in files of their own."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from api.messages.base import Id
from api.process.settings_file import Section, from_folder

PlatformUrl = Annotated[
    str,
    Field(
        pattern=r"^(https://[^\s/?#@]+|http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?)(/[^\s?#]*[^\s/?#])?$", max_length=200
    ),
]
"""Without a slash at the end. Plain HTTP to this machine only, for the reference servers."""


class PlatformSection(Section):
    """What all platforms have."""

    url: PlatformUrl
    time_limit_s: float = Field(default=8.0, ge=1, le=9)
    """For all tries together: a kiosk waits 10 s."""
    ca_file: Path | None = None
    """Authority of the platform's certificate, where it isn't a public one."""
    certificate_file: Path | None = None
    """Ours, for platforms that ask for one."""
    certificate_key_file: Path | None = None


class CtidSection(PlatformSection):
    """国家网络身份认证公共服务 or a front-end system of CTID."""

    kind: Literal["ctid"]
    customer: str = Field(min_length=1, max_length=64)
    """Customer number, from the contract."""
    application: str = Field(min_length=1, max_length=64)
    """Name of the registered application."""
    key_file: Path
    """Our private key, as `tingtang reference ctid --make` writes it."""
    platform_key_file: Path
    """The platform's public key: answers that it didn't sign aren't believed."""


class LicenceSection(PlatformSection):
    """A province's platform of electronic licences (电子证照), behind its gateway."""

    kind: Literal["licence"]
    account: str = Field(min_length=1, max_length=64)
    """The gateway's `paasid`."""
    token_file: Path
    """The gateway's token."""
    watermark: str = Field(default="仅供政务服务大厅核验身份使用", min_length=1, max_length=60)
    """Over a licence for which the platform names none."""


AdapterSection = Annotated[CtidSection | LicenceSection, Field(discriminator="kind")]


class IdentitySection(Section):
    """`[identity]` of the controller's file."""

    adapters: dict[Id, AdapterSection] = Field(default_factory=dict, max_length=8)
    """By the name that kiosks ask for: `ctid`, `licence`. None: nobody is asked."""


def in_folder(section: IdentitySection, folder: Path) -> IdentitySection:
    """Relative paths start at the file's folder."""
    return section.model_copy(update={"adapters": {name: from_folder(one, folder) for name, one in section.adapters.items()}})
